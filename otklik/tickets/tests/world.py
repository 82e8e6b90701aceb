"""The people and words that tests of the whole house share: each with fixed rights, by name.

Anna and Boris are agents without a common team, Gleb helps Anna, Vera administers, Oleg observes.
Elena is a client, Irina of her company sees her tickets, Pavel is a client of another company, Nina
has not proven her address. Weekdays 10–19 in Moscow; four working hours to answer, one to warn.
"""

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
import time_machine

from otklik.clock.models import Level, LevelSettings, Timetable
from otklik.clock.operations import (
    LevelDraft,
    TimetableDraft,
    create_level,
    create_timetable,
    make_default,
)
from otklik.clock.terms import Period, Unit
from otklik.core.kept import rows_of
from otklik.core.tests.left import Left, left_by
from otklik.directory.models import (
    Category,
    Difficulty,
    Entry,
    Maintenance,
    Priority,
    Rating,
    Site,
    Source,
    Status,
)
from otklik.directory.queries import default_site
from otklik.mail.models import Mailbox
from otklik.people.models import Organization, Person, SupportGroup, UserGroup
from otklik.people.operations import (
    Profile,
    add_account,
    add_to_support_group,
    add_to_user_group,
)
from otklik.people.viewer import Viewer, viewer_of
from otklik.tickets.models import Ticket, Via
from otklik.tickets.operations.actor import SYSTEM, Actor, Submit
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Assignment, Request, StaffChoices, open_ticket

MOSCOW: Final = ZoneInfo("Europe/Moscow")
PASSWORD: Final = "correct horse battery staple"
WEEKDAYS: Final = [[["10:00", "19:00"]]] * 5 + [[], []]


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of November 2026 by Moscow's clock; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


@dataclass(frozen=True)
class World:
    """Everybody and everything, ready to use."""

    site: Site
    level: Level
    anna: Person
    boris: Person
    gleb: Person
    vera: Person
    oleg: Person
    elena: Person
    irina: Person
    pavel: Person
    nina: Person
    category: Category
    priority: Priority
    status: Status

    def viewer(self, person: Person) -> Viewer:
        """Return a person with the rights of this moment."""
        return viewer_of(Person.objects.get(pk=person.pk))

    def by(self, person: Person | None, *, at: datetime | None = None, key: str = "") -> Submit:
        """Return the submit of a person, or of the system."""
        actor = Actor.person_of(self.viewer(person)) if person else SYSTEM
        return Submit(by=actor, via=Via.WEB, at=at, key=key)

    def ticket(
        self,
        *,
        author: Person | None = None,
        responsible: Person | None = None,
        title: str = "Касса не печатает чек",
        text: str = "Перезагрузили дважды, не помогло.",
        at: datetime | None = None,
        co_executors: tuple[Person, ...] = (),
    ) -> Ticket:
        """Open a ticket of Elena's, or of `author`, whom nobody answers for unless named."""
        request = Request(
            site=self.site,
            title=title,
            body=Body(text=text),
            author=author or self.elena,
            staff=StaffChoices(
                responsible=responsible or Assignment.NOBODY, co_executors=co_executors
            ),
        )
        submit = Submit(by=SYSTEM, via=Via.WEB, at=at)
        return open_ticket(submit=submit, request=request).ticket


_made: Final[dict[int, tuple[World, Left]]] = {}
"""Everybody as they were made, by the shipped site; it is another one after a test that commits."""


def _account(name: str, group: str, *, organization: Organization | None = None) -> Person:
    address = f"{name.lower()}@example.org"
    person = add_account(
        email=address,
        profile=Profile(name=name, language="ru", time_zone="Europe/Moscow"),
        password=PASSWORD,
        organization=organization,
        proven_at=moscow(1, 9),
    )
    add_to_user_group(person=person, group=UserGroup.objects.get(code=group))
    return person


def make_world() -> World:
    """Bring everybody into the present database, which holds the shipped rows and no person.

    Operations make them once for a process and a set of shipped rows; afterwards the rows that they
    have left are laid in again, which takes a tenth of the time.
    """
    shipped = default_site().pk
    if shipped in _made:
        world, left = _made[shipped]
        left.again()
    else:
        with time_machine.travel(moscow(1, 9), tick=False):
            world, left = left_by(_make)
        _made[shipped] = world, left
    return copy.deepcopy(world)


def _make() -> World:
    granite = Organization.objects.create(name="ООО «Гранит-Строй»", sort_key="ооо гранит-строй")
    elena = _account("Elena", "clients", organization=granite)
    irina = _account("Irina", "clients", organization=granite)
    customers = SupportGroup.objects.create(name="Гранит-Строй")
    add_to_support_group(person=elena, group=customers)
    add_to_support_group(person=irina, group=customers, sees_group=True)
    nina = _account("Nina", "clients")
    Person.objects.filter(pk=nina.pk).update(email_proven_at=None)
    nina.refresh_from_db()
    return World(
        site=default_site(),
        level=_level(),
        anna=_account("Anna", "agents"),
        boris=_account("Boris", "agents"),
        gleb=_account("Gleb", "agents"),
        vera=_account("Vera", "admins"),
        oleg=_account("Oleg", "observers"),
        elena=elena,
        irina=irina,
        pavel=_account("Pavel", "clients"),
        nina=nina,
        category=Category.objects.order_by("sort").first() or Category(),
        priority=Priority.objects.filter(out_of_turn=True).first() or Priority(),
        status=Status.objects.order_by("-sort").first() or Status(),
    )


def _level() -> Level:
    timetable = create_timetable(TimetableDraft(name_ru="Будни", hours=WEEKDAYS))
    level = create_level(
        LevelDraft(
            name_ru="Четыре часа",
            name_en="Four hours",
            timetable_id=timetable.pk,
            reaction=Period(4, Unit.HOUR),
            warn=Period(1, Unit.HOUR),
            everyone=True,
            rank=100,
        )
    )
    make_default(level.pk)
    return level


@pytest.fixture
def world(db: None) -> World:
    """Everybody, in the test's database."""
    return make_world()


def read_kept_tables() -> None:
    """Read what a process keeps in memory, so that no counted page is the first to do so."""
    kinds: list[type[Entry | Level]] = [
        *(Category, Difficulty, Priority, Rating, Source, Status),
        Level,
    ]
    links = [getattr(Level, field.name).through for field in Level._meta.many_to_many]
    sites = [kind.sites.through for kind in kinds]
    alone = (Site, Maintenance, LevelSettings, Timetable, UserGroup, Mailbox)
    rows_of([*alone, *kinds, *links, *sites])
