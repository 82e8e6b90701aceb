"""Jobs that must know all rooms."""

from collections.abc import Mapping
from typing import Any, Final

import structlog
from django.db.models import F, Model

from otklik.core.jobs import app
from otklik.directory.models import Site
from otklik.files.sweep import discard_unreferenced
from otklik.mail_in.models import Received
from otklik.tickets.models import Attachment, RemovedFile

HOLDERS: Final[Mapping[type[Model], str]] = {
    Attachment: "blob",
    RemovedFile: "blob",
    Received: "blob",
    Site: "logo",
}
"""Every table above the room `files` that refers to a content, and by which field."""

log = structlog.get_logger(__name__)


@app.periodic(cron="13 * * * *")
@app.task(name="site.sweep_contents", queueing_lock="site.sweep_contents")
def sweep_contents(timestamp: int) -> None:
    """Delete contents to which nothing has referred for a day.

    Args:
        timestamp: When the job was due, in seconds since 1970.
    """
    rows: list[Any] = [
        holder._default_manager.alias(held=F(field)) for holder, field in HOLDERS.items()
    ]
    log.info("site.contents_swept", contents=discard_unreferenced(*rows), due=timestamp)
