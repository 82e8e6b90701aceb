"""The catalogs of translations: `python -m otklik.cli.catalogs update | compile | check`.

Sources speak English; each room keeps its own Russian catalog in
`otklik/<room>/locale/ru/LC_MESSAGES/django.po`. Babel does what Django's `makemessages` would ask
the system's gettext for, so that neither a developer nor a build needs it: templates are turned
into Python by Django's own `templatize` and read by Babel's Python extractor.
"""

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

PACKAGE: Final = Path(__file__).resolve().parents[1]
LANGUAGE: Final = "ru"
PLURALS: Final = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);"
)
PLURAL_FORMS: Final = 3
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS: Final = ("Translators:",)
_UNSTEADY: Final = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator'
    r"|Language-Team|Project-Id-Version): .*\n",
    re.MULTILINE,
)
_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")

Key = tuple[str, str | None]


def rooms() -> list[str]:
    """Return the names of all rooms, sorted."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def catalog_path(room: str) -> Path:
    """Return where the room's Russian catalog lies, whether or not it exists."""
    return PACKAGE / room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def sources(room: str) -> Iterator[Path]:
    """Yield the room's files that may hold words for people, in a steady order."""
    folder = PACKAGE / room
    found = [*folder.rglob("*.py"), *folder.rglob("templates/**/*.html"), *folder.rglob("*.txt")]
    for path in sorted(found):
        inside = path.relative_to(folder).parts
        if not {"tests", "migrations", "node_modules"}.intersection(inside):
            yield path


def words(room: str) -> Catalog:
    """Return the words found in the room's sources, without translations.

    Args:
        room: The name of a room.
    """
    template = Catalog(charset="utf-8")
    for path in sources(room):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = _as_python(text, origin=str(path))
        stream = io.BytesIO(text.encode())
        place = path.relative_to(PACKAGE.parent).as_posix()
        found = extract("python", stream, keywords=KEYWORDS, comment_tags=COMMENT_TAGS)
        for line, message, comments, context in found:
            template.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return template


def _as_python(template: str, origin: str) -> str:
    """Return the calls of gettext hidden in a template, on their lines.

    What is left of the template's own indentation means nothing in Python and goes.
    """
    return "\n".join(line.lstrip() for line in templatize(template, origin=origin).splitlines())


def read(room: str) -> Catalog:
    """Return the room's Russian catalog, empty when there is none.

    Raises:
        PoFileError: The file cannot be read as a catalog.
    """
    path = catalog_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def update(room: str) -> str:
    """Bring the catalog up to its sources: translations stay, stale words go, new come empty.

    Returns:
        A line about what was done, or an empty one.
    """
    template = words(room)
    path = catalog_path(room)
    if not len(template) and not path.exists():
        return ""
    catalog = read(room)
    catalog.update(template, no_fuzzy_matching=True)
    buffer = io.BytesIO()
    catalog.header_comment = ""
    write_po(buffer, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    text = _UNSTEADY.sub("", buffer.getvalue().decode()).lstrip("\n")
    text = re.sub(
        r'"Plural-Forms: .*?;\\n"', f'"Plural-Forms: {PLURALS}\\\\n"', text, flags=re.DOTALL
    )
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    empty = sum(1 for message in catalog if message.id and not _is_translated(message))
    return f"{room}: {len(catalog)} messages, {empty} without a translation"


def compile_room(room: str) -> str:
    """Write the `.mo` file that the running service reads, when the catalog is newer.

    Returns:
        A line about what was done, or an empty one.
    """
    source = catalog_path(room)
    target = source.with_suffix(".mo")
    if not source.exists():
        return ""
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return ""
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, read(room))
    draft.replace(target)
    return f"{room}: compiled"


def problems(room: str) -> Iterator[str]:
    """Yield one line for each word that a Russian reader would miss or see wrong."""
    template = {_key(message): message for message in words(room) if message.id}
    try:
        catalog = read(room)
    except PoFileError as error:
        yield f"{room}: {catalog_path(room)} cannot be read: {error}"
        return
    known = {_key(message): message for message in catalog if message.id}
    for key, message in template.items():
        if _CYRILLIC.search(key[0]):
            yield f"{room}: {key[0]!r} is not English ({_place(message)})"
        elif key not in known:
            yield f"{room}: {key[0]!r} is not in the catalog ({_place(message)})"
        elif not _is_translated(known[key]):
            yield f"{room}: {key[0]!r} has no translation ({_place(message)})"
    for key, message in known.items():
        if key not in template:
            yield f"{room}: {key[0]!r} is in the catalog and in no source"
        elif message.fuzzy:
            yield f"{room}: {key[0]!r} is marked fuzzy"
        for fault in message.check(catalog):
            yield f"{room}: {key[0]!r}: {fault}"


def disagreements() -> Iterator[str]:
    """Yield one line for each text that two rooms translate differently.

    Django lays all catalogs into one, where the first room wins: the other room's readers would
    see a stranger's words. Such a text gets a context (`pgettext`) or another wording.
    """
    said: dict[Key, dict[str, str]] = {}
    for room in rooms():
        for message in read(room):
            if message.id and _is_translated(message):
                said.setdefault(_key(message), {})[room] = str(message.string)
    for (text, _context), by_room in said.items():
        if len(set(by_room.values())) > 1:
            yield f"{', '.join(by_room)}: {text!r} has different translations"


def _key(message: Message) -> Key:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return text, message.context


def _place(message: Message) -> str:
    return ", ".join(f"{path}:{line}" for path, line in message.locations[:3])


def _is_translated(message: Message) -> bool:
    """Whether every plural form has its words."""
    words = message.string
    if isinstance(words, list | tuple):
        return len(words) == (PLURAL_FORMS if message.pluralizable else 1) and all(words)
    return bool(words) and not message.pluralizable


def _each(step: Callable[[str], str], chosen: list[str]) -> int:
    for room in chosen:
        line = step(room)
        if line:
            sys.stdout.write(line + "\n")
    return 0


def _check(chosen: list[str]) -> int:
    found = [line for room in chosen for line in problems(room)]
    found = found or list(disagreements())
    for line in found:
        sys.stdout.write(line + "\n")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands; return the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m otklik.cli.catalogs", description=__doc__)
    parser.add_argument("command", choices=("update", "compile", "check"))
    parser.add_argument("rooms", nargs="*", metavar="room", help="all rooms when none is named")
    chosen = parser.parse_args(arguments)
    named = chosen.rooms or rooms()
    strangers = sorted(set(named) - set(rooms()))
    if strangers:
        parser.error(f"no such room: {', '.join(strangers)}")
    match chosen.command:
        case "update":
            return _each(update, named)
        case "compile":
            return _each(compile_room, named)
        case _:
            return _check(named)


if __name__ == "__main__":
    sys.exit(main())
