"""Housekeeping of the room `live`."""

import structlog

from otklik.core.jobs import app
from otklik.live import revocation

log = structlog.get_logger(__name__)


@app.periodic(cron="17 * * * *")
@app.task(name="live.sweep_revocations", queueing_lock="live.sweep_revocations")
def sweep_revocations(timestamp: int) -> None:
    """Delete revocations that no living token can meet any more.

    Args:
        timestamp: When the job was due, in seconds since 1970.
    """
    log.info("live.revocations_swept", count=revocation.sweep(), due=timestamp)
