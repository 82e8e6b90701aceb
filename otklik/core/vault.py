"""The secrets an installation makes for itself at its first start and keeps in its data folder."""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VAULT: Final = "secrets.json"
_BYTES: Final = 48


class VaultError(Exception):
    """The secrets cannot be kept or used; `str()` is one plain line with the remedy."""


@dataclass(frozen=True, repr=False)
class Secrets:
    """Keys that sign; never printed (`repr` hides them).

    Attributes:
        secret_key: Signs sessions, links, live topics.
        reply_key: Signs the reply addresses of letters; outlives a change of `secret_key`.
    """

    secret_key: str
    reply_key: str


def open_vault(data: Path, mode: str) -> Secrets:
    """Return the secrets kept in `data`, made now if there are none.

    Args:
        data: The data folder; made if missing.
        mode: `production`, `demo` or `development`; the last one keeps nothing.

    Raises:
        VaultError: The folder cannot be written, the file is damaged, or the mode is production
            and the folder was made by a demo (whose accounts and keys are known to strangers).
    """
    if mode == "development":
        return _fresh()
    path = data / VAULT
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _keep(path, mode, _fresh())
        kept = json.loads(path.read_text(encoding="utf-8"))
        found = Secrets(secret_key=kept["secret_key"], reply_key=kept["reply_key"])
        made_for = kept["made_for"]
    except OSError as error:
        reason = error.strerror or str(error)
        raise VaultError(
            f"Cannot keep secrets in the data folder {data}: {reason}. "
            "Name a folder you may write to with OTKLIK_DATA or --data."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise VaultError(f"{path} is damaged: restore it from a backup.") from error
    if mode == "production" and made_for != "production":
        raise VaultError(
            f"{data} was made by the demo; its secrets and accounts must not serve real people. "
            "Name a new folder with OTKLIK_DATA or --data."
        )
    return found


def made_for(data: Path) -> str | None:
    """Return the mode in which the data folder was made, or None when it holds no secrets yet."""
    try:
        return str(json.loads((data / VAULT).read_text(encoding="utf-8"))["made_for"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fresh() -> Secrets:
    return Secrets(
        secret_key=secrets.token_urlsafe(_BYTES), reply_key=secrets.token_urlsafe(_BYTES)
    )


def replace_vault(data: Path, mode: str, keys: Secrets) -> None:
    """Keep these secrets in place of whatever the data folder holds: a backup is restored.

    Args:
        data: The data folder.
        mode: The mode of the service that they belong to.
        keys: The secrets.

    Raises:
        OSError: They cannot be written; the old ones still stand.
    """
    _draft(data, mode, keys).replace(data / VAULT)


def _keep(path: Path, mode: str, made: Secrets) -> None:
    """Write the file whole or not at all; of two processes that start at once the first wins."""
    draft = _draft(path.parent, mode, made)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _draft(folder: Path, mode: str, keys: Secrets) -> Path:
    """Return a finished file beside the one that it is to become; only its owner may read it."""
    content = {"made_for": mode, "secret_key": keys.secret_key, "reply_key": keys.reply_key}
    handle, name = tempfile.mkstemp(dir=folder, prefix=".secrets-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
