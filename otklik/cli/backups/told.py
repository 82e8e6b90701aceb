"""Backing up, restoring and rehearsing, with what is said of it in the end."""

import os
from pathlib import Path

from otklik.cli.backups.archive import Manifest
from otklik.cli.backups.kept import installation, keep_before
from otklik.cli.backups.make import make
from otklik.cli.backups.restore import drill, manifest_of, restore
from otklik.cli.database import has_tables
from otklik.core.config import Config
from otklik.core.vault import open_vault


def made(file: Path, config: Config, *, with_files: bool) -> str:
    """Make a backup; see `make.make`."""
    manifest = make(installation(config), file, with_files=with_files)
    size = file.stat().st_size / 1024**2
    lines = [f"{file}: {size:.1f} MB, {_contents(manifest)}. It holds secrets: keep it safe."]
    if manifest.missing or manifest.damaged:
        lines.append(
            f"Warning: of the files that the database names, {len(manifest.missing)} are not in "
            f"{config.data / 'files'} and {len(manifest.damaged)} are damaged there."
        )
    return "\n".join(lines)


def restored(file: Path, config: Config, *, replace: bool) -> str:
    """Restore a backup; see `restore.restore`. What is replaced is kept, if it can be."""
    url = os.environ["DATABASE_URL"]
    kept = None
    if replace and has_tables(url) and manifest_of(file):
        kept = keep_before("restoring", config)
    manifest = restore(file, url=url, data=config.data, replace=replace)
    lines = [f"Restored from {file}: {_contents(manifest)}; rows and digests are as they were."]
    if kept:
        lines.append(f"What was there before: {kept}")
    if manifest.files is None:
        lines.append(f"The backup holds no files: put them into {config.data / 'files'}.")
    if _has_other_keys(config):
        lines.append(
            "Warning: OTKLIK_SECRET_KEY or OTKLIK_REPLY_KEY in the environment is not the "
            "backup's: stored passwords of mailboxes and replies to old letters are lost with it."
        )
    lines.append("Next: `otklik manage migrate`, `otklik doctor`, then start the service.")
    return "\n".join(lines)


def drilled(file: Path) -> str:
    """Rehearse restoring; see `restore.drill`."""
    went = drill(file)
    contents, minutes = _contents(went.manifest), went.seconds / 60
    lines = [f"{file} can be restored: {contents} came out unchanged in {minutes:.1f} minutes."]
    if went.absent:
        lines.append(f"Warning: {went.absent} files that its database names are not in it.")
    return "\n".join(lines)


def _contents(manifest: Manifest) -> str:
    files = "no files" if manifest.files is None else f"{manifest.files} files"
    return f"{manifest.rows} rows in {len(manifest.tables)} tables, {files}"


def _has_other_keys(config: Config) -> bool:
    kept = open_vault(config.data, config.mode)
    pairs = ((config.secret_key, kept.secret_key), (config.reply_key, kept.reply_key))
    return any(given and given.get_secret_value() != key for given, key in pairs)
