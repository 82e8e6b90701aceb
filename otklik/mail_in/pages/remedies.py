"""What a person can do about a letter that is in no ticket, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from otklik.mail_in.decide import LETTERS_AN_HOUR
from otklik.mail_in.models import Fate, Reason, Received
from otklik.ui.parts.words import ticket_number


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can be done about a letter that is in no ticket.

    Attributes:
        text: What it means, and what to do.
        accepts: The words on the button that takes it as it was sent; empty for no such button.
        confirms: What must be confirmed before that; empty for nothing.
        opens: Whether a new ticket may be opened for it.
        reads: Whether reading it again may help.
        asides: Whether it can be put aside.
        returns: Whether it can be laid into the tray again.
    """

    text: str
    accepts: str = ""
    confirms: str = ""
    opens: bool = False
    reads: bool = False
    asides: bool = False
    returns: bool = False


def remedy(row: Received) -> Remedy | None:
    """Return what can be done about a letter; nothing about one that is where it belongs."""
    if row.fate == Fate.TRAY:
        return _remedies(row)
    if row.fate == Fate.DISCARDED:
        return Remedy(_("It was put aside by hand. Nothing is lost."), returns=True)
    if row.fate == Fate.POINTED and row.reason == Reason.NOT_SERVED:
        return Remedy(str(_TEXTS[Reason.NOT_SERVED]), opens=True)
    if row.fate == Fate.POINTED:
        text = _(
            "Its sender got a letter that names the form. A ticket can be opened all the same."
        )
        return Remedy(text, opens=True)
    if row.fate in {Fate.AUTOMATIC, Fate.BOUNCE}:
        text = _("It was taken for the letter of a machine. If a person wrote it, take it in.")
        return Remedy(text, accepts=_("Take it in all the same"))
    return None


def _remedies(row: Received) -> Remedy:
    if row.reason == Reason.STAFF_UNPROVEN:
        return _remedy_for_staff(row)
    if row.reason in _OPENED_BY_HAND:
        return Remedy(str(_TEXTS[row.reason]), opens=True, asides=True)
    if row.reason == Reason.SENDER_UNPROVEN:
        text = str(_TEXTS[row.reason])
        return Remedy(text, accepts=_("Take it in"), opens=True, asides=True)
    if row.reason == Reason.TOO_MANY:
        text = ngettext(
            "More than %(count)s letter came from this sender within an hour, so this one waits.",
            "More than %(count)s letters came from this sender within an hour, so this one waits.",
            LETTERS_AN_HOUR,
        ) % {"count": LETTERS_AN_HOUR}
        return Remedy(text, accepts=_("Take it in"), reads=True, asides=True)
    return Remedy(str(_TEXTS.get(row.reason, "")), reads=True, asides=True)


_OPENED_BY_HAND: Final = frozenset(
    {Reason.SENDER_UNKNOWN, Reason.OWN_ADDRESS, Reason.REPLIES_ONLY, Reason.NOT_SERVED}
)
_TEXTS: Final[Mapping[str, Promise]] = {
    Reason.NOT_SERVED: gettext_lazy(
        "The level does not accept letters, or the term of support is over. A ticket can be opened "
        "all the same."
    ),
    Reason.SENDER_UNPROVEN: gettext_lazy(
        "Our mail server says that this letter did not come from the address it names, or that "
        "somebody else wrote it. Take it in only once you have made sure; else open a ticket."
    ),
    Reason.SENDER_UNKNOWN: gettext_lazy(
        "A ticket opened for it will have an author without an address: answers stay here."
    ),
    Reason.OWN_ADDRESS: gettext_lazy(
        "Usually a form on a web page writes so. Let it put its visitor’s address into Reply-To. "
        "A ticket opened for this letter will have an author without an address."
    ),
    Reason.REPLIES_ONLY: gettext_lazy(
        "It was sent by a machine or a list, so nobody was sent to the form."
    ),
    Reason.REFUSED: gettext_lazy(
        "The sender has no access, or has lost it to this ticket. Give the access back and read "
        "the letter again, or put it aside."
    ),
    Reason.STUCK: gettext_lazy(
        "The letter is safe. Reading was broken off each time: the service was stopped, or disk or "
        "database were away. Read it again now that all is well."
    ),
    Reason.ERROR: gettext_lazy(
        "The letter is safe and stops nothing behind it. Read it again after the next update, or "
        "open a ticket by hand from its source."
    ),
}


def _remedy_for_staff(row: Received) -> Remedy:
    who, number = row.claimed_person, row.ticket_number
    text = _(
        "Anybody can write a colleague’s name into a letter. A colleague’s letter becomes an "
        "answer by itself when it goes to the address that our letters name for answers."
    )
    if who is None or number is None:
        return Remedy(text, opens=True, asides=True)
    named = {"name": who.shown_name, "number": ticket_number(number)}
    return Remedy(
        text,
        accepts=_("Accept as an answer in %(number)s") % named,
        confirms=_("I have made sure that %(name)s wrote this letter. The client will see it.")
        % named,
        opens=True,
        asides=True,
    )
