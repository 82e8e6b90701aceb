"""A worker process: runs jobs, and takes again the jobs of workers that died.

Law 10: a job may run twice; one whose worker was killed is taken again within 30 seconds.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog
from procrastinate import exceptions
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.psycopg_connector import PsycopgConnector

from otklik.core.jobs import app

MOST_ATTEMPTS: Final = 10
"""A job that was being run each time a worker died so often is not given to another one."""
GRACE_SECONDS: Final = 3.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pulse:
    """How workers know of each other's death and of jobs whose note they missed, in seconds.

    Attributes:
        heartbeat: Between two signs of life.
        silence: A worker silent for longer is dead: three heartbeats were missed.
        rescue: Between two looks for jobs of the dead. With `silence` it makes less than 30.
        poll: Between two looks for jobs that are due; of new ones workers hear at once.
    """

    heartbeat: float = 5.0
    silence: float = 15.0
    rescue: float = 5.0
    poll: float = 5.0


class WorkerConnector(PsycopgConnector):
    """Fetches jobs over connections of its own, and writes new ones over Django's.

    A job that defers another one does so in Django's transaction: both of them happen, or neither
    (law 4). Procrastinate's own connector for workers would write at once.
    """

    def get_sync_connector(self) -> BaseConnector:
        """Return the connector through which code that runs in a job defers jobs."""
        return DjangoConnector(alias="default")


async def work(*, jobs: int, pulse: Pulse = Pulse()) -> None:
    """Run jobs until the process is asked to end; then let running ones finish for a moment.

    Args:
        jobs: How many jobs may run at the same time.
        pulse: How soon the jobs of dead workers are taken again, and those that nobody told of.
    """
    with app.replace_connector(WorkerConnector(kwargs=connector_params("default"))):
        async with app.open_async():
            rescuer = asyncio.create_task(_rescue_for_ever(pulse))
            try:
                await app.run_worker_async(
                    concurrency=jobs,
                    fetch_job_polling_interval=pulse.poll,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL.value,
                    update_heartbeat_interval=pulse.heartbeat,
                    stalled_worker_timeout=pulse.silence,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                )
            finally:
                rescuer.cancel()


async def _rescue_for_ever(pulse: Pulse) -> None:
    while True:
        try:
            await rescue(silence=pulse.silence)
        except exceptions.ConnectorException as error:
            log.warning("jobs of dead workers cannot be looked for", error=str(error))
        await asyncio.sleep(pulse.rescue)


async def rescue(*, silence: float = Pulse.silence) -> int:
    """Queue again the jobs whose worker no longer gives a sign of life.

    Args:
        silence: How long it must have been silent, in seconds.

    Returns:
        How many jobs were queued again.
    """
    taken = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        if job.attempts >= MOST_ATTEMPTS:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
            log.error("a job outlived too many workers", job=job.id, task=job.task_name)
        elif await _queue_again(job):
            taken += 1
            log.warning("a job of a dead worker runs again", job=job.id, task=job.task_name)
    return taken


async def _queue_again(job: Job) -> bool:
    """Return whether the job waits again; an equal one that waits already makes it needless."""
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
        return False
    except exceptions.ConnectorException as error:
        # Two workers may see the same dead one; the second finds the job no longer running.
        log.debug("a job was taken by somebody else", job=job.id, error=str(error))
        return False
    return True
