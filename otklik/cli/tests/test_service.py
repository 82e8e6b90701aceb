"""The whole service as people run it: `otklik serve` and what it says when it cannot go on."""

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from otklik.cli.postgres import free_port, remove, running_url
from otklik.cli.service import listen
from otklik.cli.tests.test_children import PATIENCE_SECONDS, lives, wait_until
from otklik.core.vault import open_vault

OTKLIK = [sys.executable, "-m", "otklik.cli"]


def environment(**values: str) -> dict[str, str]:
    """Return an environment without the tests' own settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")}
    own.pop("DATABASE_URL", None)
    return own | values


def otklik(*arguments: str, **values: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [*OTKLIK, *arguments],
        env=environment(**values),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def processes_of(data: Path) -> dict[int, str]:
    """Return the living processes whose command line names the data folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and lives(int(entry.name)):
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if str(data) in line:
                found[int(entry.name)] = line
    return found


@dataclass
class Service:
    """A service that runs."""

    data: Path
    port: int
    smtp_port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def get(self, path: str) -> str:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_SECONDS
        ) as answer:
            text: str = answer.read().decode()
            return text

    def pid_of(self, part: str) -> int:
        pids = [
            pid
            for pid, line in processes_of(self.data).items()
            if f" {part} " in line and "io worker" not in line
        ]
        assert len(pids) == 1, processes_of(self.data)
        return pids[0]


URL = "http://127.0.0.1:1"
AWAY = {"OTKLIK_URL": "http://a.example", "DATABASE_URL": "postgres://u:s3cret@127.0.0.1:1/o"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with nothing in it yet."""
    folder = tmp_path_factory.mktemp("service")
    yield folder
    remove(folder)


@pytest.fixture(scope="module")
def data(empty: Path) -> Path:
    """The folder, with a database that has been migrated as an operator would do it."""
    refused = otklik("serve", "--data", str(empty), OTKLIK_URL=URL, OTKLIK_PORT=str(free_port()))
    assert refused.returncode == 1
    assert "waits for" in refused.stderr
    assert "otklik manage migrate" in refused.stderr
    assert processes_of(empty) == {}
    done = otklik("manage", "migrate", "--data", str(empty), OTKLIK_URL=URL)
    assert done.returncode == 0, done.stderr
    return empty


@pytest.fixture
def serve(data: Path, tmp_path: Path) -> Iterator[Callable[[], Service]]:
    """Return a function that starts the service and waits until it is ready."""
    with ExitStack() as stack:

        def start() -> Service:
            port, smtp_port = free_port(), free_port()
            log = tmp_path / f"{port}.log"
            process = subprocess.Popen(
                [*OTKLIK, "serve"],
                env=environment(
                    OTKLIK_DATA=str(data),
                    OTKLIK_URL=f"http://127.0.0.1:{port}",
                    OTKLIK_PORT=str(port),
                    OTKLIK_SMTP_LISTEN_PORT=str(smtp_port),
                ),
                stderr=stack.enter_context(log.open("wb")),
            )
            stack.callback(process.wait, 30)
            stack.callback(process.kill)
            wait_until(lambda: "is ready" in log.read_text() or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            return Service(data, port, smtp_port, process, log)

        yield start


def test_a_service_lives_heals_and_ends_as_a_whole(serve: Callable[[], Service], tmp_path: Path):
    """One start for several promises: a start costs seconds of two processors."""
    service = serve()
    assert service.get("/healthz") == "ok\n"
    assert '"worker": "ok"' in service.get("/readyz")
    _every_process_names_the_data_folder(service)
    _a_second_one_is_refused(service, tmp_path)
    _commands_of_django_reach_it(service)
    _a_doctor_finds_it_well_but_for_the_mail_server_that_it_lacks(service)
    _a_backup_is_made_meanwhile_and_can_be_restored(service, tmp_path)
    _killed_children_and_a_killed_database_come_back(service)
    _all_ends_on_sigterm_with_open_connections(service)


def _every_process_names_the_data_folder(service: Service) -> None:
    lines = processes_of(service.data).values()
    for part in ("serve", "web", "worker", "mail-doors"):
        assert any(f" {part} " in line for line in lines), lines
    assert any("/bin/postgres " in line for line in lines)


def _a_second_one_is_refused(service: Service, tmp_path: Path) -> None:
    same_folder = otklik("serve", "--data", str(service.data), OTKLIK_URL=URL)
    assert same_folder.returncode == 1
    assert f"otklik: The data folder {service.data} is in use by process" in same_folder.stderr
    same_port = otklik(
        "serve", "--data", str(tmp_path / "other"), OTKLIK_URL=URL, OTKLIK_PORT=str(service.port)
    )
    assert same_port.returncode == 1
    assert f"Cannot serve on 127.0.0.1, port {service.port}: " in same_port.stderr
    assert f"OTKLIK_PORT={service.port + 1}" in same_port.stderr
    ports = {"OTKLIK_PORT": str(free_port()), "OTKLIK_SMTP_LISTEN_PORT": str(service.smtp_port)}
    same_door = otklik("serve", "--data", str(tmp_path / "other"), OTKLIK_URL=URL, **ports)
    assert same_door.returncode == 1
    assert f"Cannot take letters on 127.0.0.1, port {service.smtp_port}: " in same_door.stderr
    assert len(same_door.stderr.splitlines()) == 2
    assert not (tmp_path / "other" / "postgres").exists()


def _commands_of_django_reach_it(service: Service) -> None:
    url = running_url(service.data)
    assert url
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS seen_by_manage (n int)")
    seen = otklik(
        "manage", "inspectdb", "seen_by_manage", "--data", str(service.data), OTKLIK_URL=URL
    )
    assert "class SeenByManage" in seen.stdout, seen.stderr


def _a_doctor_finds_it_well_but_for_the_mail_server_that_it_lacks(service: Service) -> None:
    url = f"http://127.0.0.1:{service.port}"
    done = otklik("doctor", "--json", "--data", str(service.data), OTKLIK_URL=url)
    assert done.returncode == 1, done.stderr
    found = {each["name"]: each["level"] for each in json.loads(done.stdout)["findings"]}
    assert [name for name, level in found.items() if level == "fail"] == ["sending"], done.stdout
    assert found["address"] == found["live pages"] == found["workers"] == "ok", done.stdout


def _a_backup_is_made_meanwhile_and_can_be_restored(service: Service, tmp_path: Path) -> None:
    file, url = str(tmp_path / "backup.tar"), running_url(service.data)
    assert url
    made = otklik("backup", file, "--data", str(service.data), OTKLIK_URL=URL)
    assert made.returncode == 0, made.stderr
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE scratch")
    other = ["--data", str(tmp_path / "restored")]
    scratch = {"OTKLIK_URL": URL, "DATABASE_URL": url.removesuffix("otklik") + "scratch"}
    restored = otklik("restore", file, *other, **scratch)
    assert restored.returncode == 0, restored.stderr
    assert "rows and digests are as they were" in restored.stdout
    again = otklik("restore", file, *other, **scratch)
    assert again.returncode == 1
    assert "otklik: The database is not empty." in again.stderr
    migrated = otklik("manage", "migrate", "--check", *other, **scratch)
    assert migrated.returncode == 0, migrated.stderr
    assert open_vault(service.data, "production") == open_vault(tmp_path / "restored", "production")


def _killed_children_and_a_killed_database_come_back(service: Service) -> None:
    before = {part: service.pid_of(part) for part in ("web", "worker", "mail-doors")}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    os.kill(service.pid_of("-D"), signal.SIGKILL)
    # Who brings a letter meanwhile waits and is turned away by nobody.
    with smtplib.SMTP("127.0.0.1", service.smtp_port, timeout=PATIENCE_SECONDS) as door:
        assert door.noop()[0] == 250
    wait_until(lambda: "the database ended and is started again" in service.log.read_text())
    told = [f'"part": "{part}"' for part in ("web 1", "worker", "mail-doors")]
    wait_until(lambda: all(words in service.log.read_text() for words in told))
    assert service.get("/healthz") == "ok\n"
    wait_until(lambda: '"ready": true' in service.get("/readyz"))
    wait_until(lambda: len(processes_of(service.data).keys() & set(before.values())) == 0)
    assert service.pid_of("web") not in before.values()


def _all_ends_on_sigterm_with_open_connections(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET ")
        assert idle.recv(100)
        service.process.terminate()
        assert service.process.wait(10) == 0
    assert processes_of(service.data) == {}


def test_nothing_is_left_of_a_killed_service_and_its_data_is_well(serve: Callable[[], Service]):
    service = serve()
    service.process.kill()
    wait_until(lambda: not processes_of(service.data))
    healed = otklik("manage", "migrate", "--check", "--data", str(service.data), OTKLIK_URL=URL)
    assert healed.returncode == 0, healed.stderr
    assert processes_of(service.data) == {}


@pytest.mark.parametrize(
    ("arguments", "values", "told"),
    [
        (["serve"], {}, "OTKLIK_URL is not set: give the address people open"),
        (
            ["serve"],
            {"OTKLIK_PROT": "8000"},
            "OTKLIK_PROT is no setting. Did you mean OTKLIK_PORT?",
        ),
        (["worker"], {"OTKLIK_URL": "http://a.example"}, "No database: DATABASE_URL is not set"),
        (["serve"], AWAY, "Cannot use the database at 127.0.0.1:1/o: "),
        (["worker"], AWAY, "Cannot use the database at 127.0.0.1:1/o: "),
        (["backup", "/dev/null/x"], AWAY, "Cannot use the database at 127.0.0.1:1/o: "),
        (["restore", "/dev/null/x"], AWAY, "Cannot read /dev/null/x: Not a directory."),
    ],
)
def test_what_is_wrong_is_said_in_a_line_or_two(
    tmp_path: Path, arguments: list[str], values: dict[str, str], told: str
):
    values = {"OTKLIK_PORT": str(free_port())} | values
    done = otklik(*arguments, "--data", str(tmp_path), **values)
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert all(line.startswith("otklik: ") for line in done.stderr.splitlines())
    assert "s3cret" not in done.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_demo_leaves_the_folder_of_a_real_service_alone(data: Path):
    before = sorted(path.name for path in data.iterdir())
    for options in ([], ["--fresh"]):
        with listen("127.0.0.1", 0) as other:
            taken = other.getsockname()[1]
            ports = ["--port", str(free_port()), "--smtp-port", str(taken)]
            done = otklik("demo", *ports, "--data", str(data), *options)
        assert done.returncode == 1
        assert "otklik: " in done.stderr
        assert f"Port {taken} is taken: letters are taken on port " in done.stdout
    assert sorted(path.name for path in data.iterdir()) == before
