"""Restoring a backup, and rehearsing it.

Nothing is half done: the archive is proven first, files are added by content, which harms nobody,
and the database is filled in one transaction that ends by counting.
"""

import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from otklik.cli import postgres
from otklik.cli.backups.archive import Manifest, Reader, file_name, opened
from otklik.cli.backups.programs import load, programs
from otklik.cli.database import has_tables
from otklik.cli.errors import Refusal
from otklik.cli.folder import cannot_write
from otklik.cli.progress import progress
from otklik.core.vault import Secrets, replace_vault

PACKAGE: Final = Path(__file__).resolve().parents[2]
EMPTY: Final = ("DROP SCHEMA public CASCADE;", "CREATE SCHEMA public;")


def manifest_of(path: Path) -> Manifest:
    """Return what a backup holds.

    Raises:
        Refusal: It cannot be read, is no backup, or is not whole.
    """
    with opened(path) as reader:
        return reader.manifest


def restore(path: Path, *, url: str, data: Path, replace: bool = False) -> Manifest:
    """Restore a backup.

    Args:
        path: The backup.
        url: The address of the database to fill; no service may be using it.
        data: The data folder to fill.
        replace: Whether what stands in the database may be replaced.

    Returns:
        What the backup held; all of it was compared with what came out.

    Raises:
        Refusal: The backup is damaged or of a newer program, the database is not empty or in use,
            or there is no room. Database and secrets are as before.
    """
    with opened(path) as reader:
        _require_known(reader.manifest)
        _require_room(url, replace=replace)
        draft = Path(tempfile.mkdtemp(dir=data, prefix=".restoring-"))
        try:
            reader.copy_dump(draft / "dump")
            _add_files(reader, data, draft)
            with progress("Filling the database"):
                load(
                    url,
                    draft / "dump",
                    use=programs(at_least=reader.manifest.programs),
                    before=EMPTY,
                    after=_checks(reader.manifest.tables),
                )
            keys = reader.secrets()
            replace_vault(data, reader.manifest.made_for, Secrets(**keys))
        except OSError as error:
            raise Refusal(cannot_write(data, error)) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return reader.manifest


def _require_known(manifest: Manifest) -> None:
    """Refuse the backup of a newer program: this one would not know its tables."""
    ours = {path.parent.parent.name for path in PACKAGE.glob("*/migrations/__init__.py")}
    known = {room: _steps(room) for room in ours}
    for step in manifest.migrations:
        room, _, name = step.partition(".")
        if name not in known.get(room, {name}):
            raise Refusal(
                f"The backup was made by Otklik {manifest.otklik}, which knows more than this one "
                f"({step}).\nInstall that version, or a later one, and restore with it."
            )


def _steps(room: str) -> set[str]:
    """Return the names of a room's migrations, with those that others of them replace or need."""
    named = re.compile(rf"""\(["']{room}["'], ["'](\w+)["']\)""")
    files = list((PACKAGE / room / "migrations").glob("0*.py"))
    told = {name for file in files for name in named.findall(file.read_text(encoding="utf-8"))}
    return told | {file.stem for file in files}


def _require_room(url: str, *, replace: bool) -> None:
    if not replace and has_tables(url):
        raise Refusal(
            "The database is not empty.\n"
            "Name an empty one, or say --replace: what stands there is then lost."
        )
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    if row and row[0]:
        raise Refusal(
            f"The database is in use by {row[0]} other connections.\n"
            "Stop every web and worker process that uses it, on all machines."
        )


def _add_files(reader: Reader, data: Path, draft: Path) -> None:
    """Put the files where they belong; those that are there already have the same bytes."""
    with progress("Copying files") as report:
        done = 0
        for digest, size in reader.files():
            reader.copy_file(digest, draft / "file")
            place = data / file_name(digest)
            for folder in (place.parent.parent, place.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            (draft / "file").chmod(0o600)
            (draft / "file").replace(place)
            done += size
            report(done, reader.manifest.bytes)


def _checks(tables: dict[str, int]) -> list[str]:
    """Return a statement that fails unless each table has as many rows as the manifest says."""
    template = sql.SQL("IF (SELECT count(*) FROM {}) <> {} THEN RAISE EXCEPTION {}; END IF;")
    lines = ["DO $check$ BEGIN"]
    for name, count in tables.items():
        fault = f"the table {name} has not its {count} rows"
        lines.append(template.format(sql.Identifier("public", name), count, fault).as_string())
    return [*lines, "END $check$;", "ANALYZE;"]


@dataclass(frozen=True)
class Drill:
    """How a rehearsal went.

    Attributes:
        manifest: What the backup held.
        seconds: How long restoring took.
        absent: How many files the restored database names and the restored folder lacks.
    """

    manifest: Manifest
    seconds: float
    absent: int


def drill(path: Path) -> Drill:
    """Restore a backup into a database and a folder made for it, compare, and throw both away.

    They are made beside the backup, so there must be as much room again.

    Args:
        path: The backup.

    Raises:
        Refusal: It cannot be restored.
    """
    manifest_of(path)
    begun = time.monotonic()
    try:
        data = Path(tempfile.mkdtemp(dir=path.absolute().parent, prefix=".drill-"))
    except OSError as error:
        raise Refusal(cannot_write(path.absolute().parent, error)) from error
    try:
        with postgres.running(data, careful=False) as url:
            manifest = restore(path, url=url, data=data)
            absent = 0 if manifest.files is None else _absent(url, data)
    finally:
        postgres.remove(data)
        shutil.rmtree(data, ignore_errors=True)
    return Drill(manifest, time.monotonic() - begun, absent)


def _absent(url: str, data: Path) -> int:
    with psycopg.connect(url) as connection:
        named = connection.execute("SELECT sha256 FROM files_blob").fetchall()
    return sum(not (data / file_name(digest)).exists() for (digest,) in named)
