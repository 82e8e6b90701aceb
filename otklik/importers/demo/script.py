"""The demo's conversations and canned answers as they are written down in TOML."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody writes.

    Attributes:
        by: "client" or the code of an agent.
        text: What is written.
        gap: Working minutes since the step before.
        is_note: A hidden note.
        via: "web", "mail" or "phone".
        typed_by: The agent who takes a call down.
        files: Names of the files that hang on it.
    """

    by: str
    text: str
    gap: int = 0
    is_note: bool = False
    via: str = "web"
    typed_by: str = ""
    files: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """One ticket of the demo.

    Attributes:
        title: Its title.
        client: The code of its author.
        category: A category's code.
        priority: A priority's code.
        steps: Its messages; the first one opens it.
        anchor: Which kind of moment the last step lies at: "late", "left" or "ago".
        minutes: How many working minutes the anchor means.
        responsible: The code of an agent, or nothing.
        co_executors: Codes of agents.
        status: The code of the last status.
        hold: For how many days it is on hold; 0 for not at all.
        close: Who closed it in the end: "client" or an agent's code.
        by_coupon: Whether the client used the company's coupon.
    """

    title: str
    client: str
    category: str
    priority: str
    steps: Sequence[Step]
    anchor: str
    minutes: int
    responsible: str = ""
    co_executors: Sequence[str] = ()
    status: str = ""
    hold: int = 0
    close: str = ""
    by_coupon: bool = False


def threads() -> list[Thread]:
    """Return the demo's conversations, in the order in which they are written down."""
    return [_thread(row) for row in _read("threads.toml")["thread"]]


def canned_answers() -> list[dict[str, str]]:
    """Return the demo's canned answers, as values of the model's fields."""
    answers: list[dict[str, str]] = _read("canned.toml")["answer"]
    return answers


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _thread(row: dict[str, Any]) -> Thread:
    ((anchor, minutes),) = row["anchor"].items()
    return Thread(
        title=row["title"],
        client=row["client"],
        category=row["category"],
        priority=row["priority"],
        steps=[_step(step) for step in row["step"]],
        anchor=anchor,
        minutes=minutes,
        responsible=row.get("responsible", ""),
        co_executors=row.get("co", ()),
        status=row.get("status", ""),
        hold=row.get("hold", 0),
        close=row.get("close", ""),
        by_coupon=row.get("coupon", False),
    )


def _step(row: dict[str, Any]) -> Step:
    return Step(
        by=row["by"],
        text=row["text"],
        gap=row.get("gap", 0),
        is_note=row.get("note", False),
        via=row.get("via", "web"),
        typed_by=row.get("typed_by", ""),
        files=row.get("files", ()),
    )
