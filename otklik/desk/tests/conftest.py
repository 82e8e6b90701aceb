"""Browsers of the people of the world, and small helpers that read their pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from otklik.people.models import Person

Browser = Callable[[Person], Client]


@pytest.fixture
def browser_of() -> Browser:
    """Return a function that gives a browser in which a person is signed in."""

    def enter(person: Person) -> Client:
        client = Client(headers={"Accept-Language": "ru"})
        client.force_login(person)
        return client

    return enter
