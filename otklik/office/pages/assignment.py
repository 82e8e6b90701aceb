"""Assignment in words: who is asked first, whom the rows name, what would become of a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clock.models import Level
from otklik.clock.offer import lists_on
from otklik.directory.models import STEPS, Category, Priority, Site, Source
from otklik.directory.steps import BITRIX_ORDER, SHIPPED_ORDER, Step
from otklik.office.pages.dictionaries import address_of
from otklik.people.distribution import Distribution
from otklik.people.models import Person
from otklik.rules.decide import Decision, Team
from otklik.rules.queries import Naming, last_turn
from otklik.rules.share import next_of
from otklik.rules.words import WHYS, team_words
from otklik.tickets.queries.of_person import loads_of
from otklik.ui.parts.settings import Side

KINDS: Final[Mapping[Step, type[Any]]] = {
    Step.LEVEL: Level,
    Step.CATEGORY: Category,
    Step.PRIORITY: Priority,
    Step.SOURCE: Source,
}
"""The rows that each step asks."""
Rows: TypeAlias = Mapping[Step, Sequence[Any]]
"""What of them is in use on a site."""
PRESETS: Final = {"shipped": SHIPPED_ORDER, "bitrix": BITRIX_ORDER}
"""The orders that are at hand, by what a form sends."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in its order.

    Attributes:
        step: The step.
        title: What it is called.
        fact: How many of its rows name somebody.
        url: Where these rows stand.
    """

    step: Step
    title: str
    fact: str
    url: str


@dataclass(frozen=True, slots=True)
class Preset:
    """An order that is at hand.

    Attributes:
        name: What the form sends.
        title: What it is called.
        steps: Its steps in words.
        is_current: Whether the site has it.
    """

    name: str
    title: str
    steps: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step says of a ticket that was made up.

    Attributes:
        title: What the step is called.
        words: Whom it names, and what becomes of it.
        decides: It is this one that decides.
    """

    title: str
    words: str
    decides: bool


def rows_on(site: Site) -> Rows:
    """Return what each step may find on a ticket of a site; mostly one query."""
    found = lists_on(site, *KINDS.values())
    return {step: found[kind] for step, kind in KINDS.items()}


def step_lines(site: Site, rows: Rows) -> list[StepLine]:
    """Return the steps in the order of the site.

    Args:
        site: The site.
        rows: What `rows_on` returned.
    """
    return [
        StepLine(step, title_of(step), _fact(rows[step]), _url(step))
        for step in map(Step, site.assignment_order)
    ]


def presets(site: Site) -> list[Preset]:
    """Return the orders that are at hand."""
    titles = {"shipped": _("Level first"), "bitrix": _("As in Bitrix")}
    return [
        Preset(
            name,
            titles[name],
            capfirst(", ".join(title_of(step).lower() for step in order)),
            site.assignment_order == [step.value for step in order],
        )
        for name, order in PRESETS.items()
    ]


def title_of(step: Step) -> str:
    """Return what a step is called."""
    return str(dict(STEPS).get(step.value, _("Otherwise")))


def outcomes(naming: Naming, found: Decision, people: Mapping[int, Person]) -> list[Outcome]:
    """Return what each step says, in their order.

    Args:
        naming: The rows that were chosen.
        found: What the ladder decided.
        people: Those whom it means, by id.
    """
    named = {**naming.people(), **naming.teams()}
    lines = []
    is_over = False
    for step in naming.order():
        decides = found.step is step
        if is_over:
            words = _("not asked any more")
        else:
            words = _outcome(step, found, people) if named[step] else _("names nobody")
        lines.append(Outcome(title_of(step), words, decides))
        is_over = is_over or decides
    return lines


def _outcome(step: Step, found: Decision, people: Mapping[int, Person]) -> str:
    told = [
        f"{_name(one.person_id, one.team, people)} ({WHYS[one.why]})"
        for one in found.passed
        if one.step is step
    ]
    if found.step is step:
        told += [team_words(found.team.names)] if found.team else []
        told += [str(people[found.person_id])] if found.person_id is not None else []
    return " → ".join(told)


def _name(person_id: int | None, team: Team | None, people: Mapping[int, Person]) -> str:
    return team_words(team.names) if team else str(people[person_id or 0])


def next_person(found: Decision) -> Decision:
    """Return a decision with the person whose turn it would be in the team; nothing is kept."""
    if found.team is None:
        return found
    loads = loads_of(found.team.free) if found.team.distribution == Distribution.LOAD else None
    person_id = next_of(found.team.free, last_turn(found.team.team_id), loads)
    return replace(found, person_id=person_id)


def people_of(found: Decision) -> set[int]:
    """Return the ids of those whom a decision means."""
    ids = {*(one.person_id for one in found.passed), found.person_id}
    return {one for one in ids if one is not None}


def sides(sites: Sequence[Site], current: Site) -> list[Side]:
    """Return the sites beside this one; none where there is only one."""
    if len(sites) < 2:
        return []
    return [
        Side(
            str(site),
            _order_words(site),
            reverse("office:assignment", args=[site.pk]),
            site == current,
        )
        for site in sites
    ]


def _order_words(site: Site) -> str:
    return ", ".join(title_of(Step(step)) for step in site.assignment_order[:2])


def _fact(rows: Sequence[Any]) -> str:
    naming = sum(bool(row.responsible_id or row.team_id) for row in rows)
    if not naming:
        return _("nobody is named")
    return ngettext(
        "%(naming)s of %(count)s names somebody", "%(naming)s of %(count)s name somebody", naming
    ) % {"naming": naming, "count": len(rows)}


def _url(step: Step) -> str:
    kind = KINDS[step]
    return reverse("office:levels") if kind is Level else address_of(kind)
