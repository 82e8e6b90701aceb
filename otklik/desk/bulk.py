"""One thing done to several tickets: one change for each, and each that is refused is told.

Nothing here is all or nothing: what can be done is done (spec LIST-10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.desk.bulk_form import Deed
from otklik.people.models import Person
from otklik.people.queries import person_of
from otklik.people.viewer import Viewer
from otklik.tickets import access
from otklik.tickets.access import Refused, Seen, Unseen
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.set_fields import FieldChange, Stale, set_fields


@dataclass(frozen=True, slots=True)
class BulkWish:
    """What is to be done to each of several tickets.

    Attributes:
        deed: What.
        key: From the form; makes a second press harmless.
        new: The row or person that is set; nothing for none.
        until: Until when they are held.
        is_quiet: Their authors hear nothing of it.
    """

    deed: Deed
    key: str
    new: int | None = None
    until: date | None = None
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """A ticket to which it was not done.

    Attributes:
        number: The ticket.
        title: Its title; empty if the person does not see it any more.
        reason: Why not, in words.
    """

    number: int
    title: str
    reason: str


def do_to_all(
    *, viewer: Viewer, chosen: Sequence[int], shown: Mapping[int, int | None], wish: BulkWish
) -> list[Undone]:
    """Do one thing to several tickets, and return those to which it was not done.

    Args:
        viewer: Who does it.
        chosen: The tickets.
        shown: The value of each that the page showed (law 9).
        wish: What is done.
    """
    person = person_of(wish.new) if wish.deed is Deed.ASSIGN and wish.new else None
    found = (_do_to(viewer, number, shown.get(number), wish, person) for number in chosen)
    return [one for one in found if one is not None]


def _do_to(
    viewer: Viewer, number: int, shown: int | None, wish: BulkWish, person: Person | None
) -> Undone | None:
    try:
        seen = access.get(viewer, number)
    except Unseen:
        return Undone(number, "", _("It is no longer there for you."))
    reason = _reason_before(seen, wish) or _try(seen, shown, wish, person)
    return Undone(number, seen.ticket.title, reason) if reason else None


def _reason_before(seen: Seen, wish: BulkWish) -> str:
    """Return why it cannot even be tried: the gate knows no better word than no."""
    if not seen.stance.sees_hidden:
        return _("It is your own ticket: you meet it as its client.")
    if wish.deed is Deed.HOLD and seen.ticket.is_closed:
        return _("It is closed.")
    return ""


def _try(seen: Seen, shown: int | None, wish: BulkWish, person: Person | None) -> str:
    """Do it, and return why it was refused; empty if it was done."""
    number = seen.ticket.number
    submit = Submit.of(seen.viewer, key=f"{wish.key}-{number}")
    submit = replace(submit, hidden=wish.is_quiet)
    try:
        match wish.deed:
            case Deed.ASSIGN:
                assign(ticket_id=number, submit=submit, responsible=person, shown=shown)
            case Deed.HOLD:
                hold(ticket_id=number, submit=submit, until=wish.until)
            case Deed.CLOSE:
                close(ticket_id=number, submit=submit)
            case Deed.STATUS | Deed.CATEGORY | Deed.PRIORITY:
                change = FieldChange(wish.deed.value, wish.new, shown)
                set_fields(ticket_id=number, submit=submit, changes=[change])
    except Stale:
        return _("Somebody has changed it meanwhile.")
    except (Unseen, Refused):
        return _("You may not do this to it.")
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
