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
from otklik.cli.supervisor import Part, supervise
from otklik.cli.tests.test_children import PATIENCE_SECONDS, lives

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
"""What runs tests in parallel has a thread of its own; the service forks without any."""


def sleep() -> None:
    time.sleep(1000)


def be_deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(1000)


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

    def count_and_fall() -> None:
        with falls.open("a") as file:
            file.write("x")
        sys.exit(7)

    return Part("worker", count_and_fall, "worker", _pause=0.05), falls


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
    steady = Part("web", sleep, "web")
    with pytest.raises(Refusal, match="`worker` does not start"):
        supervise(
            [steady, part],
            lifeline=lifeline,
            tend=lambda: None,
            is_ready=lambda: False,
            on_ready=lambda: None,
        )
    assert steady.process is not None
    assert steady.process.pid is not None
    assert not lives(steady.process.pid)


def test_all_parts_end_together_even_those_that_do_not_listen(lifeline: Lifeline):
    parts = [Part("web", sleep, "web"), Part("worker", be_deaf, "worker")]
    with pytest.raises(KeyboardInterrupt):
        supervise(
            parts,
            lifeline=lifeline,
            tend=until(lambda: all(part.process for part in parts)),
            is_ready=lambda: True,
            on_ready=lambda: None,
        )
    assert [part.process.exitcode is not None for part in parts if part.process] == [True, True]
    assert parts[0].process is not None
    assert parts[0].process.exitcode == -signal.SIGTERM


def test_readiness_is_told_once(lifeline: Lifeline):
    told: list[str] = []
    asked: list[str] = []

    def is_ready() -> bool:
        asked.append("?")
        return len(asked) == 3

    with pytest.raises(KeyboardInterrupt):
        supervise(
            [Part("web", sleep, "web")],
            lifeline=lifeline,
            tend=until(lambda: bool(told)),
            is_ready=is_ready,
            on_ready=lambda: told.append("ready"),
        )
    assert told == ["ready"]
    assert len(asked) == 3
