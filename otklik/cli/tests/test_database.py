"""A database is looked at before it is trusted."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from otklik.cli import database
from otklik.cli.database import examine, shown
from otklik.cli.errors import Refusal

NAME = f"otklik_examined_{os.getpid()}"


@pytest.fixture
def url() -> str:
    """The address of the server that the tests run on."""
    return os.environ["DATABASE_URL"]


@pytest.fixture
def make(url: str) -> Iterator[str]:
    """The address of a database that a test makes on that server."""
    yield urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME}")


def create(url: str, options: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 {options}")


def test_it_works(url: str):
    examine(url)


def test_the_remedy_that_is_named_helps(url: str, make: str):
    create(url, "ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    examine(make)


@pytest.mark.parametrize("odd", ["sqlite:///db.sqlite3", "mysql://u@h/db", "nonsense"])
def test_only_postgresql_is_taken(odd: str):
    with pytest.raises(Refusal, match="must look like postgres://"):
        examine(odd)


def test_an_unreachable_server_is_named_without_the_password():
    with pytest.raises(Refusal) as refused:
        examine("postgres://someone:s3cret@127.0.0.1:1/otklik")
    said = str(refused.value)
    assert said.startswith("Cannot use the database at 127.0.0.1:1/otklik: ")
    assert "refused" in said
    assert "s3cret" not in said
    assert len(said.splitlines()) == 2


def test_a_missing_database_is_named(make: str):
    with pytest.raises(Refusal, match=f'database "{NAME}" does not exist'):
        examine(make)


def test_an_old_server_is_refused(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database, "OLDEST", 99)
    with pytest.raises(Refusal, match="Otklik needs 99 or newer"):
        examine(url)


def test_a_locale_without_russian_capitals_is_refused(url: str, make: str):
    create(url, "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER libc")
    with pytest.raises(Refusal, match=f"the database {NAME} does not know that ё .*\nCreate it"):
        examine(make)


def test_another_encoding_is_refused(url: str, make: str):
    create(url, "ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc")
    with pytest.raises(Refusal, match="stores SQL_ASCII; Otklik needs UTF8"):
        examine(make)


def test_an_address_is_shown_without_its_secrets():
    assert (
        shown("postgres://u:p@db.example:5433/otklik?sslmode=require") == "db.example:5433/otklik"
    )
