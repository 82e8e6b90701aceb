"""What a search shows: groups of hits, and what to try when there are none (screens 09, 25e)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.search import Piece, marked, question
from otklik.desk.forms import Asked
from otklik.people.models import Person
from otklik.people.queries import person_of, search_people
from otklik.people.viewer import Viewer
from otklik.tickets.queries.lists import Side
from otklik.tickets.queries.rows import Row
from otklik.tickets.queries.search import PAGE, Found, Hit, Meant, search, ticket_with_number

MOST_PEOPLE: Final = 5
MOST_WORDS: Final = 4
"""Of how many words each is left out in turn to see whether the rest is found."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A ticket that was found, ready to be shown.

    Attributes:
        row: The ticket with its lamp.
        url: Where it is read: an own ticket in the client's door (spec D-5).
        title: Its title, the words marked.
        snippet: Where they stand in a message.
        file: The name of a file that carries one.
    """

    row: Row
    url: str
    title: Sequence[Piece]
    snippet: Sequence[Piece] = ()
    file: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A client who is meant; the link leads to the client's tickets."""

    person: Person
    url: str


@dataclass(frozen=True, slots=True)
class Try:
    """What would find something: a link and what it finds."""

    text: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results.

    Attributes:
        asked: What was asked.
        exact: The ticket whose number was typed.
        people: Clients who are meant.
        author: The one client whose tickets are looked through.
        hits: The tickets.
        counted: How many there are, in words; empty on later pages.
        next_url: Where the next page is; empty on the last one.
        tries: What to try instead when nothing was found.
    """

    asked: Asked
    exact: ShownHit | None = None
    people: Sequence[ShownPerson] = ()
    author: Person | None = None
    hits: Sequence[ShownHit] = ()
    counted: str = ""
    next_url: str = ""
    tries: Sequence[Try] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.hits or self.exact or self.people)


def results(viewer: Viewer, asked: Asked, *, size: int = PAGE) -> Results:
    """Return what somebody at the desk finds.

    Args:
        viewer: Who looks, one of the staff.
        asked: What the address says.
        size: The greatest number of tickets.

    Raises:
        TookTooLong: The words stand nearly everywhere.
    """
    meant = question(asked.words)
    found = search(viewer, meant, _meant(asked), size=size)
    is_first = asked.before is None and asked.author is None
    row = ticket_with_number(viewer, asked.words) if is_first else None
    people = search_people(asked.words)[:MOST_PEOPLE] if is_first and asked.words.strip() else ()
    return Results(
        asked=asked,
        exact=ShownHit(row, _url_of(row), marked(row.ticket.title, ())) if row else None,
        people=[ShownPerson(one, Asked(author=one.pk).url()) for one in people],
        author=person_of(asked.author) if asked.author else None,
        hits=[_shown(hit) for hit in found.hits],
        counted=_counted(found) if asked.before is None and found.count else "",
        next_url=asked.url(before=found.next) if found.next else "",
    )


def with_tries(viewer: Viewer, shown: Results) -> Results:
    """Return empty results together with what would find something (screen 25e)."""
    asked = shown.asked
    wider = Asked(words=asked.words)
    options = []
    if wider != asked:
        label = _("Search in closed ones too") if asked.side is Side.OPEN else _("Drop the filters")
        options.append((label, wider, "x"))
    words = asked.words.split()
    if 1 < len(words) <= MOST_WORDS:
        options += [
            (
                _("Without “%(word)s”") % {"word": word},
                Asked(" ".join(words[:place] + words[place + 1 :]), asked.side, asked.author),
                "",
            )
            for place, word in enumerate(words)
        ]
    tries = []
    for label, other, icon in options:
        found = search(viewer, question(other.words), _meant(other), size=0)
        if found.count:
            tries.append(Try(f"{label}: {_counted(found)}", other.url(), icon))
    return Results(asked=asked, author=shown.author, tries=tries)


def _meant(asked: Asked) -> Meant:
    return Meant(side=asked.side, author_id=asked.author, before=asked.before)


def _counted(found: Found) -> str:
    if found.is_more:
        return _("more than %(count)s tickets") % {"count": found.count}
    return ngettext("%(count)s ticket", "%(count)s tickets", found.count) % {"count": found.count}


def _shown(hit: Hit) -> ShownHit:
    return ShownHit(hit.row, _url_of(hit.row), hit.title, hit.snippet, hit.file)


def _url_of(row: Row) -> str:
    ticket = row.ticket
    if row.as_client:
        return ticket.get_absolute_url()
    return reverse("desk:ticket", args=[ticket.number])
