"""With what a new ticket starts: its level, and rows that the level allows (SLA-1, SLA-7, D-16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.clock.choice import Choice, Given, choose
from otklik.clock.models import Level
from otklik.clock.offer import accepts, channel_closed, lists_on, term_is_over
from otklik.core.kept import asked_once
from otklik.directory.models import Category, Entry, Priority, Site, Source, Status
from otklik.people.models import Person

Row = TypeVar("Row", bound=Entry)

Offered = Mapping[type[Entry | Level], Sequence[Any]]
"""The rows that a ticket of the level may have, by their kinds."""

LIMITED: Final[Mapping[str, type[Entry]]] = {
    "category": Category,
    "priority": Priority,
    "status": Status,
    "source": Source,
}
"""The properties of a ticket that its level may limit."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was chosen for a new ticket; what nobody chose is None.

    Attributes:
        site: Where it is opened.
        author: The client; None while a form does not know yet who that is.
        given: A level that a coupon or staff named.
        category: What it is about.
        priority: How critical it is.
        status: Its first status.
        source: Through what it came.
        by_staff: Whether staff or the system open it: they may where a client is refused (REG-10).
        serves_anyway: Staff have decided so, whatever term and channel.
    """

    site: Site
    author: Person | None
    given: Given
    by_staff: bool
    serves_anyway: bool = False
    category: Category | None = None
    priority: Priority | None = None
    status: Status | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """With what a new ticket starts.

    Attributes:
        choice: Its level, and why.
        offered: The rows that the level allows.
        category: What it is about.
        priority: How critical it is.
        status: Its first status.
    """

    choice: Choice
    offered: Offered
    category: Category | None
    priority: Priority | None
    status: Status | None


def start(wish: Wish, *, at: datetime) -> Start:
    """Return with what a ticket starts; what nobody chose is the default, if the level allows it.

    Args:
        wish: What was chosen.
        at: When the ticket is opened, aware.

    Raises:
        ValidationError: The level does not allow what was chosen, or the channel; it names the
            fields (spec D-16). Or the client's term of support is over and the site refuses then.
    """
    choice = _choice(wish, at)
    if choice.is_refused and not (wish.by_staff or wish.serves_anyway):
        raise ValidationError(term_is_over(wish.site, choice), code="term")
    offered = lists_on(wish.site, *LIMITED.values(), Level, level=choice.level)
    if wish.given.coupon is not None and not wish.by_staff:
        # The client's form offered what the client's own level allows, and knew of no coupon.
        wish = replace(
            wish,
            category=_allowed(wish.category, offered),
            priority=_allowed(wish.priority, offered),
        )
    _refuse_kept_out(wish, choice.level, offered)
    return _start(wish, choice, offered)


@asked_once()
def foresee(wish: Wish, *, at: datetime) -> Start:
    """Return with what a ticket would start: for a form, which offers and promises by it.

    Nothing is refused; what the level does not allow counts as not chosen. Few queries.

    Args:
        wish: What has been chosen so far.
        at: The present, aware.
    """
    choice = _choice(wish, at)
    offered = lists_on(wish.site, *LIMITED.values(), level=choice.level)
    within = replace(
        wish,
        category=_allowed(wish.category, offered),
        priority=_allowed(wish.priority, offered),
        status=_allowed(wish.status, offered),
    )
    return _start(within, choice, offered)


def _choice(wish: Wish, at: datetime) -> Choice:
    site = wish.site
    category = wish.category or _default(lists_on(site, Category)[Category])
    return choose(person=wish.author, site=site, at=at, category=category, given=wish.given)


def _start(wish: Wish, choice: Choice, offered: Offered) -> Start:
    return Start(
        choice=choice,
        offered=offered,
        category=wish.category or _default(offered[Category]),
        priority=wish.priority or _default(offered[Priority]),
        status=wish.status or _default(offered[Status]),
    )


def _refuse_kept_out(wish: Wish, level: Level, offered: Offered) -> None:
    """Refuse what the level does not allow, a channel it does not accept, a level not in use here.

    Raises:
        ValidationError: It names the fields (spec D-16).
    """
    rows = {name: getattr(wish, name) for name in LIMITED if name != "source"}
    refused = {
        name: refusal(name, level)
        for name, row in rows.items()
        if row is not None and _allowed(row, offered) is None
    }
    if not (wish.serves_anyway or accepts(level, wish.source)):
        refused["source"] = refusal("source", level)
    staff = wish.given.staff
    if staff is not None and staff not in offered[Level]:
        refused["level"] = ValidationError(_("Choose one of the list."), code="invalid_choice")
    if refused:
        raise ValidationError(refused)


def refusal(name: str, level: Level) -> ValidationError:
    """Return what a person is told who chose what the level does not allow.

    Args:
        name: The property.
        level: The ticket's level.
    """
    if name == "source":
        return ValidationError(channel_closed(level), code="level")
    words = _("The level “%(level)s” does not offer this.") % {"level": level}
    return ValidationError(words, code="level")


def _default(rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if row.is_default), None)


def _allowed(row: Row | None, offered: Offered) -> Row | None:
    """Return a row if the level allows it."""
    return row if row is not None and row in offered[type(row)] else None
