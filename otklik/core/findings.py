"""What an examination of an installation found: one line each, with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What was looked at, a word or two.
        level: How it is.
        found: What was found.
        remedy: What to do about it; empty when all is well.
    """

    name: str
    level: Level
    found: str
    remedy: str = ""


def ok(name: str, found: str) -> Finding:
    """Return that something is well."""
    return Finding(name, Level.OK, found)


def warn(name: str, found: str, remedy: str) -> Finding:
    """Return that something wants attention and stops nothing."""
    return Finding(name, Level.WARN, found, remedy)


def fail(name: str, found: str, remedy: str) -> Finding:
    """Return that something does not work."""
    return Finding(name, Level.FAIL, found, remedy)
