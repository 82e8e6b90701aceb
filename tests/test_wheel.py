"""The wheel is all that a service needs: no checkout, no Node, no gettext, nothing but the lock."""

import os
import re
import subprocess
import sys
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

from otklik.cli.children import LIFELINE, Lifeline
from otklik.cli.postgres import free_port
from tests.flows.service import own_database, wait_until
from tests.house.plan import ROOT
from tests.house.test_locks import locked

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `./dev build` makes it, once front end and catalogs are built."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT],
        env=os.environ | {"DEV_HAS_PREPARED": "yes"},
        check=True,
    )
    [made] = folder.glob("otklik-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds what locks/runtime.txt names, and the wheel.

    What the bench has installed is linked instead of installed again, which would take a minute.
    """
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, symlinks=True)
    [packages] = place.glob("lib/python3*/site-packages")
    for entry in _locked_entries():
        link = packages / entry.name
        if not link.exists():
            link.symlink_to(entry)
    python = str(place / "bin" / "python")
    install = ["--python", python, "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([*PIP, *install], check=True)
    return place


def _locked_entries() -> Iterator[Path]:
    """Yield what the packages of the runtime's lock have put into the bench's environment."""
    for name in locked("runtime"):
        try:
            found = distribution(name)
        except ModuleNotFoundError:
            continue  # locked for another system or another Python
        for file in found.files or ():
            if file.parts[0] not in {"..", "__pycache__"}:
                yield Path(str(found.locate_file(file.parts[0])))


def test_it_holds_what_is_needed_and_nothing_of_the_bench(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for needed in (
        "otklik/ui/static/ui/built/",
        "otklik/desk/locale/ru/LC_MESSAGES/django.mo",
        "otklik/desk/templates/",
        "otklik/tickets/migrations/0001_tables.py",
        "otklik/cli/share/otklik.service",
    ):
        assert any(name.startswith(needed) for name in names), needed
    bench = re.compile(r"/tests/|/ui/front/|/cli/testing\.py|node_modules|conftest")
    assert [name for name in names if bench.search(name)] == []


def test_what_it_asks_for_is_locked(installed: Path):
    python = str(installed / "bin" / "python")
    command = [*PIP, "--python", python, "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_demo_runs_from_it(installed: Path, tmp_path: Path):
    port, log, lifeline = free_port(), tmp_path / "log", Lifeline()
    ports = [f"--port={port}", f"--smtp-port={free_port()}"]
    python = str(installed / "bin" / "python")
    command = [python, "-m", "otklik.cli.children", str(installed / "bin" / "otklik"), "demo"]
    with own_database("wheel") as database, log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *ports],
            cwd="/",
            env={
                "PATH": str(installed / "bin"),
                "HOME": str(tmp_path),
                "DATABASE_URL": database,
                LIFELINE: str(lifeline.fd),
            },
            pass_fds=[lifeline.fd],
            stdout=output,
            stderr=output,
        )
        try:
            wait_until(lambda: "is ready" in log.read_text() or process.poll() is not None, "demo")
            assert process.poll() is None, log.read_text()
            page = _get(port, "/account/sign-in/")
            assert "Войти" in page
            for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
                assert _get(port, path), path
        finally:
            process.terminate()
            process.wait(30)
            lifeline.close()
    assert (tmp_path / ".local" / "share" / "otklik" / "secrets.json").exists()


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode(errors="replace"))
