"""Reading what the ladder needs: whom the rows of a ticket name, and who of them is there."""

from collections.abc import Collection
from dataclasses import dataclass

from otklik.clock.models import Level
from otklik.directory.models import Assigning, Site
from otklik.directory.steps import Step
from otklik.people.models import Person
from otklik.people.queries import absences_now, selectable_responsibles
from otklik.rules.decide import Decision, Standing, Why, decide


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

    def named(self) -> dict[Step, int | None]:
        """Return whom each step names, by id."""
        return {
            Step.LEVEL: self.level.responsible_id,
            Step.CATEGORY: self.category.responsible_id if self.category else None,
            Step.PRIORITY: self.priority.responsible_id if self.priority else None,
            Step.SOURCE: self.source.responsible_id if self.source else None,
            Step.DEFAULT: self.site.default_responsible_id,
        }

    def order(self) -> tuple[Step, ...]:
        """Return the steps in the order of the site; its default comes last."""
        return (*map(Step, self.site.assignment_order), Step.DEFAULT)


def decision(naming: Naming, *steps: Step, author_id: int | None = None) -> Decision:
    """Return who answers for a ticket (spec ASG-2, ASG-5, ASG-6).

    Args:
        naming: The rows that may name somebody.
        steps: Which steps are asked; all of them in the order of the site, if none is given.
        author_id: Who asks and so cannot answer.
    """
    named = naming.named()
    order = steps or naming.order()
    asked = {person_id for step in order if (person_id := named[step]) is not None}
    missing = _missing(asked) if asked else {}
    if author_id is not None and author_id in asked:
        missing[author_id] = Standing(Why.AUTHOR)
    return decide(named, missing=missing, order=order)


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
