"""What import contracts cannot see points down as well: tables, migrations, templates."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template

from tests.house.plan import PACKAGE, ROOT, floors, may_know, room_of, shown

INCLUDED = re.compile(r"\{%-?\s*(?:include|extends)\s+(\S+)")
BARE = re.compile(r"[45]\d\d(_csrf)?\.html")
"""Pages about errors, which Django asks for without the name of a room."""

LIBRARIES = {"admin", "auth", "contenttypes", "procrastinate", "sessions"}


def test_every_room_stands_on_a_floor():
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == set(floors())


def test_tables_refer_to_rooms_below():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in floors()
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model
        and not isinstance(field.related_model, str)
        and field.related_model._meta.app_label in floors()
        and not may_know(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert upward == []


def test_migrations_depend_on_rooms_below():
    loader = MigrationLoader(None)
    upward = [
        f"{app}.{name} -> {needed}.{needed_name}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in floors()
        for needed, needed_name in [*migration.dependencies, *migration.run_before]
        if needed not in LIBRARIES and needed != "__setting__" and not may_know(app, needed)
    ]
    assert upward == []


def _templates() -> Iterator[Path]:
    yield from sorted(PACKAGE.glob("*/templates/**/*.*"))


def test_a_template_lies_under_the_name_of_its_room():
    strangers = [
        shown(path)
        for path in _templates()
        if path.relative_to(PACKAGE / room_of(path) / "templates").parts[0] != room_of(path)
        and not BARE.fullmatch(path.name)
    ]
    assert strangers == []


def test_templates_include_their_own_room_or_ui():
    strangers = [
        f"{shown(path)}: {name}"
        for path in _templates()
        for name in INCLUDED.findall(path.read_text(encoding="utf-8"))
        if name[0] in "\"'" and name[1:].split("/")[0] not in {room_of(path), "ui"}
    ]
    assert strangers == []


def test_every_template_compiles():
    for path in _templates():
        get_template(path.relative_to(PACKAGE / room_of(path) / "templates").as_posix())


def test_templates_of_ui_include_ui_only():
    strangers = [
        f"{shown(path)}: {name}"
        for path in _templates()
        if room_of(path) == "ui"
        for name in INCLUDED.findall(path.read_text(encoding="utf-8"))
        if name[0] in "\"'" and not name[1:].startswith("ui/")
    ]
    assert strangers == []
    assert (ROOT / "otklik" / "ui" / "templates" / "ui").is_dir()
