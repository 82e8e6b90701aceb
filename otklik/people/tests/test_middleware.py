"""Pages speak the person's language and show the person's time."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from otklik.people.middleware import personal
from otklik.people.models import Person


def ask(rf: RequestFactory, user: Person | AnonymousUser) -> tuple[str | None, str]:
    seen: list[tuple[str | None, str]] = []

    def view(_request: HttpRequest) -> HttpResponse:
        seen.append((translation.get_language(), timezone.get_current_timezone_name()))
        return HttpResponse()

    request = rf.get("/")
    request.user = user
    with translation.override("ru"):
        personal(view)(request)
    return seen[0]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (AnonymousUser(), ("ru", "Europe/Moscow")),
        (Person(), ("ru", "Europe/Moscow")),
        (Person(language="en", time_zone="Asia/Omsk"), ("en", "Asia/Omsk")),
        (Person(language="xx", time_zone="Mars/Olympus"), ("ru", "Europe/Moscow")),
    ],
)
def test_language_and_zone(
    rf: RequestFactory, user: Person | AnonymousUser, expected: tuple[str, str]
) -> None:
    assert ask(rf, user) == expected
    assert timezone.get_current_timezone_name() == "UTC"
