"""What the journal keeps of a level, its lists in words of both languages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import override

from otklik.clock.models import Level
from otklik.clock.words import period
from otklik.directory.models import Priority
from otklik.people import journal

KEPT_OF_LEVEL: Final = (
    "name_ru",
    "name_en",
    "description",
    "rank",
    "reaction_value",
    "reaction_unit",
    "warn_value",
    "warn_unit",
    "resolution_value",
    "resolution_unit",
    "base",
    "timetable",
    "responsible",
    "team",
    "everyone",
    "groups",
    "sites",
    "categories",
    "priorities",
    "statuses",
    "ratings",
    "sources",
    "reactions",
    "entitlements",
    "is_default",
)
"""What the journal keeps of a level."""


def state_of_level(level: Level) -> journal.State:
    """Return what the journal keeps of a level: of its lists in words what a row says.

    Args:
        level: The stored level.
    """
    state = journal.state_of(level, KEPT_OF_LEVEL)
    times = level.periods_by_priority
    named = Priority.objects.in_bulk(times) if times else {}
    told: dict[str, journal.Value] = {
        "reactions": [
            _told(kept[0], named[kept[0]], lambda row: period(times[row.pk]), kept)
            for kept in level.reactions
            if kept[0] in named
        ],
        "entitlements": [
            _told(number, row, lambda row: row.label, list(row))
            for number, row in enumerate(level.included)
        ],
    }
    return replace(state, values={**state.values, **told})


def _told(key: int, row: Any, says: Callable[[Any], str], kept: list[Any]) -> journal.Named:
    """Return a row of a list as the journal keeps it: in both languages, and as the column does."""
    named: journal.Named = {"id": key, "row": kept}
    for language, name in (("ru", row.name_ru), ("en", row.name_en or row.name_ru)):
        with override(language):
            named[language] = f"{name}: {says(row)}"
    return named
