"""Small habits that keep the house liveable; each exception is listed with its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.plan import PACKAGE, ROOT, room_of, shown, sources, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 50

LONG_FILES: dict[str, str] = {}
"""Files over 400 lines, each with the reason why it is not two files."""

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions over 50 lines without their docstring, each with the reason."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def _length(function: Function) -> int:
    """Return how many lines the body has, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_long_files_have_a_reason():
    long = {
        shown(path)
        for path in [*sources(tests=True), *(ROOT / "tests").rglob("*.py")]
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == set(LONG_FILES)


def test_long_functions_have_a_reason():
    long = {
        f"{shown(path)}:{function.name}"
        for path in sources(tests=True)
        for function in _functions(path)
        if _length(function) > LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)


def test_there_is_one_source_of_now():
    """Tests and imports stand still in one place (`otklik.core.time.now`)."""
    others = [
        f"{shown(path)}:{node.lineno}"
        for path in sources()
        if path != PACKAGE / "core" / "time.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today", "localdate"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"timezone", "datetime", "date"}
    ]
    assert others == []


def test_saving_a_row_does_nothing_else():
    """No signals and no `save` of our own: what happens is written where it happens."""
    hidden = [
        f"{shown(path)}:{function.lineno} {function.name}"
        for path in sources()
        if "models" in path.as_posix()
        for function in _functions(path)
        if function.name in {"save", "delete"}
    ]
    signals = [
        shown(path)
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.dispatch", "django.db.models.signals"))
    ]
    assert hidden == []
    assert signals == []


SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?:\[([^\]]*)\]|:\s*([A-Z]+\d+))?(.*)")


def test_a_silenced_checker_is_told_why():
    """Once in a file for each of its rules, on the first line that silences it."""
    bare = []
    for path in sources():
        told: set[str] = set()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for types, rule, reason in SILENCED.findall(line):
                code = types or rule
                if code and re.search(r"[a-z]{2}", reason):
                    told.add(code)
                elif code not in told:
                    bare.append(f"{shown(path)}:{number} {line.strip()}")
    assert bare == []


def test_templates_obey_the_content_security_policy():
    forbidden = re.compile(
        r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:", re.I
    )
    inline = [
        f"{shown(path)}: {match.group()}"
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        if room_of(path) != "mail"  # what a mail program shows obeys no policy of ours
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert inline == []
