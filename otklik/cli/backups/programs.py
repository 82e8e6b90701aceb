"""PostgreSQL's own programs, which write dumps and read them again."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from otklik.cli.errors import Refusal
from otklik.cli.place import MAJOR, wheel_folder

NAMES: Final = ("pg_dump", "pg_restore", "psql")
UNKNOWN_TO_OLD_SERVERS: Final = re.compile(rb"SET transaction_timeout\b")
"""Newer programs set it at the head of a script; servers before 17 refuse it."""
HEAD: Final = re.compile(rb"\s*$|--|SET |SELECT pg_catalog\.set_config|\\restrict ")
"""What stands in a script before anything is created."""


@dataclass(frozen=True)
class Programs:
    """The programs of one major version.

    Attributes:
        major: That version.
        folder: Where they lie; None for those that the system finds by name.
    """

    major: int
    folder: Path | None

    def path(self, name: str) -> str:
        """Return what to start for one of `NAMES`."""
        return str(self.folder / name) if self.folder else name


def programs(*, at_least: int) -> Programs:
    """Return the oldest programs on this machine that are not older than a server or a dump.

    Args:
        at_least: The major version that they must know.

    Raises:
        Refusal: There are none.
    """
    have = sorted(_here(), key=lambda each: each.major)
    for each in have:
        if each.major >= at_least:
            return each
    newest = f"the newest is of {have[-1].major}" if have else "there is none"
    raise Refusal(
        f"No pg_dump here knows PostgreSQL {at_least}; {newest}.\n"
        f"Install that version's client programs (on Debian: postgresql-client-{at_least})."
    )


def _here() -> Iterator[Programs]:
    """Yield the programs that Otklik brings along, and those of the system."""
    with contextlib.suppress(Refusal):
        yield Programs(MAJOR, wheel_folder() / "bin")
    if all(map(shutil.which, NAMES)):
        said = subprocess.run(
            ["pg_dump", "--version"],  # noqa: S607 (each system has its own place for it)
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        version = re.search(r"(\d+)", said)
        if version:
            yield Programs(int(version[1]), None)


def dump(url: str, into: IO[bytes], *, snapshot: str, use: Programs) -> None:
    """Write a dump of the database as one moment saw it.

    Args:
        url: The database.
        into: A file that is open for writing.
        snapshot: The moment, as `pg_export_snapshot` named it.
        use: The programs.

    Raises:
        Refusal: It could not be read or written.
    """
    connection, environment = _reaching(url)
    command = [
        *(use.path("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"),
        "--compress=1",  # the default takes three times as long for a sixth less
        *("--no-unlogged-table-data", f"--snapshot={snapshot}", f"--dbname={connection}"),
    ]
    with tempfile.TemporaryFile() as words:
        done = subprocess.run(command, stdout=into, stderr=words, env=environment, check=False)
        if done.returncode:
            raise Refusal(f"The database could not be dumped: {_last(words)}")


def load(
    url: str, dumped: Path, *, use: Programs, before: Iterable[str], after: Iterable[str]
) -> None:
    """Fill a database from a dump, all of it or nothing: in one transaction.

    The dump passes through as text, because a server may be older than the one that was dumped.

    Args:
        url: The database; nothing of what is dumped may stand in it.
        dumped: The dump.
        use: Programs that are not older than those that wrote it.
        before: Statements that come first.
        after: Statements that come last; one that fails undoes everything.

    Raises:
        Refusal: The dump cannot be read, or the database refused something.
    """
    connection, environment = _reaching(url)
    read = [use.path("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dumped)]
    write = [
        *(use.path("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--file=-"),
        *("--set=ON_ERROR_STOP=1", f"--dbname={connection}"),
    ]
    with contextlib.ExitStack() as stack:
        unread, unwritten = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        reader = stack.enter_context(subprocess.Popen(read, stdout=subprocess.PIPE, stderr=unread))
        writer = stack.enter_context(
            subprocess.Popen(
                write,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=unwritten,
                env=environment,
            )
        )
        stack.callback(writer.kill)
        stack.callback(reader.kill)
        if not (reader.stdout and writer.stdin):
            raise AssertionError("both pipes were asked for")
        with contextlib.suppress(BrokenPipeError):
            writer.stdin.writelines(f"{line}\n".encode() for line in before)
            writer.stdin.writelines(_for_any_server(reader.stdout))
            if reader.wait():
                # Its end is never told to the database, so nothing is committed.
                raise Refusal(f"The dump cannot be read: {_last(unread)}")
            writer.stdin.writelines(f"{line}\n".encode() for line in after)
            writer.stdin.close()
        if writer.wait():
            raise Refusal(f"The database refused the backup: {_last(unwritten)}")


def _for_any_server(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out of a script's head what older servers do not know."""
    in_head = True
    for line in lines:
        in_head = in_head and HEAD.match(line) is not None
        if not (in_head and UNKNOWN_TO_OLD_SERVERS.match(line)):
            yield line


def _reaching(url: str) -> tuple[str, dict[str, str]]:
    """Return how a program reaches a database; the password stays off the command line."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    secret = {"PGPASSWORD": str(password)} if password else {}
    return make_conninfo("", **parts), os.environ | secret


def _last(words: IO[bytes]) -> str:
    """Return the first error that a program told, else the last line."""
    words.seek(0)
    lines = words.read().decode(errors="replace").strip().splitlines() or ["it said nothing"]
    error = next((line for line in lines if "error:" in line.lower()), lines[-1])
    return re.split(r"(?i)error:\s*", error, maxsplit=1)[-1]
