"""The page of a ticket: what it shows, whole and in the parts that live updates put in."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from otklik.desk.pages.client import client_card
from otklik.desk.pages.composing import Returned, composer
from otklik.desk.pages.explained import deadline_card
from otklik.desk.pages.happened import teller
from otklik.desk.pages.navigation import title_of
from otklik.desk.pages.people import collision, here
from otklik.desk.pages.properties import (
    chosen,
    closes_by_itself,
    lists,
    team,
    written,
)
from otklik.desk.pages.ratings import last_rating
from otklik.desk.pages.thread import thread
from otklik.desk.queue_form import AskedList
from otklik.directory.models import Answering
from otklik.live.models import Mode
from otklik.live.presence import heard_at
from otklik.tickets.access import Seen, Verb
from otklik.tickets.lamps import marker
from otklik.tickets.queries.lists import neighbours
from otklik.tickets.queries.rows import lamp_of
from otklik.tickets.queries.story import conversation, history
from otklik.tickets.topics import client_topic, staff_topic

LATEST_EVENTS = 5


def topics(seen: Seen) -> dict[str, list[str]]:
    """Return what an open page of a ticket hears (docs/live.md)."""
    number = seen.ticket.number
    staff, client = staff_topic(number), client_topic(number)
    return {"ticket": [staff], "presence": [heard_at(staff), heard_at(client)]}


def whole(
    seen: Seen, asked: AskedList, returned: Returned | None = None, *, down_to: int = 0
) -> dict[str, Any]:
    """Return everything that the page shows.

    Args:
        seen: The ticket and its reader.
        asked: The list from which the person comes.
        returned: What was not sent and comes back into the composer.
        down_to: The message to which the person was led, by its event's number; 0 for none.
    """
    around = panel(seen)
    shown = thread(seen, conversation(seen, down_to=down_to))
    others = here(seen)
    return {
        **around,
        "thread": shown,
        "composer": composer(seen, around["lists"], known=shown.newest, returned=returned),
        "here": others,
        "collision": collision(seen, others),
        "around": _around(seen, asked),
        "list_title": title_of(asked.listing.view),
        "list_url": f"{asked.url()}#row-{seen.ticket.number}",
        "presence_topic": staff_topic(seen.ticket.number),
        "presence_mode": _first_mode(seen).value,
    }


def _first_mode(seen: Seen) -> Mode:
    """Return as what somebody who has just opened a ticket is shown (spec PRES-2, PRES-6)."""
    answers = (
        seen.ticket.site.answering == Answering.OPEN
        and seen.ticket.closed_at is None
        and seen.rights.may(Verb.REPLY)
    )
    return Mode.ANSWER if answers else Mode.VIEW


@dataclass(frozen=True, slots=True)
class Around:
    """The way to the tickets beside this one in its list.

    Attributes:
        previous: The address of the one before it; empty at the beginning.
        next: The address of the one after it; empty at the end.
        place: Its place from 1; 0 if it does not belong to the list.
        total: How many tickets the list holds.
    """

    previous: str
    next: str
    place: int
    total: str


def _around(seen: Seen, asked: AskedList) -> Around:
    found = neighbours(seen.viewer, asked.listing, seen.ticket)
    previous, following = (
        asked.url("desk:ticket", number) if number else ""
        for number in (found.previous, found.next)
    )
    return Around(previous, following, found.place, str(found.total))


def panel(seen: Seen) -> dict[str, Any]:
    """Return what stands around the conversation and changes with every event.

    Args:
        seen: The ticket and its reader.
    """
    events = list(history(seen).order_by("-seq")[:LATEST_EVENTS])
    words = teller(seen, events)
    rights = seen.rights
    offered = lists(seen)
    return {
        "seen": seen,
        "lists": offered,
        "ticket": seen.ticket,
        "lamp": lamp_of(seen).value,
        "marker": marker(seen.ticket).value,
        "deadline": deadline_card(seen),
        "chosen": chosen(seen, offered),
        "written": written(seen),
        "closes_by_itself": closes_by_itself(seen),
        "rating": last_rating(seen),
        "team": team(seen),
        "client": client_card(seen),
        "latest": [(event, words.line(event)) for event in events],
        "may_note": rights.may(Verb.NOTE),
        "may_close": rights.may(Verb.CLOSE),
        "may_reopen": rights.may(Verb.REOPEN),
        "may_hold": rights.may(Verb.HOLD),
        "may_set_author": rights.may(Verb.SET_AUTHOR),
        "may_rename": "title" in rights.fields,
        "permalink": reverse("ticket", args=[seen.ticket.number]),
    }
