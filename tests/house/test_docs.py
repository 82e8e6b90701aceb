"""Documents point only to what exists, and nothing that they should explain is left out."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from typer.main import get_command

from otklik.cli.main import app
from tests.house.plan import PACKAGE, ROOT, shown, sources, tree

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FIRST = ROOT / "README.md"
REQUIREMENTS = ROOT / "docs" / "requirements.md"
TWINS = (FIRST, ROOT / "README.ru.md")

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
LINK = re.compile(
    r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\""
)
HEADING = re.compile(r"^#{1,6} (.+)$", re.M)
PATH = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|ts|html|css|md|txt|toml|svg))(?:::([\w.]+))?`")
COMMAND = re.compile(r"(?:^|[`\s])(\./dev|otklik) ([a-z][a-z-]*)", re.M)
IDENTIFIER = re.compile(
    r"\b(?:ASG|C|CAL|CLK|CLS|D|DICT|FILE|GRP|HIST|HOLD|LAMP|LIST|MAIL|MSG|NTF|OVD|PRES|REG|ROLE|SITE"
    r"|SLA|SRCH|T)-\d+\b"
)
BASES = (
    *(ROOT, PACKAGE, PACKAGE / "ui" / "front"),
    *(
        path
        for pattern in ("*", "*/templates", "*/templates/*")
        for path in sorted(PACKAGE.glob(pattern))
    ),
)
"""Where a path in a document may begin: the project, the package, a room, its templates."""


def _prose(path: Path) -> str:
    """Return a document without its examples."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def _links(path: Path) -> Iterator[str]:
    """Yield the addresses inside the project that a document links to."""
    for groups in LINK.findall(_prose(path)):
        target = next(group for group in groups if group)
        if "://" not in target and not target.startswith("mailto:"):
            yield target


@cache
def _anchors(path: Path) -> frozenset[str]:
    """Return the names by which the headings of a document can be linked to."""
    headings = HEADING.findall(_prose(path))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return frozenset(heading.strip().replace(" ", "-") for heading in plain)


def _exists(name: str) -> Path | None:
    return next((base / name for base in BASES if (base / name).is_file()), None)


@cache
def _defined(path: Path) -> frozenset[str]:
    """Return what a Python file defines: functions, classes, named values, methods of classes."""
    found = set()
    for node in tree(path).body:
        match node:
            case ast.ClassDef(name=name, body=body):
                found.add(name)
                found |= {f"{name}.{inner.name}" for inner in body if hasattr(inner, "name")}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.Assign(targets=targets):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def test_links_lead_somewhere():
    dead = []
    for path in DOCUMENTS:
        for link in _links(path):
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            if not target.exists() or (anchor and anchor not in _anchors(target)):
                dead.append(f"{shown(path)}: {link}")
    assert dead == []


def test_files_and_functions_that_documents_name_exist():
    missing = []
    for path in DOCUMENTS:
        for name, inside in PATH.findall(_prose(path)):
            file = _exists(name)
            if file is None or (inside and inside not in _defined(file)):
                missing.append(f"{shown(path)}: {name}{'::' if inside else ''}{inside}")
    assert missing == []


def test_every_document_can_be_reached_from_the_first():
    reached: set[Path] = set()
    waiting = [FIRST]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        linked = {(path.parent / link.partition("#")[0]).resolve() for link in _links(path)}
        waiting += [each for each in linked - reached if each.suffix == ".md" and each.is_file()]
    assert [shown(path) for path in DOCUMENTS if path not in reached] == []


def test_a_decision_says_whether_it_stands():
    standing = re.compile(
        r"\A# (\d{4}): .+\n\n(?:Accepted, \w+ \d{4}|Replaced by \[.+\]\(.+\))\.$", re.M
    )
    for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        said = standing.match(path.read_text(encoding="utf-8"))
        assert said, shown(path)
        assert path.name.startswith(said[1]), shown(path)


def test_commands_that_documents_name_exist():
    dev = (ROOT / "dev").read_text(encoding="utf-8")
    known = {
        "./dev": set(re.findall(r"^([a-z]+)(?: \|.*)?\)$", dev, re.M)),
        "otklik": set(getattr(get_command(app), "commands", {})),
    }
    unknown = [
        f"{shown(path)}: {program} {command}"
        for path in DOCUMENTS
        for program, command in COMMAND.findall(path.read_text(encoding="utf-8"))
        if command not in known[program]
    ]
    assert known["./dev"] >= {"demo", "test"}
    assert unknown == []


def test_every_requirement_that_the_code_names_is_told():
    told = set(IDENTIFIER.findall(REQUIREMENTS.read_text(encoding="utf-8")))
    templates = PACKAGE.glob("*/templates/**/*.html")
    named = {
        (name, shown(path))
        for path in [*sources(tests=True), *(ROOT / "tests").rglob("*.py"), *templates]
        for name in IDENTIFIER.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted((name, place) for name, place in named if name not in told) == []


def test_the_two_readmes_say_the_same_commands_under_as_many_headings():
    english, russian = (path.read_text(encoding="utf-8") for path in TWINS)
    assert _commands(english) == _commands(russian)
    assert len(HEADING.findall(FENCE.sub("", english))) == len(
        HEADING.findall(FENCE.sub("", russian))
    )


def test_readmes_call_pages_and_people_as_the_program_does():
    english_words: set[str] = set()
    russian_words: set[str] = set()
    for path in PACKAGE.glob("*/locale/ru/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for entry in read_po(file, locale="ru"):
                english_words.add(str(entry.id))
                russian_words.add(str(entry.string))
    english, russian = (path.read_text(encoding="utf-8") for path in TWINS)
    assert set(re.findall("“([^”]+)”", english)) <= english_words
    assert set(re.findall("«([^»]+)»", russian)) <= russian_words
    cast = (PACKAGE / "importers" / "demo" / "cast.py").read_text(encoding="utf-8")
    for text, names in (
        (english, "Kate Brown,James Carter"),
        (russian, "Дмитрий Орлов,Елена Воронцова"),
    ):
        for name in names.split(","):
            assert name in text
            assert f'"{name}"' in cast


def _commands(text: str) -> list[str]:
    """Return the examples of a document with its own words left out."""
    return [re.sub(r'"[^"\n]*"', '"…"', example) for example in FENCE.findall(text)]
