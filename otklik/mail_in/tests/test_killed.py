"""A worker is killed in the middle of a letter: another one takes it, and once (law 10)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.core.config import config
from otklik.core.time import now
from otklik.mail.models import Mailbox
from otklik.mail_in import tasks
from otklik.mail_in.intake import TAKE_JOB
from otklik.mail_in.models import Fate, Received
from otklik.mail_in.tests.post import store, write
from otklik.tickets.models import Message, Ticket
from otklik.tickets.tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60
"""Seconds in which a worker must have done something."""

WORKER = """
import asyncio, django
django.setup()
from otklik.core.worker import work
asyncio.run(work(jobs=2))
"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def start_worker() -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """A function that starts a real worker on the test's database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(url),
        "OTKLIK_DATA": str(config().data),
        "DJANGO_SETTINGS_MODULE": "otklik.site.settings",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # it is kept for a whole transaction
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        [count] = cursor.fetchone()
    return bool(count)


def age_workers() -> None:
    """Let a minute pass since the workers' last signs of life."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '60 s'")


def test_a_letter_is_taken_once_though_its_worker_was_killed(
    world: World,
    mailbox: Mailbox,
    ticket: Ticket,
    start_worker: Callable[[], "subprocess.Popen[bytes]"],
) -> None:
    row = store(mailbox, write(subject=f"[#{ticket.pk}]"))
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket.pk)
        first = start_worker()
        begun = Received.objects.filter(pk=row.pk, attempts=1)
        wait_for(lambda: begun.exists() and is_waiting_for_a_lock())
        first.kill()
        first.wait()
    row.refresh_from_db()
    assert (row.fate, row.attempts) == (Fate.NEW, 1)
    age_workers()
    start_worker()
    wait_for(lambda: Received.objects.filter(pk=row.pk, fate=Fate.TAKEN).exists())
    assert Message.objects.filter(ticket=ticket).count() == 2
    row.refresh_from_db()
    assert row.attempts == 2


def test_a_letter_whose_job_was_lost_gets_another_one(mailbox: Mailbox) -> None:
    row = store(mailbox, write())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [TAKE_JOB])
    tasks.take_left(0)
    assert not ProcrastinateJob.objects.filter(task_name=TAKE_JOB).exists()
    Received.objects.filter(pk=row.pk).update(recorded_at=now() - timedelta(hours=1))
    tasks.take_left(0)
    tasks.take_left(0)
    assert ProcrastinateJob.objects.filter(task_name=TAKE_JOB).count() == 1
