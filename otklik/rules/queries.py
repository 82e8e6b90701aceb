"""Reading what the ladder needs: whom the rows of a ticket name, and who of them is there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from otklik.clock.models import Level
from otklik.core.time import now
from otklik.directory.models import Assigning, Site
from otklik.directory.steps import Step
from otklik.people.journal import named as names_of
from otklik.people.models import Person, SupportGroup, SupportMembership, valid_at
from otklik.people.queries import absences_now, selectable_responsibles
from otklik.rules.decide import Decision, Standing, Team, Why, decide
from otklik.rules.models import Turn


@dataclass(frozen=True, slots=True)
class Naming:
    """The rows that may name who answers for a ticket.

    Attributes:
        site: Where the ticket is; it names the default, and the order of all.
        level: The ticket's level.
        category: Its category, priority and source, if it has them.
    """

    site: Site
    level: Level
    category: Assigning | None = None
    priority: Assigning | None = None
    source: Assigning | None = None

    def rows(self) -> dict[Step, Level | Assigning | None]:
        """Return the row that each step asks; the default has none."""
        return {
            Step.LEVEL: self.level,
            Step.CATEGORY: self.category,
            Step.PRIORITY: self.priority,
            Step.SOURCE: self.source,
        }

    def people(self) -> dict[Step, int | None]:
        """Return which person each step names, by id."""
        rows = self.rows().items()
        named = {step: row.responsible_id if row else None for step, row in rows}
        return {**named, Step.DEFAULT: self.site.default_responsible_id}

    def teams(self) -> dict[Step, int]:
        """Return which team steps name, by id."""
        rows = self.rows().items()
        return {step: row.team_id for step, row in rows if row and row.team_id is not None}

    def order(self) -> tuple[Step, ...]:
        """Return the steps in the order of the site; its default comes last."""
        return (*map(Step, self.site.assignment_order), Step.DEFAULT)


def decision(naming: Naming, *steps: Step, author_id: int | None = None) -> Decision:
    """Return who answers for a ticket (spec ASG-2, ASG-5, ASG-6).

    Of a team nobody is chosen yet; see `operations.take_turn`.

    Args:
        naming: The rows that may name somebody.
        steps: Which steps are asked; all of them in the order of the site, if none is given.
        author_id: Who asks and so cannot answer.
    """
    order = steps or naming.order()
    people = {step: one for step, one in naming.people().items() if one and step in order}
    teams = {step: one for step, one in naming.teams().items() if step in order}
    members = _members(set(teams.values()))
    asked = {*people.values(), *(one for each in members.values() for one in each)}
    missing = _missing(asked) if asked else {}
    if author_id is not None:
        missing[author_id] = Standing(Why.AUTHOR)
    groups = SupportGroup.objects.in_bulk(teams.values()) if teams else {}
    named: dict[Step, int | Team | None] = {**people}
    for step, team_id in teams.items():
        named[step] = _team(groups[team_id], members[team_id], missing)
    return decide(named, missing=missing, order=order)


def last_turn(team_id: int) -> int | None:
    """Return who of a team got the last ticket, by id; nobody if it never was its turn."""
    return Turn.objects.filter(team=team_id).values_list("last", flat=True).first()


def _team(group: SupportGroup, members: Collection[int], missing: Mapping[int, Any]) -> Team:
    """Return a team with those of its members who can take a ticket."""
    shares = group.is_team and group.archived_at is None
    return Team(
        group.pk,
        names_of(group),
        group.distribution if shares else "",
        tuple(sorted(one for one in members if one not in missing)),
    )


def _members(team_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the members of teams whose membership is valid, by id."""
    found: dict[int, list[int]] = {one: [] for one in team_ids}
    if team_ids:
        valid = SupportMembership.objects.filter(valid_at(now()), group__in=team_ids)
        for team_id, person_id in valid.values_list("group", "person"):
            found[team_id].append(person_id)
    return found


def _missing(ids: Collection[int]) -> dict[int, Standing]:
    """Return who of some people, and of those who stand in for them, cannot take a ticket now."""
    away = absences_now()
    concerned = {*ids, *(one.substitute_id for one in away.values() if one.substitute_id)}
    there = set(selectable_responsibles().filter(pk__in=concerned).values_list("pk", flat=True))
    others = Person.objects.in_bulk(concerned - there) if concerned - there else {}
    gone = {
        one: Standing(Why.LEFT if person.is_active else Why.OFF) for one, person in others.items()
    }
    return gone | {
        one: Standing(Why.AWAY, absence.substitute_id)
        for one, absence in away.items()
        if one in there
    }
