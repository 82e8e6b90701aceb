"""Backups that are made without being asked for, before the embedded database is changed."""

import os
from pathlib import Path
from typing import Final, Literal

from otklik.cli import postgres
from otklik.cli.backups.make import Installation, make
from otklik.cli.database import has_tables
from otklik.cli.errors import Refusal
from otklik.core.config import Config, secrets
from otklik.core.time import now
from otklik.core.vault import made_for

FOLDER: Final = "backups"
KEPT: Final = 3


def installation(config: Config) -> Installation:
    """Return what is there to back up; its database has been attached.

    Raises:
        Refusal: The data folder has no secrets, so it is hardly the one that was meant.
    """
    given = config.secret_key and config.reply_key
    if not (given or made_for(config.data)):
        raise Refusal(
            f"{config.data} is no data folder of Otklik: it holds no secrets.\n"
            "Name the service's own with --data or OTKLIK_DATA."
        )
    return Installation(
        url=os.environ["DATABASE_URL"], data=config.data, made_for=config.mode, keys=secrets()
    )


def keep_before(what: Literal["migrations", "restoring"], config: Config) -> Path | None:
    """Back up the embedded database before something changes it, and forget all but three.

    Files are left out: neither migrations nor restoring touch them. A database of somebody else is
    left to its operator, an empty one holds nothing worth keeping. A demo's is kept too: whoever
    has tried Otklik for a week has written more than its made-up people.

    Args:
        what: What is going to happen; part of the name.
        config: The settings; the database has been attached.

    Returns:
        The file, if one was made.

    Raises:
        Refusal: It could not be made: better change nothing.
    """
    url = os.environ["DATABASE_URL"]
    if url != postgres.running_url(config.data) or not has_tables(url):
        return None
    folder = config.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{now():%Y-%m-%dT%H%M%S.%f}Z-before-{what}.tar"
    make(installation(config), target, with_files=False)
    for old in sorted(folder.glob("*-before-*.tar"))[:-KEPT]:
        old.unlink()
    return target
