"""Whose people a database holds: a demo's never serve in earnest, real ones never in a demo."""

from collections.abc import Callable

import pytest
from django.db import OperationalError

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


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), r"Cannot write to .*: No space left on device"),
        (
            OperationalError("could not extend file: No space left\nHINT: …"),
            "gave up: could not ex",
        ),
    ],
)
def test_a_full_disk_is_told_in_two_lines(
    set_config: SetConfig, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def collect_static() -> None:
        raise error

    monkeypatch.setattr(prepare, "collect_static", collect_static)
    with pytest.raises(Refusal, match=told) as refused:
        prepare.prepare(set_config())
    assert len(str(refused.value).splitlines()) == 2
