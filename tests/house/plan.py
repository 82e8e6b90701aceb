"""The plan of the house, read from where it is written down: the import contracts."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "otklik"


@cache
def floors() -> dict[str, int]:
    """Return the floor of every room, counted from the ground: `core` is 0."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["name"].startswith("Floors"))
    return {
        room.strip(): number
        for number, floor in enumerate(reversed(layers))
        for room in floor.split("|")
    }


def may_know(room: str, other: str) -> bool:
    """Tell whether `room` may know `other`: itself or a room on a lower floor."""
    return room == other or floors()[other] < floors()[room]


def sources(*, tests: bool = False) -> Iterator[Path]:
    """Yield the Python files of the product, with or without those of tests."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).parts
        if "migrations" not in inside and (tests or "tests" not in inside):
            yield path


def room_of(path: Path) -> str:
    """Return the room that a file of the product belongs to."""
    return path.relative_to(PACKAGE).parts[0]


@cache
def tree(path: Path) -> ast.Module:
    """Return a file as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """Return a path as a reader would type it."""
    return path.relative_to(ROOT).as_posix()
