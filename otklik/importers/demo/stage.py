"""The demo's stage: people, teams, words, levels and a mailbox."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import make_password

from otklik.clock.choice import choose
from otklik.clock.models import Level
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
from otklik.importers.demo.regulation import A_YEAR, SPECIAL, add_coupons, add_levels
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
    contact_for,
    offer_in_demo,
)

ADDRESS: Final = "support@otklik.example"


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
    levels = add_levels(at)
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
    owners = {code: company.pk for code, company in companies.items()}
    stage.coupon = add_coupons(levels[SPECIAL], owners, at)
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


def level_of(person: Person, stage: Stage, at: datetime) -> Level:
    """Return the level that serves a player."""
    return choose(person=person, site=stage.site, at=at).level


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
    if player.level:
        add_to_user_group(
            person=person,
            group=UserGroup.objects.get(code=player.level),
            valid_from=at - player.joined_before,
            valid_till=at - player.joined_before + A_YEAR if player.is_for_a_year else None,
        )
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
