"""People to test with."""

from collections.abc import Callable
from typing import Any

import pytest

from otklik.core.time import now
from otklik.people.models import Person, Role, UserGroup
from otklik.people.operations import Profile, add_account, add_to_user_group

MakePerson = Callable[..., Person]


@pytest.fixture
def make_person(db: None) -> MakePerson:
    """Return a function that makes a proven account; roles become groups of their own."""
    made: list[Person] = []

    def make(*roles: Role, proven: bool = True, **values: Any) -> Person:
        number = len(made) + 1
        person = add_account(
            email=values.pop("email", f"person{number}@example.org"),
            profile=Profile(name=values.pop("name", f"Person {number}")),
            proven_at=now() if proven else None,
            **values,
        )
        for role in roles:
            add_to_user_group(person=person, group=group_with(role))
        made.append(person)
        return person

    return make


def group_with(role: Role | str) -> UserGroup:
    """Return a group that gives `role`; the empty role gives nothing."""
    group, _created = UserGroup.objects.get_or_create(
        code=f"test-{role or 'none'}", defaults={"name_ru": f"Группа {role}", "role": role}
    )
    return group
