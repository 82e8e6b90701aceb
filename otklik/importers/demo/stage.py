"""The demo's stage: people, teams, words, levels and a mailbox."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password

from otklik.clock.models import Level
from otklik.clock.operations import LevelDraft, TimetableDraft, create_level, create_timetable
from otklik.clock.terms import Period, Unit
from otklik.coupons.operations.issue import Order, issue
from otklik.directory.models import CannedAnswer, Category, Priority, Site, Status
from otklik.directory.operations import create_entry
from otklik.directory.queries import default_site
from otklik.importers.demo.cast import (
    CATEGORIES,
    COMPANIES,
    PASSWORD,
    PLAYERS,
    TEAMS,
    Company,
    Player,
)
from otklik.importers.demo.script import canned_answers
from otklik.mail.models import Mailbox
from otklik.people.models import Organization, Person, UserGroup
from otklik.people.operations import (
    Profile,
    add_account,
    add_organization,
    add_support_group,
    add_to_support_group,
    add_to_user_group,
    add_user_group,
    contact_for,
    offer_in_demo,
)

ADDRESS: Final = "support@otklik.example"
WEEKDAYS: Final = [[["10:00", "19:00"]]] * 5 + [[], []]
ALL_HOURS: Final = [[["00:00", "24:00"]]] * 7
A_YEAR: Final = timedelta(days=364)
ENDS_SOON: Final = timedelta(days=140)
"""After the demo's beginning, which is 120 days ago."""
VIP_GROUP: Final = "vip"


@dataclass
class Stage:
    """What the conversations stand on.

    Attributes:
        site: The one site.
        people: Everybody by code.
        categories: By code.
        priorities: By code.
        statuses: By code.
        coupon: The code of a company's coupon.
    """

    site: Site
    people: dict[str, Person] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    coupon: str = ""


def build(at: datetime) -> Stage:
    """Make everything that the conversations need.

    Args:
        at: When it is said to have been made, aware.
    """
    stage = Stage(default_site())
    _add_words(stage)
    _add_levels(stage)
    companies = {company.code: add_organization(name=company.name) for company in COMPANIES}
    password_hash = make_password(PASSWORD)
    teams = {code: add_support_group(name=name, is_team=True) for code, name in TEAMS.items()}
    for place, player in enumerate(PLAYERS):
        stage.people[player.code] = _add_player(
            player, place, at, companies, password_hash=password_hash
        )
        if player.team:
            member = stage.people[player.code]
            add_to_support_group(person=member, group=teams[player.team], sees_group=True)
    _add_coupons(stage, companies, at)
    for company in COMPANIES:
        _let_see_each_other(company, stage)
    Mailbox.objects.create(site=stage.site, name=str(stage.site), address=ADDRESS)
    return stage


def _add_words(stage: Stage) -> None:
    for code, russian, english in CATEGORIES:
        create_entry(entry=Category(code=code, name_ru=russian, name_en=english))
    for answer in canned_answers():
        create_entry(entry=CannedAnswer(**answer))
    stage.categories = {row.code: row for row in Category.objects.all()}
    stage.priorities = {row.code: row for row in Priority.objects.all()}
    stage.statuses = {row.code: row for row in Status.objects.all()}


def _add_levels(stage: Stage) -> None:
    """Six working hours for everybody, two for those who pay for it (spec C-2, 23)."""
    timetable = create_timetable(
        TimetableDraft(
            name_ru="Рабочие дни с 10 до 19", name_en="Weekdays 10 to 19", hours=WEEKDAYS
        )
    )
    vip = add_user_group(code=VIP_GROUP, name_ru="VIP", name_en="VIP")
    create_level(
        LevelDraft(
            name_ru="Обычный",
            name_en="Regular",
            timetable_id=timetable.pk,
            reaction=Period(6, Unit.HOUR),
            warn=Period(1, Unit.HOUR),
            everyone=True,
            rank=100,
            entitlements=[
                ["Проблемы продукта", "Problems of the product", "yes"],
                ["Участие разработчиков", "Developers take part", "limited"],
                ["Разбор быстродействия установки", "Analysis of the installation’s speed", "no"],
            ],
        )
    )
    create_level(
        LevelDraft(
            name_ru="VIP",
            name_en="VIP",
            timetable_id=timetable.pk,
            reaction=Period(2, Unit.HOUR),
            warn=Period(1, Unit.HOUR),
            group_ids=[vip.pk],
            entitlements=[
                ["Проблемы продукта", "Problems of the product", "yes"],
                ["Участие разработчиков", "Developers take part", "yes"],
                [
                    "Разбор быстродействия установки",
                    "Analysis of the installation’s speed",
                    "limited",
                ],
            ],
            rank=200,
            site_ids=[stage.site.pk],
        )
    )


def _add_coupons(stage: Stage, companies: dict[str, Organization], at: datetime) -> None:
    """Special requests at any hour: fifteen for a year, as they are sold, and a few others (23)."""
    always = create_timetable(
        TimetableDraft(name_ru="Круглосуточно", name_en="Around the clock", hours=ALL_HOURS)
    )
    special = create_level(
        LevelDraft(
            name_ru="Спецобращение",
            name_en="Special request",
            timetable_id=always.pk,
            reaction=Period(1, Unit.HOUR),
        )
    )
    day = at.date()
    sold = Order(
        special.pk,
        requests=15,
        first_day=day,
        last_day=day + A_YEAR,
        organization_id=companies["polden"].pk,
        only_owner=True,
    )
    stage.coupon = issue(order=sold)[0].code
    granit = replace(sold, organization_id=companies["granit"].pk, last_day=day + ENDS_SOON)
    issue(order=granit)
    issue(order=Order(special.pk, first_day=day, last_day=day + A_YEAR, count=3))


def level_of(person: Person) -> Level:
    """Return the level that serves a player."""
    is_vip = UserGroup.objects.filter(code=VIP_GROUP, memberships__person=person).exists()
    return Level.objects.get(rank=200 if is_vip else 100)


def _add_player(
    player: Player,
    place: int,
    at: datetime,
    companies: dict[str, Organization],
    *,
    password_hash: str,
) -> Person:
    if not player.group:
        return contact_for(player.email, name=player.name)
    person = add_account(
        email=player.email,
        profile=Profile(
            name=player.name,
            phone=player.phone,
            language=player.language,
            time_zone=player.zone,
        ),
        password_hash=password_hash,
        organization=companies.get(player.company),
        proven_at=at if player.is_proven else None,
        at=at,
    )
    add_to_user_group(person=person, group=UserGroup.objects.get(code=player.group))
    if player.is_vip:
        add_to_user_group(person=person, group=UserGroup.objects.get(code=VIP_GROUP))
    if player.about_ru:
        offer_in_demo(person=person, sort=place, about_ru=player.about_ru, about_en=player.about_en)
    return person


def _let_see_each_other(company: Company, stage: Stage) -> None:
    group = add_support_group(name=company.name)
    for player in PLAYERS:
        if player.company == company.code:
            add_to_support_group(
                person=stage.people[player.code],
                group=group,
                sees_group=player.code in company.managers,
            )
