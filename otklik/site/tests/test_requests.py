"""What happens around every request: its id, its log line, what machines are told."""

import json
from collections.abc import Iterator

import pytest
import structlog
from django.db import connection
from django.test import Client

from otklik.core.time import now
from otklik.people.models import Person
from otklik.site import health

pytestmark = pytest.mark.django_db


def test_every_answer_carries_an_id(client: Client):
    first, second = client.get("/healthz"), client.get("/healthz")
    assert len(first.headers["X-Request-ID"]) == 32
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_the_id_of_a_proxy_is_kept_when_it_looks_like_one(client: Client):
    answer = client.get("/healthz", headers={"X-Request-ID": "proxy-12345678"})
    assert answer.headers["X-Request-ID"] == "proxy-12345678"
    odd = client.get("/healthz", headers={"X-Request-ID": "<script>alert(1)</script>"})
    assert odd.headers["X-Request-ID"].isalnum()


def test_a_request_is_told_in_one_line_without_what_was_searched_for(client: Client):
    person = Person.objects.create(email="ann@example.org", can_sign_in=True)
    client.force_login(person)
    with structlog.testing.capture_logs() as lines:
        answer = client.get("/?q=secret-words")
    told = [line for line in lines if line["event"] == "request"]
    assert len(told) == 1
    assert told[0]["status"] == answer.status_code == 302
    assert (told[0]["method"], told[0]["path"]) == ("GET", "/")
    assert told[0]["person"] == str(person.pk)
    assert "secret-words" not in str(lines)


def test_questions_of_machines_are_not_logged(client: Client):
    with structlog.testing.capture_logs() as lines:
        client.get("/healthz")
        client.get("/readyz")
    assert [line for line in lines if line["event"] == "request"] == []


def test_healthz_answers(client: Client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_readyz_reports_a_missing_and_a_living_worker(client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "worker": "missing",
    }
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now()])
    assert json.loads(client.get("/readyz").content)["worker"] == "ok"


@pytest.fixture
def just_started() -> None:
    """A process that has not seen yet that no migration is missing."""
    health._migrated.clear()


@pytest.mark.usefixtures("just_started")
def test_readyz_looks_for_migrations_until_none_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    looks: Iterator[list[str]] = iter([["rules.0001_initial"], []])
    monkeypatch.setattr(health, "pending_migrations", lambda: next(looks))
    assert [client.get("/readyz").status_code for _ in range(4)] == [503, 200, 200, 200]


@pytest.mark.usefixtures("just_started")
def test_readyz_reports_pending_migrations(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    report = json.loads(answer.content)
    assert report["ready"] is False
    assert report["migrations"].endswith(" pending")


def test_pages_carry_a_strict_policy(client: Client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy
