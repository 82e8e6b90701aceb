"""A backup is of one moment, whole or not there, and comes out as it went in."""

import hashlib
import os
import resource
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from otklik.cli import postgres
from otklik.cli.backups import kept, make, programs
from otklik.cli.backups.archive import Manifest, Writer, file_name, opened
from otklik.cli.backups.make import Installation
from otklik.cli.backups.restore import drill, restore
from otklik.cli.errors import Refusal
from otklik.core.config import Config
from otklik.core.locks import BACKUP
from otklik.core.time import now
from otklik.core.vault import Secrets, open_vault

KEYS = Secrets(secret_key="s" * 40, reply_key="r" * 40)
PICTURE = b"a picture " * 10_000
DIGEST = hashlib.sha256(PICTURE).hexdigest()
TABLES = """
CREATE TABLE django_migrations (id serial, app text, name text);
INSERT INTO django_migrations (app, name) VALUES ('tickets', '0001_tables');
CREATE TABLE files_blob (sha256 text, size bigint);
CREATE TABLE ticket (id serial PRIMARY KEY, title text);
INSERT INTO ticket (title) VALUES ('Ёж не идёт'), ('Всё сломалось');
CREATE UNLOGGED TABLE presence (who int);
INSERT INTO presence VALUES (1);
"""


@pytest.fixture
def database() -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database on the server of the tests."""
    given = urlsplit(os.environ["DATABASE_URL"])
    made: list[str] = []
    with psycopg.connect(given.geturl(), autocommit=True) as connection:

        def new() -> str:
            name = f"otklik_backup_{os.getpid()}_{len(made)}"
            made.append(name)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            return given._replace(path=f"/{name}").geturl()

        yield new
        for name in made:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


@pytest.fixture
def source(database: Callable[[], str], tmp_path: Path) -> Installation:
    """An installation with two tickets and a picture."""
    data = tmp_path / "source"
    place = data / file_name(DIGEST)
    place.parent.mkdir(parents=True)
    place.write_bytes(PICTURE)
    url = database()
    run(url, TABLES)
    name_file(url, DIGEST)
    return Installation(url=url, data=data, made_for="production", keys=KEYS)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A data folder with nothing in it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def run(url: str, statements: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statements)


def name_file(url: str, digest: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO files_blob VALUES (%s, 4)", [digest])


def titles(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM ticket ORDER BY id")]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def change(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) >= 1
    path.write_bytes(content.replace(old, new, 1))


def test_it_works(source: Installation, database: Callable[[], str], empty: Path, tmp_path: Path):
    file, url = tmp_path / "backup.tar", database()
    manifest = make.make(source, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert manifest.tables == {"django_migrations": 1, "files_blob": 1, "ticket": 2}
    assert (manifest.files, manifest.bytes) == (1, len(PICTURE))
    assert restore(file, url=url, data=empty) == manifest
    assert titles(url) == ["Ёж не идёт", "Всё сломалось"]
    run(url, "INSERT INTO ticket (title) VALUES ('the sequence goes on')")
    assert (empty / file_name(DIGEST)).read_bytes() == PICTURE
    assert open_vault(empty, "production") == KEYS
    assert stat.S_IMODE((empty / "secrets.json").stat().st_mode) == 0o600
    assert names(empty) == {"files", "secrets.json"}
    assert names(tmp_path) == {"source", "empty", "backup.tar"}


def test_it_is_of_one_moment(
    source: Installation,
    database: Callable[[], str],
    empty: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    def dump(url: str, *args: object, **kwargs: object) -> None:
        run(url, "INSERT INTO ticket (title) VALUES ('came meanwhile')")
        programs.dump(url, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(make, "dump", dump)
    url = database()
    make.make(source, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", url=url, data=empty)
    assert len(titles(source.url)) == 3
    assert len(titles(url)) == 2


def test_what_stands_there_is_replaced_only_when_asked(source: Installation, tmp_path: Path):
    file = tmp_path / "backup.tar"
    make.make(source, file)
    run(source.url, "DELETE FROM ticket; CREATE TABLE newer (id int)")
    with pytest.raises(Refusal, match=r"not empty\.\n.*--replace"):
        restore(file, url=source.url, data=source.data)
    with psycopg.connect(source.url), pytest.raises(Refusal, match="in use by 1 other"):
        restore(file, url=source.url, data=source.data, replace=True)
    assert titles(source.url) == []
    restore(file, url=source.url, data=source.data, replace=True)
    assert len(titles(source.url)) == 2
    with pytest.raises(psycopg.errors.UndefinedTable):
        run(source.url, "SELECT * FROM newer")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"a picture ", b"A picture ", f"the file {DIGEST[:12]}… in it is damaged"),
        (b"PGDMP", b"PGDUP", "the dump of its database is damaged"),
        (b'"ticket": 2', b'"ticket": 3', "the table ticket has not its 3 rows"),
        (b"tickets.0001_tables", b"tickets.9999_tables", "knows more than this one"),
        (b'"format": 1', b'"format": 7', "its manifest is of another format"),
    ],
)
def test_a_damaged_or_foreign_one_changes_nothing(
    source: Installation, tmp_path: Path, old: bytes, new: bytes, told: str
):
    file = tmp_path / "backup.tar"
    make.make(source, file)
    change(file, old, new)
    run(source.url, "DELETE FROM ticket")
    with pytest.raises(Refusal, match=told):
        restore(file, url=source.url, data=source.data, replace=True)
    assert titles(source.url) == []
    assert names(source.data) == {"files"}


def test_one_that_was_broken_off_is_refused(source: Installation, tmp_path: Path):
    whole, cut = tmp_path / "whole.tar", tmp_path / "cut.tar"
    make.make(source, whole)
    cut.write_bytes(whole.read_bytes()[:10_240])
    with pytest.raises(Refusal, match=r"cut\.tar is no backup that can be restored"), opened(cut):
        pass
    cut.write_bytes(b"")
    with pytest.raises(Refusal, match=r"cut\.tar is no backup that can be restored"), opened(cut):
        pass


def test_a_full_disk_leaves_nothing_half_written(source: Installation, tmp_path: Path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PICTURE) // 2, hard))
    try:
        with pytest.raises(Refusal, match=r"Cannot write .*: File too large\. Nothing is left"):
            make.make(source, tmp_path / "backup.tar")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == {"source"}


def test_an_older_backup_is_not_written_over(source: Installation, tmp_path: Path):
    (tmp_path / "backup.tar").write_text("an older one")
    with pytest.raises(Refusal, match="exists already"):
        make.make(source, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").read_text() == "an older one"


def test_lost_and_damaged_files_are_told_and_stop_nothing(
    source: Installation, database: Callable[[], str], empty: Path, tmp_path: Path
):
    lost = hashlib.sha256(b"lost").hexdigest()
    name_file(source.url, lost)
    (source.data / file_name(DIGEST)).write_bytes(b"rotten")
    manifest = make.make(source, tmp_path / "backup.tar")
    assert (manifest.missing, manifest.damaged) == ((lost,), (DIGEST,))
    assert restore(tmp_path / "backup.tar", url=database(), data=empty) == manifest


def test_two_at_once_are_one_after_the_other(
    source: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(make, "WAIT", "10ms")
    with psycopg.connect(source.url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [BACKUP])
        with pytest.raises(Refusal, match="Another backup is being made"):
            make.make(source, tmp_path / "backup.tar")
    make.make(source, tmp_path / "backup.tar")


def test_an_empty_database_has_nothing_to_back_up(
    source: Installation, database: Callable[[], str], tmp_path: Path
):
    with pytest.raises(Refusal, match="nothing to back up"):
        make.make(
            Installation(url=database(), data=source.data, made_for="demo", keys=KEYS),
            tmp_path / "backup.tar",
        )


def test_a_drill_restores_compares_and_leaves_nothing(source: Installation, tmp_path: Path):
    place = tmp_path / "backups"
    place.mkdir()
    lost = hashlib.sha256(b"lost").hexdigest()
    name_file(source.url, lost)
    manifest = make.make(source, place / "backup.tar")
    went = drill(place / "backup.tar")
    assert (went.manifest, went.absent) == (manifest, 1)
    assert names(place) == {"backup.tar"}


def test_before_a_change_three_are_kept(
    source: Installation,
    set_config: Callable[..., Config],
    monkeypatch: pytest.MonkeyPatch,
):
    config = set_config(data=source.data, mode="production")
    monkeypatch.setenv("DATABASE_URL", source.url)
    assert kept.keep_before("migrations", config) is None, "no database of ours"
    monkeypatch.setattr(postgres, "running_url", lambda _data: source.url)
    open_vault(source.data, "production")
    made = [kept.keep_before("migrations", config) for _ in range(5)]
    assert sorted((source.data / kept.FOLDER).iterdir()) == made[2:]
    assert made[4]
    with opened(made[4]) as reader:
        assert reader.manifest.files is None
        assert reader.manifest.rows == 4


def test_a_folder_without_secrets_is_hardly_the_one_that_was_meant(
    empty: Path, set_config: Callable[..., Config]
):
    config = set_config(data=empty, mode="production")
    with pytest.raises(Refusal, match=r"holds no secrets\.\n.*OTKLIK_DATA"):
        kept.installation(config)
    assert names(empty) == set()


def test_programs_are_not_older_than_what_they_read():
    assert programs.programs(at_least=15).major >= 15
    with pytest.raises(Refusal, match=r"No pg_dump here knows PostgreSQL 99.*\n.*client-99"):
        programs.programs(at_least=99)


def test_an_older_server_is_spared_what_it_does_not_know():
    script = [
        b"-- a dump\n",
        b"SET statement_timeout = 0;\n",
        b"SET transaction_timeout = 0;\n",
        b"\n",
        b"CREATE TABLE t (word text);\n",
        b"COPY t FROM stdin;\n",
        b"SET transaction_timeout = 0;\n",
    ]
    assert list(programs._for_any_server(script)) == script[:2] + script[3:]


def test_a_member_with_a_strange_name_is_no_file(tmp_path: Path):
    file = tmp_path / "odd.tar"
    manifest = Manifest(
        otklik="0",
        made_at=now(),
        made_for="demo",
        programs=18,
        migrations=(),
        tables={},
        dump="",
        files=0,
        bytes=0,
    )
    with file.open("wb") as target:
        writer = Writer(target)
        writer.add_json("files/../../etc/passwd", [])
        writer.add_json(f"files/{DIGEST[:2]}/{DIGEST[2:]}", [])
        writer.close(manifest)
    with opened(file) as reader:
        assert [digest for digest, _size in reader.files()] == [DIGEST]
