"""The bell as pages show it: notices in the reader's words, asked of the gate once more."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.core.paths import asking_path, ticket_path
from otklik.core.text import localised, one_line
from otklik.core.time import now
from otklik.notices.matrix import Occasion
from otklik.people.models import Person
from otklik.people.viewer import Viewer
from otklik.tickets.letters.facts import label, state
from otklik.tickets.letters.words import asks_words, speaker
from otklik.tickets.models import EventKind, Message, Notice, Side
from otklik.tickets.queries import bell as queries
from otklik.ui.parts import bell as ui
from otklik.ui.parts.marks import Face
from otklik.ui.parts.words import moment_words, ticket_number

EXCERPT: Final = 120
LONGEST_MARK: Final = 18

ICONS: Final[Mapping[Occasion, str]] = {
    Occasion.OPENED: "ticket",
    Occasion.COUPON: "ticket",
    Occasion.DEADLINE_NEAR: "clock",
    Occasion.DEADLINE_PASSED: "circle-alert",
    Occasion.ASSIGNED: "user-check",
    Occasion.ACCESS: "user-plus",
}
_SAYS_WHO: Final = frozenset({Occasion.OPENED, Occasion.COUPON, Occasion.ACCESS})
"""Their titles name the person."""
USUAL_ICON: Final = "git-commit-horizontal"
FACELESS: Final = frozenset({Occasion.DEADLINE_NEAR, Occasion.DEADLINE_PASSED, Occasion.ASSIGNED})
"""What the clock did, and what matters more than who did it."""


def bell(viewer: Viewer, *, before: str = "", as_client: bool = False) -> ui.Bell:
    """Return a part of the viewer's bell.

    Args:
        viewer: Whose bell.
        before: The mark from which this part goes on; anything damaged begins with the newest.
        as_client: Only what the client's door may show (spec D-5).
    """
    mark = _number(before)
    page = queries.page(viewer, before=mark or None, as_client=as_client)
    today = timezone.localtime(now()).date()
    days = [
        _day(list(notices), day, today, page.people)
        for day, notices in groupby(page.notices, key=_date)
    ]
    unread = queries.unread_count(viewer, as_client=as_client)
    return ui.Bell(days, unread, mark or None, page.next)


def count(viewer: Viewer, *, known: str = "", as_client: bool = False) -> ui.Count:
    """Return how many notices are unread, for the button.

    Args:
        viewer: Whose bell.
        known: How many the open page knew of; "" if it has just been opened.
        as_client: As for `bell`.
    """
    unread = queries.unread_count(viewer, as_client=as_client)
    return ui.Count(unread, has_grown=known != "" and unread > _number(known))


def _number(said: str) -> int:
    """Return a number of an address; 0 for anything else."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_MARK else 0


def _date(notice: Notice) -> date:
    return timezone.localtime(notice.created_at).date()


def _day(notices: Sequence[Notice], day: date, today: date, people: Mapping[int, Person]) -> ui.Day:
    if day == today:
        title = pgettext("heading", "Today")
    elif day == today - timedelta(days=1):
        title = pgettext("heading", "Yesterday")
    else:
        title = moment_words(notices[0].created_at, "day")
    return ui.Day(title, [_notice(one, people, is_today=day == today) for one in notices])


def _notice(notice: Notice, people: Mapping[int, Person], *, is_today: bool) -> ui.Notice:
    occasion = Occasion(notice.occasion)
    return ui.Notice(
        title=TITLES[occasion](notice, people),
        about=_about(notice),
        at=notice.created_at,
        url=_url(notice),
        face=_face(notice, occasion),
        icon=ICONS.get(occasion, USUAL_ICON),
        is_unread=notice.read_at is None,
        is_today=is_today,
    )


def _face(notice: Notice, occasion: Occasion) -> Face | None:
    message = notice.event.message
    if message is not None:
        return message.author
    return None if occasion in FACELESS else notice.change.by


def _about(notice: Notice) -> str:
    number, message = ticket_number(notice.ticket_id), notice.event.message
    if message is not None:
        if message.is_deleted:
            return _("%(number)s: the message was deleted") % {"number": number}
        words = one_line(message.text, EXCERPT) or _("files only")
        return _("%(number)s: “%(words)s”") % {"number": number, "words": words}
    title = {"number": number, "title": notice.ticket.title}
    if notice.change.by is None or notice.occasion in _SAYS_WHO:
        return _("%(number)s, %(title)s") % title
    name = {"name": notice.change.by.shown_name}
    return _("%(name)s, %(number)s: %(title)s") % (title | name)


def _url(notice: Notice) -> str:
    """Return the address of the message, or of the ticket: in the door that fits then."""
    path, event = ticket_path(notice.ticket_id), notice.event
    message = event.message
    if event.kind == EventKind.ACCESS_ASKED:
        return asking_path(notice.ticket_id, event.payload["person"])
    if message is None:
        return path
    place = message.seq if notice.reads_hidden else message.public_seq  # type: ignore[attr-defined]  # by `heard`
    return f"{path}?message={place}#msg-{place}"


def _opened(notice: Notice, _people: Mapping[int, Person]) -> str:
    if notice.ticket.author_id == notice.person_id:
        return _("Your ticket has been received")
    return _("New ticket: %(name)s") % {"name": notice.ticket.author.shown_name}


def _spoken(notice: Notice, _people: Mapping[int, Person]) -> str:
    message = notice.event.message or Message()
    name = {"name": speaker(message)}
    if message.is_hidden:
        return _("Hidden note: %(name)s") % name
    if message.side == Side.STAFF:
        return _("Answer: %(name)s") % name
    return _("New message: %(name)s") % name


def _assigned(notice: Notice, people: Mapping[int, Person]) -> str:
    event = notice.event
    if event.kind != EventKind.RESPONSIBLE:
        is_mine = event.payload["person"] == notice.person_id
        if is_mine and event.kind == EventKind.CO_EXECUTOR_ADDED:
            return _("You are now a co-executor of this ticket")
        return _("The co-executors have changed")
    new = event.payload["new"]
    if new is None:
        return _("Nobody is responsible for the ticket now")
    if new["id"] == notice.person_id:
        return _("You are now responsible for this ticket")
    return _("Responsible now: %(name)s") % {"name": people[new["id"]].shown_name}


def _changed(notice: Notice, people: Mapping[int, Person]) -> str:
    payload = notice.event.payload
    if notice.event.kind == EventKind.AUTHOR:
        return f"{_('Author')}: {people[payload['new']['id']].shown_name}"
    name, new = label(payload["field"]), payload["new"]
    if isinstance(new, dict):
        return f"{name}: {localised(new['ru'], new['en'])}"
    return _("Changed: %(property)s") % {"property": name[:1].lower() + name[1:]}


def _by_coupon(notice: Notice, _people: Mapping[int, Person]) -> str:
    return _("New ticket by coupon: %(name)s") % {"name": notice.ticket.author.shown_name}


def _asks(notice: Notice, _people: Mapping[int, Person]) -> str:
    return asks_words(notice.change)


TITLES: Final[Mapping[Occasion, Callable[[Notice, Mapping[int, Person]], str]]] = {
    Occasion.OPENED: _opened,
    Occasion.STAFF_WROTE: _spoken,
    Occasion.CLIENT_WROTE: _spoken,
    Occasion.HIDDEN: _spoken,
    Occasion.ASSIGNED: _assigned,
    Occasion.STATE: lambda one, _people: _("The ticket is %(state)s") % {"state": state(one.event)},
    Occasion.CHANGED: _changed,
    Occasion.INTERNAL: _changed,
    Occasion.COMMENT: _changed,
    Occasion.DEADLINE_NEAR: lambda _one, _people: _("Time to answer"),
    Occasion.COUPON: _by_coupon,
    Occasion.ACCESS: _asks,
    Occasion.DEADLINE_PASSED: lambda _one, _people: _("The time to answer has passed"),
}
"""What a notice says, by its occasion."""
