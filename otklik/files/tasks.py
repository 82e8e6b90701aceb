"""Background work of the room `files`."""

import structlog

from otklik.core.jobs import app
from otklik.files import pictures, sweep
from otklik.files.models import Blob

log = structlog.get_logger(__name__)


@app.task(name="files.make_thumbnail")
def make_thumbnail(blob_id: int) -> None:
    """Make the thumbnail of a picture before somebody asks for it.

    Args:
        blob_id: The picture; one that is gone meanwhile needs none.
    """
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob:
        pictures.thumbnail(blob)


@app.periodic(cron="43 * * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep_files(timestamp: int) -> None:
    """Delete uploads that nobody sent within a day, and files that belong to nothing.

    Args:
        timestamp: When the job was due, in seconds since 1970.
    """
    uploads, strays = sweep.discard_expired_uploads(), sweep.discard_strays()
    log.info("files.swept", uploads=uploads, strays=strays, due=timestamp)
