"""Workers take over from the dead, and jobs deferred in a job share its transaction."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from otklik.core.jobs import app
from otklik.core.time import now
from otklik.core.worker import MOST_ATTEMPTS, WorkerConnector, rescue

pytestmark = pytest.mark.django_db(transaction=True)


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
