"""The form in which one thing is done to several tickets, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from otklik.desk.bulk_form import Deed
from otklik.desk.pages.chips import KINDS, name_of_none
from otklik.desk.pages.colleagues import colleagues
from otklik.desk.pages.labels import label
from otklik.people.viewer import Viewer
from otklik.tickets.queries.rows import tickets_of

TITLES: Final[Mapping[Deed, Promise]] = {
    Deed.ASSIGN: gettext_lazy("Assign tickets"),
    Deed.STATUS: gettext_lazy("Set the status of tickets"),
    Deed.CATEGORY: gettext_lazy("Set the category of tickets"),
    Deed.PRIORITY: gettext_lazy("Set the criticality of tickets"),
    Deed.HOLD: gettext_lazy("Hold tickets"),
    Deed.CLOSE: gettext_lazy("Close tickets"),
}
BUTTONS: Final[Mapping[Deed, Promise]] = {
    Deed.ASSIGN: gettext_lazy("Assign"),
    Deed.HOLD: gettext_lazy("Hold"),
    Deed.CLOSE: gettext_lazy("Close them"),
}
NOBODY: Final = "0"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A ticket that was chosen.

    Attributes:
        number: The ticket.
        shown: Its present value as the form sends it back (law 9).
    """

    number: int
    shown: str


def chosen_tickets(viewer: Viewer, numbers: Sequence[int], deed: Deed) -> list[Chosen]:
    """Return the chosen tickets that the viewer sees, with their present values; one query.

    Args:
        viewer: Who looks.
        numbers: The tickets.
        deed: What is to be done.
    """
    found = tickets_of(viewer, numbers)
    if not deed.chooses:
        return [Chosen(one.number, "") for one in found]
    return [Chosen(one.number, str(getattr(one, f"{deed.value}_id") or "")) for one in found]


def choices_for(deed: Deed) -> list[tuple[str, str]]:
    """Return what may be chosen: the rows in use, or the staff; two queries at most.

    Args:
        deed: What is to be done.
    """
    if not deed.chooses:
        return []
    if deed is Deed.ASSIGN:
        rows = [(str(one.person.pk), one.words) for one in colleagues()]
    else:
        kept = KINDS[deed.value]._default_manager.filter(archived_at=None)
        rows = [(str(row.pk), str(row)) for row in kept]
    return [("", "—"), *rows, (NOBODY, name_of_none(deed.value))]


def field_label(deed: Deed) -> str:
    """Return what is chosen."""
    return label(deed.value) if deed.chooses else ""


def title_of(deed: Deed) -> str:
    """Return the heading of the form."""
    return str(TITLES[deed])


def button_of(deed: Deed) -> str:
    """Return what the button of the form says."""
    return str(BUTTONS.get(deed, gettext_lazy("Set")))


def done_words(done: int) -> str:
    """Return how many tickets were changed."""
    words = ngettext("%(count)s ticket is changed", "%(count)s tickets are changed", done)
    return words % {"count": done}


def concerned_words(count: int) -> str:
    """Return how many tickets it concerns."""
    words = ngettext("It concerns %(count)s ticket.", "It concerns %(count)s tickets.", count)
    return words % {"count": count}
