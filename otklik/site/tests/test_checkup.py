"""What `otklik doctor` says of tables, workers, the queue and mail."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from otklik.core.config import Config
from otklik.core.findings import Finding, Level
from otklik.core.time import now
from otklik.directory.models import Site
from otklik.mail.models import Mailbox, Outgoing
from otklik.mail_in.models import Cursor
from otklik.site.checkup import findings

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=2)


@pytest.fixture
def examine(set_config: Callable[..., Config]) -> Callable[..., dict[str, Finding]]:
    """Return a function that examines, and gives the last finding of each name."""

    def look(*, runs: bool = True, **settings: object) -> dict[str, Finding]:
        found = findings(set_config(**settings), runs=runs)
        return {each.name: each for each in found}

    return look


Examine = Callable[..., dict[str, Finding]]


def run(statement: str, *values: str | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_all_is_well_but_for_what_a_bare_installation_lacks(examine: Examine):
    run("INSERT INTO procrastinate_workers DEFAULT VALUES")
    levels = {name: each.level for name, each in examine().items()}
    assert levels.pop("sender") == Level.WARN
    assert set(levels.values()) == {Level.OK}


def test_waiting_migrations_are_all_that_is_told(examine: Examine):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    found = examine()
    assert list(found) == ["migrations"]
    assert found["migrations"].level == Level.FAIL
    assert "sessions.0001_initial" in found["migrations"].found
    assert "otklik manage migrate" in found["migrations"].remedy


def test_a_missing_worker_is_a_fault_only_of_a_service_that_runs(examine: Examine):
    assert examine(runs=True)["workers"].level == Level.FAIL
    assert examine(runs=False)["workers"].level == Level.WARN


def test_jobs_that_wait_are_lost_or_given_up(examine: Examine):
    jobs = "INSERT INTO procrastinate_jobs (task_name, queue_name, status) VALUES ('x', 'q', %s)"
    for status in ("todo", "doing", "failed"):
        run(jobs, status)
    assert examine()["queue"].found == "1 jobs wait"
    run("UPDATE procrastinate_events SET at = %s", now() - LONG_AGO)
    found = examine()
    assert found["queue"].found == "1 jobs wait, the oldest for 120 minutes"
    assert [found[name].level for name in ("queue", "lost jobs", "given up")] == [Level.WARN] * 3


def test_mailboxes_say_when_they_were_read(examine: Examine):
    site = Site.objects.get()
    box = Mailbox.objects.create(site=site, name="1", address="help@polden.example")
    assert examine()["mailbox"].level == Level.OK
    assert examine()["sender"].level == Level.OK
    box.imap_host = "imap.polden.example"
    box.save()
    assert "never read" in examine()["mailbox"].found
    cursor = Cursor.objects.create(mailbox=box, read_at=now())
    assert examine()["mailbox"].level == Level.OK
    cursor.read_at = now() - LONG_AGO
    cursor.save()
    assert examine()["mailbox"].level == Level.WARN
    assert examine(runs=False)["mailbox"].level == Level.OK
    cursor.failing_since, cursor.error = now() - LONG_AGO, "Password refused"
    cursor.save()
    found = examine()["mailbox"]
    assert (found.level, "Password refused" in found.remedy) == (Level.FAIL, True)


def test_a_mail_server_is_asked(examine: Examine):
    assert examine(mode="production")["sending"].level == Level.FAIL
    away = examine(smtp_host="127.0.0.1", smtp_port=1, smtp_security="none")["sending"]
    assert away.level == Level.FAIL
    assert "127.0.0.1:1" in away.found
    with patch("otklik.site.checkup.Smtp.try_out"):
        there = examine(smtp_host="127.0.0.1", smtp_port=25, smtp_user="help")["sending"]
    assert there == Finding("sending", Level.OK, "127.0.0.1:25 lets us in, signed in")


def test_letters_that_do_not_leave_are_told_with_the_servers_words(examine: Examine):
    Outgoing.objects.create(
        key="x", address="a@b.example", language="en", created_at=now() - LONG_AGO, last_error="No"
    )
    found = examine()["letters"]
    assert (found.level, found.remedy) == (Level.WARN, "The last answer was: No")
