"""The data folder is held by one process tree at a time."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from otklik.cli.errors import Refusal
from otklik.cli.folder import hold

HOLDER = """
import sys, time
from pathlib import Path
from otklik.cli.folder import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(1000)
"""


def test_it_works(tmp_path: Path):
    data = tmp_path / "some" / "data"
    with hold(data):
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert (data / "lock").read_text() == f"{os.getpid()}\n"
    with hold(data):
        pass


def test_a_second_holder_is_told_who_holds_it(tmp_path: Path):
    expected = re.escape(f"The data folder {tmp_path} is in use by process {os.getpid()}.")
    with hold(tmp_path), pytest.raises(Refusal, match=expected), hold(tmp_path):
        pass


def test_a_killed_holder_holds_no_more(tmp_path: Path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Refusal, match=f"process {other.pid}"), hold(tmp_path):
            pass
        other.kill()
    with hold(tmp_path):
        pass


def test_a_place_where_no_folder_can_be_is_named_with_the_remedy(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(Refusal, match=r"Cannot write to .*file/data: Not a directory\.\n.*--data"):
        hold(tmp_path / "file" / "data")
