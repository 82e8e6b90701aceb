"""Parts of a service are started again when they fall and end together."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from otklik.cli import supervisor
from otklik.cli.children import Lifeline
from otklik.cli.errors import Refusal
from otklik.cli.supervisor import Part, own, supervise
from otklik.cli.tests.test_children import PATIENCE_SECONDS, lives

COUNT_AND_FALL = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(7)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(1000)"


@pytest.fixture
def lifeline() -> Iterator[Lifeline]:
    pipe = Lifeline()
    yield pipe
    pipe.close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count in tenths of a second."""
    monkeypatch.setattr(supervisor, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.3)


def until(condition: Callable[[], bool]) -> Callable[[], None]:
    """Return a `tend` that asks the supervisor to end once `condition` holds."""
    end = time.monotonic() + PATIENCE_SECONDS

    def tend() -> None:
        assert time.monotonic() < end, "it did not happen"
        if condition():
            raise KeyboardInterrupt

    return tend


def falling(tmp_path: Path) -> tuple[Part, Path]:
    falls = tmp_path / "falls"
    falls.touch()
    part = Part("worker", [sys.executable, "-c", COUNT_AND_FALL, str(falls)], _pause=0.05)
    return part, falls


def test_a_fallen_part_is_started_again_with_growing_pauses_and_a_log_line(
    tmp_path: Path, lifeline: Lifeline
):
    part, falls = falling(tmp_path)
    with structlog.testing.capture_logs() as lines, pytest.raises(KeyboardInterrupt):
        supervise(
            [part],
            lifeline=lifeline,
            tend=until(lambda: falls.read_text() == "xxx"),
            is_ready=lambda: True,
            on_ready=lambda: None,
        )
    told = [line for line in lines if line["event"].startswith("a process ended")]
    assert [(line["part"], line["exit"]) for line in told[:2]] == [("worker", 7)] * 2
    assert [line["in_seconds"] for line in told[:2]] == [0.05, 0.1]


def test_a_part_that_never_stands_before_the_service_is_ready_ends_it(
    tmp_path: Path, lifeline: Lifeline
):
    part, _falls = falling(tmp_path)
    steady = Part("web", ["sleep", "1000"])
    with pytest.raises(Refusal, match="`worker` does not start"):
        supervise(
            [steady, part],
            lifeline=lifeline,
            tend=lambda: None,
            is_ready=lambda: False,
            on_ready=lambda: None,
        )
    assert steady.process is not None
    assert not lives(steady.process.pid)


def test_all_parts_end_together_even_those_that_do_not_listen(lifeline: Lifeline):
    parts = [Part("web", ["sleep", "1000"]), Part("worker", [sys.executable, "-c", DEAF])]
    with pytest.raises(KeyboardInterrupt):
        supervise(
            parts,
            lifeline=lifeline,
            tend=until(lambda: all(part.process for part in parts)),
            is_ready=lambda: True,
            on_ready=lambda: None,
        )
    assert [part.process.poll() is not None for part in parts if part.process] == [True, True]
    assert parts[0].process is not None
    assert parts[0].process.returncode == -signal.SIGTERM


def test_readiness_is_told_once(lifeline: Lifeline):
    told: list[str] = []
    asked: list[str] = []

    def is_ready() -> bool:
        asked.append("?")
        return len(asked) == 3

    with pytest.raises(KeyboardInterrupt):
        supervise(
            [Part("web", ["sleep", "1000"])],
            lifeline=lifeline,
            tend=until(lambda: bool(told)),
            is_ready=is_ready,
            on_ready=lambda: told.append("ready"),
        )
    assert told == ["ready"]
    assert len(asked) == 3


def test_children_are_commands_of_otklik():
    assert own("web", "--data", "/d")[1:] == ["-m", "otklik.cli", "web", "--data", "/d"]
