"""Making a backup while the service runs.

The database is read at one moment. Files are stored by content and never change, so they are copied
afterwards; nobody deletes any meanwhile (`core/locks.py`).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import psycopg
from psycopg import sql

from otklik.cli.backups.archive import DUMP, SECRETS, Manifest, Writer, file_name
from otklik.cli.backups.programs import Programs, dump, programs
from otklik.cli.errors import Refusal
from otklik.cli.progress import Report, progress
from otklik.core.locks import BACKUP
from otklik.core.vault import Secrets

WAIT: Final = "60s"
"""How long another backup is waited for."""


@dataclass(frozen=True)
class Installation:
    """What is backed up.

    Attributes:
        url: The address of its database.
        data: Its data folder.
        made_for: Its mode.
        keys: Its secrets.
    """

    url: str
    data: Path
    made_for: str
    keys: Secrets


@dataclass(frozen=True)
class _Moment:
    """What the snapshot knows."""

    name: str
    at: datetime
    tables: dict[str, int]
    migrations: tuple[str, ...]
    files: list[tuple[str, int]]


def make(source: Installation, target: Path, *, with_files: bool = True) -> Manifest:
    """Write a backup, whole or not at all.

    Args:
        source: The installation; it may be running.
        target: The file to make, readable for its owner only, since it holds secrets.
        with_files: False leaves the files out: they stay where they are.

    Returns:
        What the backup holds.

    Raises:
        Refusal: The file exists or cannot be written, the database cannot be read, or another
            backup takes longer than a minute.
    """
    if target.exists():
        raise Refusal(f"{target} exists already.\nName another file, or move that one away.")
    try:
        with _draft(target) as file, _snapshot(source.url, with_files=with_files) as seen:
            manifest = _write(source, seen, file, with_files=with_files)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(
            f"Cannot write {target}: {reason}. Nothing is left of it.\n"
            "Free some space, or name a file in another place."
        ) from error
    return manifest


@contextmanager
def _draft(target: Path) -> Iterator[IO[bytes]]:
    """Yield a file beside the target that takes its name at the end, if all went well."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    os.close(handle)
    draft = Path(name)
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _snapshot(url: str, *, with_files: bool) -> Iterator[_Moment]:
    """Hold one moment of the database, and all files that it names, for the length of a `with`."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("SET lock_timeout = {}").format(WAIT))
            connection.execute("SELECT pg_advisory_lock(%s)", [BACKUP])
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield _look(connection, with_files=with_files)
    except psycopg.errors.LockNotAvailable as error:
        raise Refusal("Another backup is being made. Wait until it is done.") from error
    except psycopg.Error as error:
        raise Refusal(f"The database could not be read: {_first_line(error)}") from error


def _look(connection: psycopg.Connection, *, with_files: bool) -> _Moment:
    head = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
    if head is None:
        raise AssertionError("a SELECT without FROM gives one row")
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relpersistence = 'p' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    if ("django_migrations",) not in tables:
        raise Refusal("The database is empty: there is nothing to back up.")
    steps = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    migrations = tuple(name for (name,) in steps)
    files = []
    if with_files:
        # A table of the room `files`, read without Django because only this session has the moment.
        files = connection.execute("SELECT sha256, size FROM files_blob ORDER BY sha256").fetchall()
    return _Moment(
        name=head[0],
        at=head[1],
        tables={name: _count(connection, name) for (name,) in tables},
        migrations=migrations,
        files=files,
    )


def _count(connection: psycopg.Connection, table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _write(source: Installation, seen: _Moment, file: IO[bytes], *, with_files: bool) -> Manifest:
    use = _programs_for(source.url)
    writer = Writer(file)
    with tempfile.TemporaryFile(dir=Path(file.name).parent) as dumped:
        with progress("Reading the database"):
            dump(source.url, dumped, snapshot=seen.name, use=use)
        size = dumped.seek(0, os.SEEK_END)
        dumped.seek(0)
        digest = writer.add(DUMP, dumped, size)
    keys = {"secret_key": source.keys.secret_key, "reply_key": source.keys.reply_key}
    writer.add_json(SECRETS, keys)
    with progress("Copying files") as report:
        faults = _Faults()
        _copy_files(source.data, seen.files, writer, faults, report)
    manifest = Manifest(
        otklik=version("otklik"),
        made_at=seen.at,
        made_for=source.made_for,
        programs=use.major,
        migrations=seen.migrations,
        tables=seen.tables,
        dump=digest,
        files=len(seen.files) - len(faults.missing) if with_files else None,
        bytes=faults.bytes,
        missing=tuple(faults.missing),
        damaged=tuple(faults.damaged),
    )
    writer.close(manifest)
    return manifest


def _programs_for(url: str) -> Programs:
    with psycopg.connect(url) as connection:
        return programs(at_least=connection.info.server_version // 10000)


class _Faults:
    """What was found while copying: the size, what is not there, what is not itself."""

    def __init__(self) -> None:
        self.bytes = 0
        self.missing: list[str] = []
        self.damaged: list[str] = []


def _copy_files(
    data: Path, files: list[tuple[str, int]], writer: Writer, found: _Faults, report: Report
) -> None:
    total = sum(size for _digest, size in files)
    for digest, _size in files:
        name = file_name(digest)
        try:
            source = (data / name).open("rb")
        except FileNotFoundError:
            found.missing.append(digest)
            continue
        with source:
            size = os.fstat(source.fileno()).st_size
            if writer.add(name, source, size) != digest:
                found.damaged.append(digest)
        found.bytes += size
        report(found.bytes, max(total, found.bytes))


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
