"""Bodies larger than an upload may be never reach Django."""

import asyncio
from typing import Any, cast

import pytest
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from django.conf import settings
from django.test import Client

from otklik.core.config import config
from otklik.core.time import now
from otklik.people.models import Person, UserGroup
from otklik.people.operations import add_to_user_group
from otklik.site.limits import FORM, Bounded


def status_for(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the status of a request with these headers; 200 if it came through."""
    statuses: list[int] = []

    async def inner(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        statuses.append(200)

    async def receive() -> Any:
        raise AssertionError("no byte of the body is asked for")

    async def send(event: Any) -> None:
        if event["type"] == "http.response.start":
            statuses.append(event["status"])

    scope = cast("HTTPScope", {"type": "http", "headers": headers})
    asyncio.run(Bounded(inner)(scope, receive, send))
    return statuses[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 200),
        ([(b"content-length", b"1000")], 200),
        ([(b"content-length", b"99999999999")], 413),
        ([(b"content-length", b"many")], 413),
        ([(b"transfer-encoding", b"Chunked")], 411),
    ],
)
def test_a_body_is_let_in_by_its_size(headers: list[tuple[bytes, bytes]], status: int) -> None:
    assert status_for(headers) == status


@pytest.mark.django_db(transaction=True)
def test_what_is_larger_than_a_form_is_let_in_for_who_is_signed_in() -> None:
    client = Client()
    person = Person.objects.create(email="a@example.org", can_sign_in=True, email_proven_at=now())
    client.force_login(person)
    length = (b"content-length", str(FORM + 1).encode())
    name = settings.SESSION_COOKIE_NAME
    own = f"{name}={client.cookies[name].value}".encode()
    assert status_for([length]) == 413
    assert status_for([length, (b"cookie", f"{name}=made-up".encode())]) == 413
    assert status_for([length, (b"cookie", own)]) == 200
    staffs = (b"content-length", str(config().upload_max_bytes + FORM + 1).encode())
    assert status_for([staffs, (b"cookie", own)]) == 413
    add_to_user_group(person=person, group=UserGroup.objects.get(code="agents"))
    assert status_for([staffs, (b"cookie", own)]) == 200
    client.logout()
    assert status_for([length, (b"cookie", own)]) == 413
