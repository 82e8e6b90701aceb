"""Changing what is promised: the only way to write levels, timetables and exceptions."""

from otklik.clock.operations.categories import (
    category_mode,
    naming_categories,
    set_category_mode,
)
from otklik.clock.operations.exceptions import (
    add_exceptions,
    change_exception,
    remove_exception,
)
from otklik.clock.operations.level_state import KEPT_OF_LEVEL
from otklik.clock.operations.promises import (
    KEPT_OF_TIMETABLE,
    LevelDraft,
    TimetableDraft,
    archive_level,
    change_level,
    change_timetable,
    create_level,
    create_timetable,
    make_default,
    restore_level,
)

__all__ = [
    "KEPT_OF_LEVEL",
    "KEPT_OF_TIMETABLE",
    "LevelDraft",
    "TimetableDraft",
    "add_exceptions",
    "archive_level",
    "category_mode",
    "change_exception",
    "change_level",
    "change_timetable",
    "create_level",
    "create_timetable",
    "make_default",
    "naming_categories",
    "remove_exception",
    "restore_level",
    "set_category_mode",
]
