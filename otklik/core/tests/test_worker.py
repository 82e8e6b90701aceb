"""Workers take over from the dead, and jobs deferred in a job share its transaction."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from otklik.core.jobs import app
from otklik.core.time import now
from otklik.core.worker import MOST_ATTEMPTS, Pulse, WorkerConnector, rescue

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 60.0
HURRIED_WORKER = """
import asyncio, sys, time
from pathlib import Path
import django
django.setup()
from otklik.core.jobs import app
from otklik.core.worker import Pulse, work

begun, done = Path(sys.argv[1]), Path(sys.argv[2])

@app.task(name="core.nothing")
def nothing():
    if begun.exists():
        done.write_text("done")
    else:
        begun.write_text("begun")
        time.sleep(1000)

asyncio.run(work(jobs=1, pulse=Pulse(heartbeat=0.2, silence=1.0, rescue=0.2)))
"""


def running_job(
    *, silent_for: timedelta, attempts: int = 0, queueing_lock: str | None = None
) -> int:
    """Return the id of a job that a worker has begun, last heard of a while ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [now() - silent_for],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (task_name, queue_name, status, worker_id, attempts, queueing_lock)"
            " VALUES ('core.nothing', 'default', 'doing', %s, %s, %s) RETURNING id",
            [worker, attempts, queueing_lock],
        )
        (job,) = cursor.fetchone()
    return int(job)


def status(job: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job).status)


def test_the_job_of_a_dead_worker_waits_again():
    job = running_job(silent_for=timedelta(seconds=20))
    assert async_to_sync(rescue)() == 1
    assert status(job) == "todo"
    assert async_to_sync(rescue)() == 0


def test_the_job_of_a_living_worker_is_left_alone():
    job = running_job(silent_for=timedelta(seconds=6))
    assert async_to_sync(rescue)() == 0
    assert status(job) == "doing"


def test_a_job_that_outlived_too_many_workers_is_given_up():
    job = running_job(silent_for=timedelta(minutes=1), attempts=MOST_ATTEMPTS)
    assert async_to_sync(rescue)() == 0
    assert status(job) == "failed"


def test_a_job_is_not_queued_beside_its_equal():
    job = running_job(silent_for=timedelta(minutes=1), queueing_lock="sweep")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, queueing_lock)"
            " VALUES ('core.nothing', 'default', 'todo', 'sweep')"
        )
    assert async_to_sync(rescue)() == 0
    assert not ProcrastinateJob.objects.filter(pk=job).exists()


@pytest.fixture
def hurried_worker(tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Return a function that starts a worker process whose seconds are tenths of the usual ones."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=connection.settings_dict["NAME"])
    command = [sys.executable, "-c", HURRIED_WORKER, f"{tmp_path}/begun", f"{tmp_path}/done"]
    environment = os.environ | {
        "DATABASE_URL": address.geturl(),
        "DJANGO_SETTINGS_MODULE": "otklik.site.settings",
    }
    with ExitStack() as stack:

        def start() -> "subprocess.Popen[bytes]":
            process = stack.enter_context(subprocess.Popen(command, env=environment))
            stack.callback(process.kill)
            return process

        yield start


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_killed_workers_job_is_done_by_another_and_then_deleted(
    hurried_worker: Callable[[], "subprocess.Popen[bytes]"], tmp_path: Path
):
    assert Pulse().silence + Pulse().rescue + Pulse().heartbeat < 30
    app.configure_task("core.nothing").defer()
    killed = hurried_worker()
    wait_for((tmp_path / "begun").exists)
    killed.kill()
    hurried_worker()
    wait_for((tmp_path / "done").exists)
    wait_for(lambda: not ProcrastinateJob.objects.filter(task_name="core.nothing").exists())


@pytest.mark.parametrize("fails", [True, False])
def test_a_job_deferred_in_a_job_shares_its_transaction(fails: bool):
    connector = WorkerConnector(kwargs=connector_params("default"))
    with app.replace_connector(connector), transaction.atomic():
        app.configure_task("core.nothing").defer()
        transaction.set_rollback(fails)
    assert ProcrastinateJob.objects.filter(task_name="core.nothing").exists() is not fails


def test_an_equal_job_is_refused_as_procrastinate_says():
    with app.replace_connector(WorkerConnector(kwargs=connector_params("default"))):
        configured = app.configure_task("core.nothing", queueing_lock="one")
        configured.defer()
        with pytest.raises(exceptions.AlreadyEnqueued):
            configured.defer()
