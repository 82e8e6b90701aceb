"""The embedded database: made once, never twice at a time, never left behind."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from otklik.cli.database import examine
from otklik.cli.errors import Refusal
from otklik.cli.place import MAJOR, Place, locate
from otklik.cli.postgres import Cluster, remove, running, running_url
from otklik.cli.tests.test_children import lives, wait_until

KEEPER = """
import sys, time
from pathlib import Path
from otklik.cli.postgres import running
with running(Path(sys.argv[1]), careful=False) as url:
    print(url, flush=True)
    time.sleep(1000)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose cluster all tests here share, under a folder that only we may enter."""
    folder = tmp_path_factory.mktemp("data")
    folder.chmod(0o700)
    yield folder
    remove(folder)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Path]:
    """A data folder without a cluster."""
    yield tmp_path
    remove(tmp_path)


def server_pid(data: Path) -> int:
    return int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def start_keeper(data: Path) -> "subprocess.Popen[str]":
    """Run the cluster in a process of its own."""
    command = [sys.executable, "-c", KEEPER, str(data)]
    keeper = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert keeper.stdout
    assert keeper.stdout.readline().startswith("postgres://")
    return keeper


def end(keeper: "subprocess.Popen[str]", how: signal.Signals) -> None:
    with keeper:
        keeper.send_signal(how)


def test_it_works_and_keeps_what_it_was_given(data: Path):
    with running(data, careful=False) as url, psycopg.connect(url, autocommit=True) as connection:
        examine(url)
        connection.execute("CREATE TABLE kept AS SELECT 'Ёж' AS word")
        assert running_url(data) == url
    assert running_url(data) is None
    with running(data, careful=False) as url, psycopg.connect(url) as connection:
        row = connection.execute("SELECT lower(word) FROM kept").fetchone()
        assert row == ("ёж",)


def test_russian_is_stemmed(data: Path):
    with running(data, careful=False) as url, psycopg.connect(url) as connection:
        query = "SELECT to_tsvector('russian', 'Счётчики') @@ to_tsquery('russian', 'счетчик')"
        assert connection.execute(query).fetchone() == (True,)


def test_its_secrets_are_for_the_owner_only(data: Path):
    with running(data, careful=False) as url:
        password = (data / "postgres" / "password").read_text()
        assert password in url
        wrong = url.replace(password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
        command = Path(f"/proc/{server_pid(data)}/cmdline").read_text()
    assert stat.S_IMODE((data / "postgres" / "password").stat().st_mode) == 0o600
    assert password not in command
    assert str(data) in command


def test_it_does_not_run_as_root(data: Path):
    with running(data, careful=False):
        assert Path(f"/proc/{server_pid(data)}").stat().st_uid != 0


def test_a_second_one_is_refused_and_harms_nothing(data: Path):
    with running(data, careful=False) as url:
        with pytest.raises(Refusal, match=r"The database of .* is in use by process"):
            Cluster(locate(data)).initialise()
        psycopg.connect(url).close()


def test_a_killed_parent_leaves_no_server_and_the_next_one_starts(data: Path):
    keeper = start_keeper(data)
    server = server_pid(data)
    end(keeper, signal.SIGKILL)
    with running(data, careful=False) as url:
        assert server_pid(data) != server
        psycopg.connect(url).close()
    assert not lives(server)


def test_a_killed_server_starts_again_on_the_same_port(data: Path):
    cluster = Cluster(locate(data), careful=False)
    try:
        cluster.initialise()
        url = cluster.start()
        assert cluster.process
        os.kill(cluster.process.pid, signal.SIGKILL)
        cluster.process.wait()
        assert cluster.start(port=cluster.port) == url
        psycopg.connect(url).close()
    finally:
        cluster.stop()


def test_the_number_of_a_stranger_in_a_stale_lock_file_is_no_hindrance(data: Path):
    keeper = start_keeper(data)
    lock = data / "postgres" / "cluster" / "postmaster.pid"
    lines = lock.read_text().splitlines()
    server = int(lines[0])
    os.kill(server, signal.SIGKILL)
    end(keeper, signal.SIGKILL)
    wait_until(lambda: not lives(server))
    # What the kernel may do after a restart of the machine: give the number to somebody else.
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with running(data, careful=False) as url:
        psycopg.connect(url).close()


def test_another_major_version_is_refused(new: Path):
    place = locate(new)
    place.cluster.mkdir()
    (place.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refusal, match=f"was made by PostgreSQL 17, this program has {MAJOR}"):
        Cluster(place).initialise()
    assert (place.cluster / "PG_VERSION").read_text() == "17\n"


def left(place: Place) -> list[str]:
    return sorted(path.name for path in place.home.iterdir())


def test_a_full_disk_is_noticed_before_anything_is_written(
    new: Path, monkeypatch: pytest.MonkeyPatch
):
    place = locate(new)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5 << 20))
    expected = re.escape(f"The disk with {place.home} is full: 5 MB are free")
    with pytest.raises(Refusal, match=expected), running(new):
        pass
    assert left(place) == ["lock"]


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("initdb: error: could not write: No space left on device", "The disk with .* is full"),
        ("initdb: error: could not access directory", "could not be made in .*access directory"),
    ],
)
def test_a_failure_in_the_middle_leaves_nothing_behind(new: Path, says: str, told: str):
    programs = new / "bin"
    programs.mkdir()
    (programs / "initdb").write_text(f"#!/bin/sh\nmkdir -p $2/base; echo '{says}' >&2; exit 1\n")
    (programs / "initdb").chmod(0o755)
    place = replace(locate(new), programs=programs, user=None)
    with pytest.raises(Refusal, match=told):
        Cluster(place).initialise()
    assert left(place) == ["lock"]


def test_what_a_kill_left_half_done_is_swept_away(new: Path):
    place = locate(new)
    (place.home / "draft-1234" / "cluster").mkdir(parents=True)
    with running(new, careful=False):
        assert left(place) == ["cluster", "lock", "password"]


def test_a_place_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path):
    (tmp_path / "postgres").touch()
    with pytest.raises(Refusal, match=r"Cannot write to .*\n.*--data"):
        locate(tmp_path)


def test_remove_leaves_nothing(new: Path):
    with running(new, careful=False):
        home = locate(new).home
    remove(new)
    assert not home.exists() or list(home.iterdir()) == []
    assert list(new.iterdir()) == [new / "postgres.log"]
