"""Reading people: who holds a role, whose address this is, who is meant by a few letters."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from otklik.core.text import sort_key
from otklik.core.time import now
from otklik.people.absence import Absence, not_over
from otklik.people.addresses import normal_address
from otklik.people.demo_account import DemoAccount
from otklik.people.models import (
    VALID_SQL,
    Address,
    Organization,
    Person,
    Role,
    SupportGroup,
    SupportMembership,
    valid_at,
)
from otklik.people.searchable import ORGANIZATION_WORDS, PERSON_WORDS, SHORTEST_NUMBER

FOUND_AT_MOST: Final = 20

_HOLDERS: Final = f"""
    WITH asked AS (SELECT %s::text[] AS roles, %s::timestamptz AS at),
    held AS (
        SELECT membership.person_id, usergroup.role
        FROM asked
        CROSS JOIN people_usergroupmembership AS membership
        JOIN people_usergroup AS usergroup ON usergroup.id = membership.group_id
        WHERE usergroup.role = ANY(asked.roles || '{Role.DENIED.value}'::text)
            AND usergroup.archived_at IS NULL
            AND {VALID_SQL.format("membership", "asked.at")}
    ),
    holding AS (SELECT held.person_id FROM held, asked WHERE held.role = ANY(asked.roles)),
    possible AS (
        SELECT person_id AS id FROM holding
        UNION SELECT id FROM people_person WHERE is_system_admin
    )
    SELECT person.id
    FROM asked, possible JOIN people_person AS person ON person.id = possible.id
    WHERE person.can_sign_in AND person.is_active AND CASE
        WHEN person.is_system_admin AND person.email_proven_at IS NOT NULL
        THEN '{Role.ADMIN.value}' = ANY(asked.roles)
            OR person.id IN (SELECT person_id FROM holding)
        ELSE person.id IN (SELECT person_id FROM holding)
            AND person.id NOT IN (SELECT person_id FROM held WHERE role = '{Role.DENIED.value}')
            AND (
                person.email_proven_at IS NOT NULL
                OR asked.roles <@ ARRAY['{Role.CLIENT.value}']::text[]
            )
        END
"""  # noqa: S608 - put together of constants
_WITH_ADDRESS: Final = """
    SELECT person.*
    FROM (
        SELECT 1 AS place, id
        FROM people_person
        WHERE email = %(address)s AND can_sign_in AND is_active AND email_proven_at IS NOT NULL
        UNION ALL
        SELECT 2, person.id
        FROM people_address AS further
        JOIN people_person AS person ON person.id = further.person_id
        WHERE further.address = %(address)s AND person.can_sign_in AND person.is_active
        UNION ALL
        SELECT 3, id
        FROM people_person
        WHERE email = %(address)s AND NOT can_sign_in AND taken_over_by_id IS NULL
    ) AS found
    JOIN people_person AS person ON person.id = found.id
    ORDER BY found.place, found.id
    LIMIT 1
"""
_IS_MEMBER: Final = f"""
    SELECT EXISTS (
        SELECT FROM people_supportmembership AS membership
        JOIN people_supportgroup AS supportgroup ON supportgroup.id = membership.group_id
        WHERE membership.person_id = %(person)s AND membership.group_id = ANY(%(groups)s)
            AND supportgroup.archived_at IS NULL AND {VALID_SQL.format("membership", "%(at)s")}
    )
"""  # noqa: S608 - put together of constants
_HEARERS: Final = f"""
    SELECT member.person_id, supportgroup.is_team, hearer.person_id
    FROM people_supportmembership AS member
    JOIN people_supportgroup AS supportgroup ON supportgroup.id = member.group_id
    JOIN people_supportmembership AS hearer ON hearer.group_id = member.group_id
    WHERE member.person_id = ANY(%(members)s) AND hearer.person_id <> member.person_id
        AND CASE WHEN %(of_new)s THEN hearer.hears_new ELSE hearer.hears_updates END
        AND supportgroup.archived_at IS NULL
        AND {VALID_SQL.format("member", "%(at)s")} AND {VALID_SQL.format("hearer", "%(at)s")}
    ORDER BY hearer.id
"""  # noqa: S608 - put together of constants

_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"[\d\s()+.-]{4,}")


def holders(*roles: Role, at: datetime | None = None) -> QuerySet[Person]:
    """Return the accounts that hold one of `roles`, by name.

    It says the same as `otklik.people.viewer.viewer_of`; a test compares both.

    Args:
        roles: Any of the roles; a system administrator holds that of administrator.
        at: An aware datetime; now if left out.
    """
    ids = RawSQL(_HOLDERS, _of_holders(roles, at))  # noqa: S611 - put together of constants
    return Person.objects.filter(pk__in=ids).order_by("sort_key", "pk")


def holder_ids(*roles: Role, at: datetime | None = None) -> list[int]:
    """Return the ids of `holders`, in no order.

    Args:
        roles: Any of the roles.
        at: An aware datetime; now if left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, _of_holders(roles, at))
        return [pk for (pk,) in cursor.fetchall()]


def _of_holders(roles: Sequence[Role], at: datetime | None) -> tuple[list[str], datetime]:
    return [role.value for role in roles], at or now()


def _is_proven() -> Q:
    return Q(email_proven_at__isnull=False)


def selectable_responsibles(at: datetime | None = None) -> QuerySet[Person]:
    """Return who can be made responsible: agents and administrators, by name (spec ROLE-17).

    Args:
        at: An aware datetime; now if left out.
    """
    return holders(Role.AGENT, Role.ADMIN, at=at)


def absences_now(at: datetime | None = None) -> dict[int, Absence]:
    """Return who is away at a moment, by the person's id (spec ASG-6).

    Args:
        at: An aware datetime; now if left out.
    """
    moment = at or now()
    lasting = Absence.objects.filter(not_over(moment), starts_at__lte=moment)
    return {one.person_id: one for one in lasting}


def absences_of(person_id: int) -> QuerySet[Absence]:
    """Return the absences of a person that last or are still to come, the nearest first.

    Args:
        person_id: Whose.
    """
    return Absence.objects.filter(not_over(now()), person=person_id).select_related("substitute")


def admins(at: datetime | None = None) -> QuerySet[Person]:
    """Return the administrators of the support, by name.

    Args:
        at: An aware datetime; now if left out.
    """
    return holders(Role.ADMIN, at=at)


def sharing_teams() -> QuerySet[SupportGroup]:
    """Return the teams that share new tickets out: what a rule may name instead of a person."""
    return SupportGroup.objects.filter(is_team=True, archived_at=None).exclude(distribution="")


def agents_without_team(at: datetime | None = None) -> QuerySet[Person]:
    """Return the agents who are in no team of staff at a moment.

    Args:
        at: An aware datetime; now if left out.
    """
    moment = at or now()
    in_team = SupportMembership.objects.filter(
        valid_at(moment), person=OuterRef("pk"), group__is_team=True
    )
    return holders(Role.AGENT, at=moment).exclude(Exists(in_team))


def members_of(group_ids: Collection[int], at: datetime | None = None) -> QuerySet[Person]:
    """Return the members of support groups whose membership is valid; meant as a subquery.

    Args:
        group_ids: Ids of support groups, usually `viewer.client_groups_seen`.
        at: An aware datetime; now if left out.
    """
    valid = SupportMembership.objects.filter(
        valid_at(at or now()), group__in=group_ids, person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(valid))


def is_member(person_id: int, group_ids: Collection[int], at: datetime | None = None) -> bool:
    """Tell whether a person is a valid member of one of these support groups.

    Args:
        person_id: Whose membership is asked for.
        group_ids: Ids of support groups; none costs no query.
        at: An aware datetime; now if left out.
    """
    if not group_ids:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            _IS_MEMBER, {"person": person_id, "groups": list(group_ids), "at": at or now()}
        )
        [[found]] = cursor.fetchall()
    return bool(found)


def hearers(
    member_ids: Collection[int], *, of_new: bool, at: datetime | None = None
) -> list[tuple[int, bool, int]]:
    """Return who hears of the tickets of people through a support group (spec GRP-2, GRP-5).

    Args:
        member_ids: Whose tickets.
        of_new: Whether of new tickets; else of changes.
        at: An aware datetime; now if left out.

    Returns:
        The member, whether the group is a team, and who hears; by how long they are in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEARERS, {"members": list(member_ids), "of_new": of_new, "at": at or now()})
        return [(member, is_team, hearer) for member, is_team, hearer in cursor.fetchall()]


def who_sees(person_id: int, at: datetime | None = None) -> set[int]:
    """Return the ids of those who see the tickets of a person's support groups (spec GRP-3).

    Args:
        person_id: The member whose groups are meant.
        at: An aware datetime; now if left out.
    """
    groups = SupportMembership.objects.filter(person=person_id).values("group")
    seeing = SupportMembership.objects.filter(
        valid_at(at or now()), group__in=groups, sees_group=True
    )
    return set(seeing.values_list("person", flat=True))


def account_with(address: str) -> Person | None:
    """Return the account that signs in with `address`, proven or not, switched off or not.

    Args:
        address: A bare e-mail address in any spelling.
    """
    normal = normal_address(address)
    return Person.objects.filter(email=normal, can_sign_in=True).first() if normal else None


def is_taken(address: str) -> bool:
    """Tell whether an account has `address`, as its own or as a further one.

    Args:
        address: A bare e-mail address in any spelling.
    """
    further = Address.objects.filter(address=normal_address(address))
    return account_with(address) is not None or further.exists()


def person_with(address: str) -> Person | None:
    """Return whose letters come from `address`: whole addresses are compared (spec MAIL-5).

    An account whose own address this is and who has proven it, else an account that has proven it
    as a further one, else a contact. Accounts that did not prove it are passed over (spec D-11),
    and so are accounts that were switched off.

    Args:
        address: A bare e-mail address in any spelling.
    """
    normal = normal_address(address)
    if not normal:
        return None
    return next(iter(Person.objects.raw(_WITH_ADDRESS, {"address": normal})), None)


def contact_with(address: str) -> Person | None:
    """Return the contact known by `address`, unless an account has taken it over (spec D-12).

    Args:
        address: A bare e-mail address in any spelling.
    """
    return Person.objects.filter(
        email=normal_address(address), can_sign_in=False, taken_over_by=None
    ).first()


def possible_authors() -> QuerySet[Person]:
    """Return in whose name staff may take something down.

    An account is left out until its address is proven: anybody can register with the name and
    address of somebody else, and it sees only what it wrote itself (spec D-11). Whoever has the
    address in truth is then a contact, whose tickets the account gets with the proof (spec T-7).
    """
    known = Person.objects.filter(is_active=True, taken_over_by=None)
    return known.filter(_is_proven() | Q(can_sign_in=False))


BY_NAME_OF_FOUND: Final = (Coalesce("sort_key", Value("")), "pk")
"""By name, but not along its index: that would read the words of everybody to find a few."""


def search_people(text: str) -> QuerySet[Person]:
    """Return the first possible authors whom `text` may mean, by name.

    Every word must begin a word of the name or the address, or every one a word of the company's
    name; any four digits of a telephone number are enough, written in any way. Indexes answer all.

    Args:
        text: What somebody typed: `воро ел`, `e.vor`, `полдень`, `+7 812 555`, `555-70-20`.
    """
    found = meant_by(possible_authors(), text).select_related("organization")
    return found.order_by(*BY_NAME_OF_FOUND)[:FOUND_AT_MOST]


def people_named(text: str) -> QuerySet[Person]:
    """Return everybody whom `text` may mean, found as `search_people` does; meant as a subquery.

    Args:
        text: What somebody typed.
    """
    return meant_by(Person.objects.all(), text)


def meant_by(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Return those of some people whom `text` may mean; see `search_people`.

    Args:
        people: Among whom.
        text: What somebody typed.
    """
    query = _phone_query(text) or _words_query(text)
    if not query:
        return people.none()
    meant = SearchQuery(query, search_type="raw", config="simple")
    found = people.alias(words=PERSON_WORDS)
    return found.filter(Q(words=meant) | Q(organization__in=_organizations(meant)))


def _organizations(meant: SearchQuery) -> list[int]:
    """Return the companies of this name; their ids, so that the indexes of people can be joined."""
    found = Organization.objects.alias(words=ORGANIZATION_WORDS).filter(words=meant)
    return list(found.values_list("pk", flat=True)[:FOUND_AT_MOST])


def _words_query(text: str) -> str:
    words = _WORD.findall(sort_key(text))
    return " & ".join(f"'{word}':*" for word in words)


def _phone_query(text: str) -> str:
    """Return the query for a part of a telephone number; the index holds all its ends.

    Within Russia a number begins with 8 instead of +7 (`8 812 555`), so that is looked for too.
    """
    if not _PHONE.fullmatch(text.strip()):
        return ""
    digits = re.sub(r"\D", "", text)
    if len(digits) < SHORTEST_NUMBER:
        return ""
    spellings = [digits, f"7{digits[1:]}"] if digits.startswith("8") else [digits]
    return " | ".join(f"'{one}':*" for one in spellings)


def person_of(person_id: int) -> Person | None:
    """Return a person by id, if there is one."""
    return Person.objects.filter(pk=person_id).first()


def demo_accounts() -> QuerySet[DemoAccount]:
    """Return the accounts that a demo offers to enter as, in order."""
    return DemoAccount.objects.filter(
        person__is_active=True, person__can_sign_in=True
    ).select_related("person")
