"""What levels and categories have to do with each other (spec SLA-8)."""

from django.db import transaction

from otklik.clock.models import CategoryMode, Level, LevelSettings
from otklik.clock.operations.level_state import state_of_level
from otklik.clock.operations.promises import tell
from otklik.people import journal
from otklik.people.models import Person


@transaction.atomic
def set_category_mode(mode: CategoryMode, *, by: Person | None = None) -> LevelSettings:
    """Let levels limit the categories, or let categories choose the level.

    A list of categories means one thing here and another there; so if the mode changes, the lists
    of all levels, also of those in the archive, go back to "all".

    Args:
        mode: How it shall be; if it is so already, nothing happens.
        by: Who does it, for the journal; of the system setting itself up nothing is told.
    """
    LevelSettings.objects.get_or_create(pk=1)
    row = LevelSettings.objects.select_for_update().get(pk=1)
    if row.category_mode == mode:
        return row
    before = journal.state_of(row, ("category_mode",))
    row.category_mode = mode
    row.save(update_fields=["category_mode"])
    for level in naming_categories():
        was = state_of_level(level)
        level.categories.clear()
        tell(by, before=was, after=state_of_level(level))
    # After the lists, so that each line about one is older than what made it mean something else.
    tell(by, before=before, after=journal.state_of(row, ("category_mode",)))
    return row


def naming_categories() -> list[Level]:
    """Return the levels whose lists of categories would be lost if the mode changed."""
    return list(Level.objects.exclude(categories=None).distinct())


def category_mode() -> CategoryMode:
    """Return what levels and categories have to do with each other now."""
    kept = LevelSettings.objects.values_list("category_mode", flat=True).first()
    return CategoryMode(kept or CategoryMode.LIMITS)
