"""What people belong to: organizations, groups that give roles, groups that see tickets."""

from otklik.core.text import storable
from otklik.people.models import Organization, Role, SupportGroup, UserGroup


def add_organization(*, name: str) -> Organization:
    """Write down a company.

    Args:
        name: What it is called.

    Raises:
        ValidationError: The name is missing or does not fit.
    """
    organization = Organization(name=_title(name))
    organization.full_clean()
    organization.save()
    return organization


def add_user_group(
    *, code: str, name_ru: str, name_en: str = "", role: Role | None = None
) -> UserGroup:
    """Create a group that gives its members a role, or only chooses their levels (spec ROLE-8).

    Args:
        code: Latin letters, digits and hyphens, unique.
        name_ru: Its name in Russian.
        name_en: The same in English; the Russian one stands in for it.
        role: What its members may do; nothing leaves them what they have (spec D-3).

    Raises:
        ValidationError: The code is taken, or a value does not fit.
    """
    group = UserGroup(code=code, name_ru=_title(name_ru), name_en=_title(name_en), role=role or "")
    group.full_clean()
    group.save()
    return group


def add_support_group(*, name: str, is_team: bool = False) -> SupportGroup:
    """Create a team of staff, or the people of one customer (spec GRP-1).

    Args:
        name: What it is called.
        is_team: A team of staff.

    Raises:
        ValidationError: The name is missing or does not fit.
    """
    group = SupportGroup(name=_title(name), is_team=is_team)
    group.full_clean()
    group.save()
    return group


def _title(text: str) -> str:
    return " ".join(storable(text).split())
