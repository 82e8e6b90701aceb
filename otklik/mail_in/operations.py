"""What administrators decide about letters; the only way in which pages change the ledgers."""

from django.core.exceptions import PermissionDenied

from otklik.core.time import now
from otklik.mail import outgoing
from otklik.mail_in import access
from otklik.mail_in.decide import Order
from otklik.mail_in.models import Fate, Received
from otklik.mail_in.take import Undecidable, take_by_hand
from otklik.people.acts import Act, may
from otklik.people.models import Person
from otklik.people.viewer import Viewer


class TooLate(Exception):  # noqa: N818 - somebody was faster, nothing failed
    """What was to be done cannot be done any more: somebody else has, or a worker has."""


def decide(*, letter_id: int, by: Viewer, order: Order) -> Received:
    """Take a letter as a member of staff says: by the rules again, as it was sent, as a new ticket.

    Args:
        letter_id: The letter.
        by: Who decides.
        order: How.

    Returns:
        The letter as it stands now.

    Raises:
        PermissionDenied: The person may not decide.
        Unseen: There is no such letter for this person.
        TooLate: Nothing has to be decided about it.
    """
    person = _require(by)
    access.get(by, letter_id)
    try:
        return take_by_hand(letter_id, order=order, by=person)
    except Undecidable as undecidable:
        raise TooLate from undecidable


def put_aside(*, letter_id: int, by: Viewer) -> None:
    """Take a letter out of the tray without a ticket; it is kept, and `bring_back` undoes it.

    Args:
        letter_id: The letter.
        by: Who decides.

    Raises:
        PermissionDenied: The person may not decide.
        Unseen: There is no such letter for this person.
        TooLate: It is not in the tray.
    """
    person = _require(by)
    access.get(by, letter_id)
    _move(letter_id, Fate.TRAY, Fate.DISCARDED, by=person)


def bring_back(*, letter_id: int, by: Viewer) -> None:
    """Lay a letter that was put aside into the tray again.

    Args:
        letter_id: The letter.
        by: Who decides.

    Raises:
        PermissionDenied: The person may not decide.
        Unseen: There is no such letter for this person.
        TooLate: It was not put aside.
    """
    _require(by)
    access.get(by, letter_id)
    _move(letter_id, Fate.DISCARDED, Fate.TRAY, by=None)


def send_again(*, outgoing_id: int, by: Viewer) -> None:
    """Send a letter of ours now that waits, did not arrive, or was called back.

    Args:
        outgoing_id: The letter.
        by: Who decides.

    Raises:
        PermissionDenied: The person may not decide.
        Unseen: There is no such letter for this person.
        TooLate: It has been sent, or is kept silent.
    """
    _require(by)
    access.get_sent(by, outgoing_id)
    if not outgoing.retry(outgoing_id):
        raise TooLate


def call_back(*, outgoing_id: int, by: Viewer) -> None:
    """Call back a letter of ours that still waits; `send_again` undoes it.

    Args:
        outgoing_id: The letter.
        by: Who decides.

    Raises:
        PermissionDenied: The person may not decide.
        Unseen: There is no such letter for this person.
        TooLate: It has left.
    """
    _require(by)
    access.get_sent(by, outgoing_id)
    if not outgoing.withdraw(outgoing_id):
        raise TooLate


def _require(by: Viewer) -> Person:
    if by.person is None or not may(by, Act.CHANGE_OFFICE):
        raise PermissionDenied
    return by.person


def _move(letter_id: int, from_fate: Fate, to_fate: Fate, *, by: Person | None) -> None:
    rows = Received.objects.filter(pk=letter_id, fate=from_fate)
    if not rows.update(fate=to_fate, decided_by=by, decided_at=now()):
        raise TooLate
