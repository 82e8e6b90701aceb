"""Putting what the command line says where the settings are read: into the environment."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from otklik.cli import postgres
from otklik.cli.database import examine
from otklik.cli.errors import Refusal
from otklik.cli.folder import hold
from otklik.core import logs
from otklik.core.config import Config, ConfigError, default_data, load
from otklik.core.vault import made_for


def folder(data: Path | None) -> Path:
    """Return the data folder that was named, by an option or the environment, else the usual one.

    Args:
        data: What the option `--data` said.
    """
    named = data or Path(os.environ.get("OTKLIK_DATA") or default_data())
    return named.expanduser().absolute()


def settle(data: Path | None, *, mode: str | None = None, **values: str | int) -> Config:
    """Write the options of a command into the environment and return the settings.

    Children inherit them.

    Args:
        data: What the option `--data` said.
        mode: The mode of the command; when not given, the environment's, else the one that made
            the data folder, else production.
        values: Further settings, by field name.

    Raises:
        Refusal: A setting is odd.
    """
    where = folder(data)
    os.environ["OTKLIK_DATA"] = str(where)
    if mode:
        os.environ["OTKLIK_MODE"] = mode
    os.environ.setdefault("OTKLIK_MODE", made_for(where) or "production")
    for name, value in values.items():
        os.environ[f"OTKLIK_{name.upper()}"] = str(value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.site.settings")
    try:
        config = load()
    except ConfigError as error:
        raise Refusal(str(error)) from error
    logs.configure(level=config.log_level, form=config.log_format)
    return config


def given_url(config: Config) -> str | None:
    """Return the address of the database that the environment names, if it does."""
    return config.database_url.get_secret_value() if config.database_url else None


@contextlib.contextmanager
def attached(config: Config) -> Iterator[None]:
    """Make the installation's database reachable for the length of a `with`.

    It is the one that the environment names, else the embedded one: as it runs already, or run by
    us for as long as we need it.

    Raises:
        Refusal: There is none, or it cannot be used.
    """
    url = given_url(config) or postgres.running_url(config.data)
    with contextlib.ExitStack() as stack:
        if not url:
            stack.enter_context(hold(config.data))
            url = stack.enter_context(postgres.running(config.data))
        examine(url)
        os.environ["DATABASE_URL"] = url
        yield


@contextlib.contextmanager
def held(config: Config) -> Iterator[None]:
    """Have the data folder and the database for ourselves, as far as this machine can tell.

    Raises:
        Refusal: A service runs on this data folder, or the database cannot be used.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(hold(config.data))
        url = given_url(config) or stack.enter_context(postgres.running(config.data))
        examine(url)
        os.environ["DATABASE_URL"] = url
        yield


def attach(config: Config) -> None:
    """Take the database that the environment names or that another process runs for us.

    Raises:
        Refusal: There is none, or it cannot be used.
    """
    url = given_url(config) or postgres.running_url(config.data)
    if not url:
        raise Refusal(
            f"No database: DATABASE_URL is not set, and no `otklik serve` runs on {config.data}."
        )
    examine(url)
    os.environ["DATABASE_URL"] = url
