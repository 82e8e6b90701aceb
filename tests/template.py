"""A database with all migrations done, from which each test process clones its own.

Migrating takes longer than the tests of most rooms. So it is done once for a set of migrations: the
result is kept as a dump below `.data/tests/` of the checkout, and later runs read that.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from otklik.cli.place import wheel_folder

KEPT: Final = Path(__file__).parents[1] / ".data" / "tests"
MAKING: Final = 7_001
"""The advisory lock under which one process makes the template while the others wait."""


def ready() -> str:
    """Return the name of a migrated database in the embedded server; make it if there is none."""
    name = _name()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            draft = f"{name}_draft"
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
            fill(draft)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
    return name


def _name() -> str:
    return f"otklik_tests_{_digest()}"


def _digest() -> str:
    """Return one word for everything that decides how a migrated database looks."""
    found = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda each: each.label):
        for path in sorted(Path(app.path).rglob("migrations/**/*")):
            if path.suffix in {".py", ".sql"}:
                found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def fill(name: str) -> None:
    """Read the dump into an empty database; if there is none yet, migrate and make it.

    Args:
        name: The database, in the server that `DATABASE_URL` names.
    """
    dump = KEPT / f"{_name()}.sql"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    if dump.exists():
        _run("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={url}", f"--file={dump}")
        return
    with _connected_to(name):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    KEPT.mkdir(parents=True, exist_ok=True)
    for outdated in KEPT.glob("*.sql"):
        outdated.unlink(missing_ok=True)
    draft = dump.with_suffix(f".{os.getpid()}")
    _run("pg_dump", "--no-owner", f"--dbname={url}", f"--file={draft}")
    draft.rename(dump)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Let Django work in another database until the end of the block."""
    usual = connection.settings_dict["NAME"]
    _connect_to(name)
    try:
        yield
    finally:
        _connect_to(usual)


def _connect_to(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # unknown to its stubs
    connection.settings_dict["NAME"] = name


def _run(program: str, *arguments: str) -> None:
    command = [str(wheel_folder() / "bin" / program), *arguments]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
