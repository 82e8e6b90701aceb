"""Looking at a database before trusting it with anything."""

from typing import Final
from urllib.parse import urlsplit

import psycopg

from otklik.cli.errors import Refusal

OLDEST: Final = 15
CONNECT_SECONDS: Final = 10


def shown(url: str) -> str:
    """Return the address of a database as it may be printed: without user and password."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or 'localhost'}{port}{parts.path}"


def examine(url: str) -> None:
    """Check that the database can be reached and keeps Russian as we need it.

    Args:
        url: `postgres://user:password@host:port/name`.

    Raises:
        Refusal: It is no PostgreSQL address, cannot be reached, is older than 15, does not store
            UTF-8, or has a locale in which Russian capitals have no small letters (search and
            sign-in would then miss what they look for).
    """
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise Refusal(
            "DATABASE_URL must look like postgres://user:password@host:5432/name: "
            "Otklik keeps its data in PostgreSQL only."
        )
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            _require_version(connection)
            _require_locale(connection, url)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0].strip()
        raise Refusal(
            f"Cannot use the database at {shown(url)}: {reason}\n"
            "Check DATABASE_URL, and that the server runs and lets this user in."
        ) from error


def has_tables(url: str) -> bool:
    """Tell whether anything stands in a database."""
    query = "SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone() is not None


def _require_version(connection: psycopg.Connection) -> None:
    major = connection.info.server_version // 10000
    if major < OLDEST:
        raise Refusal(
            f"The database server is PostgreSQL {major}; Otklik needs {OLDEST} or newer. "
            "Upgrade it, or leave DATABASE_URL empty to use the embedded one."
        )


def _require_locale(connection: psycopg.Connection, url: str) -> None:
    name = urlsplit(url).path.lstrip("/") or "otklik"
    remedy = (
        f"Create it anew: CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
        "LOCALE 'C.UTF-8';"
    )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Refusal(f"The database {name} stores {encoding}; Otklik needs UTF8.\n{remedy}")
    row = connection.execute("SELECT lower('Ё') = 'ё'").fetchone()
    if not row or not row[0]:
        raise Refusal(
            f"The locale of the database {name} does not know that ё is the small letter of Ё.\n"
            f"{remedy}"
        )
