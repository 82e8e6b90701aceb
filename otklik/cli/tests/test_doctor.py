"""What `otklik doctor` sees without the database, and when the database is away."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from otklik.cli import doctor
from otklik.cli.address import address
from otklik.cli.doctor import findings, show
from otklik.cli.postgres import free_port
from otklik.core.config import Config
from otklik.core.findings import Finding, Level, fail, ok, warn
from otklik.core.time import now
from otklik.core.vault import open_vault

OF_THE_TESTS = os.environ["DATABASE_URL"]
AWAY = "postgres://someone:s3cret@127.0.0.1:1/otklik"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a real service whose database is away."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    open_vault(folder, "production")
    values = {
        "OTKLIK_MODE": "production",
        "OTKLIK_URL": "https://help.example.com",
        "OTKLIK_BEHIND_PROXY": "true",
        "OTKLIK_DATA": str(folder),
        "DATABASE_URL": AWAY,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return folder


def found(data: Path) -> dict[str, Finding]:
    return {each.name: each for each in findings(data)}


def test_a_database_that_is_away_is_told_and_the_rest_is_looked_at(data: Path):
    levels = {name: each.level for name, each in found(data).items()}
    assert levels == {
        **dict.fromkeys(("versions", "settings", "data folder", "secrets", "disk"), Level.OK),
        "database": Level.FAIL,
        "the rest": Level.WARN,
    }
    told = found(data)["database"]
    assert told.found.startswith("Cannot use the database at 127.0.0.1:1/otklik")
    assert told.remedy.startswith("Check DATABASE_URL")


def test_no_secret_is_shown(data: Path, capsys: pytest.CaptureFixture[str]):
    assert show(findings(data), as_json=False) is False
    assert "s3cret" not in capsys.readouterr().out


def test_an_odd_setting_ends_it(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_PORT", "eight")
    settings = found(data)["settings"]
    assert settings.level == Level.FAIL
    assert "OTKLIK_PORT" in settings.found


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OTKLIK_URL", "http://help.example.com", "passwords travel readable"),
        ("OTKLIK_BEHIND_PROXY", "false", "OTKLIK_BEHIND_PROXY is false"),
        ("OTKLIK_MODE", "demo", "everybody may sign in as anybody"),
    ],
)
def test_a_weak_setting_is_a_warning(
    data: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
):
    monkeypatch.setenv(name, value)
    settings = found(data)["settings"]
    assert (settings.level, told in settings.found) == (Level.WARN, True)


def test_folders_and_secrets_are_for_their_owner_only(data: Path):
    (data / "secrets.json").chmod(0o640)
    data.chmod(0o755)
    assert found(data)["secrets"].level == Level.FAIL
    assert found(data)["data folder"].remedy == f"chmod 700 {data}"


def test_secrets_may_be_missing_damaged_or_a_demos(data: Path):
    vault = data / "secrets.json"
    vault.write_text("{")
    assert "cannot be read" in found(data)["secrets"].found
    vault.unlink()
    assert found(data)["secrets"].level == Level.WARN
    open_vault(data, "demo")
    assert "made by the demo" in found(data)["secrets"].found


@pytest.mark.parametrize(("free", "level"), [(1, Level.FAIL), (1024, Level.WARN), (9999, Level.OK)])
def test_a_full_disk_is_foretold(
    data: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
):
    usage = SimpleNamespace(free=free << 20, total=100 << 30)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert found(data)["disk"].level == level


def test_no_secrets_are_made_by_looking(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", OF_THE_TESTS)
    (data / "secrets.json").unlink()
    assert found(data)["the rest"].level == Level.WARN
    assert list(data.iterdir()) == []


def test_without_any_database_it_says_how_to_make_one(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL")
    told = found(data)["database"]
    assert (told.level, told.remedy) == (Level.FAIL, "Make it: otklik manage migrate")


@pytest.mark.parametrize(("skew", "level"), [(0, Level.OK), (10, Level.WARN), (100, Level.FAIL)])
def test_clocks_that_differ_are_told(monkeypatch: pytest.MonkeyPatch, skew: int, level: Level):
    monkeypatch.setattr(doctor, "now", lambda: now() + timedelta(seconds=skew))
    [_database, clock] = doctor._about_database(OF_THE_TESTS)
    assert (clock.name, clock.level) == ("clock", level)


def test_machines_read_it_as_json(capsys: pytest.CaptureFixture[str]):
    lines = [ok("a", "well"), warn("b", "hm", "do this")]
    assert show(iter(lines), as_json=True) is True
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert show(iter([*lines, fail("c", "no", "do that")]), as_json=True) is False
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert said["findings"][2] == {"name": "c", "level": "fail", "found": "no", "remedy": "do that"}


class Answering(BaseHTTPRequestHandler):
    """A proxy that forgets to pass websockets."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def proxy() -> Iterator[int]:
    """The port of such a proxy."""
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_proxy_that_forgets_websockets_is_told(proxy: int, set_config: Callable[..., Config]):
    first, second = address(set_config(url=f"http://127.0.0.1:{proxy}"))
    assert first.level == Level.OK
    assert (second.level, "answered 404" in second.found) == (Level.WARN, True)
    assert "Upgrade" in second.remedy


def test_an_address_that_does_not_answer_is_a_warning(set_config: Callable[..., Config]):
    [only] = address(set_config(url=f"http://127.0.0.1:{free_port()}"))
    assert (only.level, "does not answer" in only.found) == (Level.WARN, True)
