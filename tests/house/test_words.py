"""Both languages are complete, and documents say what the program says."""

from otklik.cli import catalogs
from otklik.cli.manual import DOCUMENT, settings_table


def test_catalogs_are_complete():
    problems = [line for room in catalogs.rooms() for line in catalogs.problems(room)]
    assert problems == []


def test_the_table_of_settings_is_the_one_of_the_program():
    told = DOCUMENT.read_text(encoding="utf-8")
    assert settings_table() in told, "run: python -m otklik.cli.manual"
