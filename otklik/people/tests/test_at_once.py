"""Two at the same moment: one address stays one account, one contact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from otklik.people.models import Person
from otklik.people.operations import AddressTaken, Profile, person_for, register

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = 2


def at_once(act: Callable[[], Person]) -> list[Person | Exception]:
    """Do the same in two connections, begun together, and return what came of each."""
    ready = Barrier(BOTH)

    def run(_number: int) -> Person | Exception:
        ready.wait()
        try:
            return act()
        except AddressTaken as taken:
            return taken
        finally:
            connections.close_all()

    with ThreadPoolExecutor(BOTH) as pool:
        return list(pool.map(run, range(BOTH)))


def test_one_registration_wins() -> None:
    results = at_once(
        lambda: register(email="elena@example.org", profile=Profile(name="Е"), password="secret")
    )
    assert sorted(type(result).__name__ for result in results) == ["AddressTaken", "Person"]
    assert Person.objects.filter(email="elena@example.org").count() == 1


def test_two_letters_make_one_contact() -> None:
    results = at_once(lambda: person_for("elena@example.org", name="Елена"))
    assert len({result.pk for result in results if isinstance(result, Person)}) == 1
    assert Person.objects.filter(email="elena@example.org").count() == 1
