"""Whose people a database holds: a demo's never serve in earnest, real ones never in a demo."""

from collections.abc import Callable

import pytest

from otklik.cli import prepare
from otklik.cli.errors import Refusal
from otklik.core.config import Config
from otklik.people.operations import Profile, add_account, offer_in_demo

pytestmark = pytest.mark.django_db
SetConfig = Callable[..., Config]


def test_a_real_service_refuses_the_people_of_a_demo() -> None:
    person = add_account(email="anna@example.org", profile=Profile(name="Анна"), password="demo")
    prepare.require_real_people()
    offer_in_demo(person=person, sort=1)
    with pytest.raises(Refusal, match="the people of a demo"):
        prepare.require_real_people()


def test_a_demo_leaves_the_database_of_a_real_service_alone(set_config: SetConfig) -> None:
    person = add_account(email="anna@example.org", profile=Profile(name="Анна"), password="real")
    config = set_config(mode="demo")
    with pytest.raises(Refusal, match="belongs to a real service"):
        prepare.fill(config)
    person.refresh_from_db()
    assert person.check_password("real")
