"""Processes forked from one that has loaded the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from otklik.cli.tests.test_children import lives, wait_until

PARENT = """
import os, sys, time
from otklik.cli import forks
from otklik.cli.children import Lifeline
from otklik.cli.errors import Refusal

if sys.argv[1] == "lifeline":
    forks.die_with_parent = lambda _signal: None
lifeline, kept, needless = Lifeline(), os.open("/dev/null", os.O_RDONLY), os.open("/", os.O_RDONLY)

def refuse():
    raise Refusal("The disk is full.\\nFree some space.")

def live():
    print(os.getpid(), kept, needless, flush=True)
    time.sleep(1000)

if sys.argv[1] == "refuse":
    child = forks.fork(refuse, title="otklik refusing", lifeline=lifeline)
    child.join()
    sys.exit(child.exitcode)
forks.fork(live, title="otklik living --data /d", lifeline=lifeline, closing=[needless])
time.sleep(1000)
"""


@pytest.mark.parametrize("way", ["death signal", "lifeline"])
def test_a_killed_parent_takes_its_child_along(way: str):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, way], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child, kept, needless = map(int, parent.stdout.readline().split())
        line = Path(f"/proc/{child}/cmdline").read_text()
        assert line.rstrip("\0") == "otklik living --data /d"
        assert os.getsid(child) == child
        files = {file.name for file in Path(f"/proc/{child}/fd").iterdir()}
        assert (str(kept) in files, str(needless) in files) == (True, False)
        parent.kill()
        wait_until(lambda: not lives(child))


def test_a_child_that_cannot_go_on_says_why_in_plain_lines():
    done = subprocess.run(
        [sys.executable, "-c", PARENT, "refuse"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "otklik: The disk is full.\notklik: Free some space.\n"
