"""Children do not outlive their parent, however it dies."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from otklik.cli.children import Account, Lifeline, account, spawn, stop

PATIENCE_SECONDS = 60.0
PARENT = """
import signal, sys, time
from otklik.cli.children import Lifeline, spawn
child = spawn(sys.argv[1:], death_signal=signal.SIGKILL, lifeline=Lifeline())
print(child.pid, flush=True)
time.sleep(1000)
"""


def lives(pid: int) -> bool:
    """Whether the process runs; a zombie has died."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_killed_parent_takes_its_child_along():
    command = [sys.executable, "-c", PARENT, "sleep", "1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert lives(child)
        parent.kill()
        wait_until(lambda: not lives(child))


def test_a_program_of_others_is_ended_when_the_lifeline_is_cut():
    lifeline = Lifeline()
    keeper = spawn(
        [sys.executable, "-m", "otklik.cli.children", "sleep", "1000"],
        death_signal=signal.SIGKILL,
        lifeline=lifeline,
    )
    lifeline.close()
    assert keeper.wait(PATIENCE_SECONDS) != 0


def test_stop_insists_when_asking_does_not_help(tmp_path: Path):
    said = tmp_path / "said"
    deaf = "import signal,time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "
    with said.open("wb") as output:
        child = spawn(
            [sys.executable, "-c", deaf + "time.sleep(1000)"],
            death_signal=signal.SIGKILL,
            output=output,
        )
    wait_until(lambda: said.read_text() == "1\n")
    stop(child, first=signal.SIGTERM, seconds=0.1)
    assert child.returncode == -signal.SIGKILL


def test_a_child_does_not_hear_ctrl_c():
    child = spawn(["sleep", "1000"], death_signal=signal.SIGKILL)
    assert os.getsid(child.pid) == child.pid
    stop(child, first=signal.SIGTERM, seconds=PATIENCE_SECONDS)


def test_the_first_user_that_exists_is_found():
    me = pwd.getpwuid(os.getuid())
    assert account("no-such-user", me.pw_name) == Account(me.pw_name, me.pw_uid, me.pw_gid)
    assert account("no-such-user") is None


@pytest.mark.parametrize("signal_sent", [signal.SIGTERM, signal.SIGINT])
def test_stop_leaves_an_ended_child_alone(signal_sent: signal.Signals):
    child = spawn(["true"], death_signal=signal.SIGKILL)
    child.wait()
    stop(child, first=signal_sent, seconds=1)
    assert child.returncode == 0
