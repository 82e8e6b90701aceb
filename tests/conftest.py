"""What the whole-house tests share."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.everybody import House
from tests.stage import Stage, build, undone


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The stage, built once for a module; each test undoes what it changes."""
    with django_db_blocker.unblock(), undone():
        yield build()


@pytest.fixture(scope="module")
def house(stage: Stage) -> House:
    """The stage, asked by everybody."""
    return House(stage)
