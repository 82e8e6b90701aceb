"""The bench, `./dev`, on a machine that lacks something: it says what, and begins nothing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.plan import ROOT

TOOLS = ("sh", "dirname", "cat", "id", "mkdir", "rm", "find", "sort", "tr", "xargs", "cksum", "cut")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the script, and a folder of programs as the only path."""
    shutil.copy(ROOT / "dev", tmp_path / "dev")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def program(checkout: Path, name: str, says: str) -> None:
    """Put a program there that only says something."""
    path = checkout / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)


def dev(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the script to its end."""
    return subprocess.run(
        [checkout / "dev", *arguments],
        env={"PATH": str(checkout / "bin"), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_lists_what_it_does(checkout: Path):
    done = dev(checkout)
    assert done.returncode == 0
    for command in ("demo", "test", "check", "build", "help"):
        assert f"./dev {command}" in done.stdout
    assert dev(checkout, "nonsense").returncode == 1


def test_a_missing_or_an_old_python_is_named_with_the_remedy(checkout: Path):
    done = dev(checkout, "demo")
    assert done.returncode == 1
    assert done.stderr == "dev: Python is not here. Install Python 3.11, 3.12, 3.13 or 3.14.\n"
    program(checkout, "python3", "3.9")
    done = dev(checkout, "demo")
    assert done.returncode == 1
    assert "dev: Python 3.9 is here; Otklik needs 3.11, 3.12, 3.13 or 3.14." in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not (checkout / ".venv").exists()


def test_without_a_browser_it_gives_an_ordinary_user_one_line_to_paste(checkout: Path):
    program(checkout, "id", "1000")
    program(checkout, "dovecot", "")
    done = dev(checkout, "test")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == ["sudo apt-get install -y chromium"]
    assert done.stdout == ""
