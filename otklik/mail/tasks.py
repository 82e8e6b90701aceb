"""The jobs of the room."""

from procrastinate import RetryStrategy

from otklik.core.config import config
from otklik.core.jobs import app
from otklik.files.models import Blob
from otklik.files.storage import open_blob
from otklik.mail import delivery, outgoing, transport


@app.task(name=outgoing.SEND_JOB, retry=RetryStrategy(max_attempts=10, wait=60))
def send(*, outgoing_id: int) -> None:
    """Try once to send a letter; a failure plans the next attempt itself.

    The queue's own retries are for what nobody foresaw: the database going away, for instance.

    Args:
        outgoing_id: The letter.
    """
    delivery.deliver(outgoing_id, transport=transport.from_config(config()), read=_read)


@app.periodic(cron="9 * * * *")
@app.task(name="mail.send_left", queueing_lock="mail.send_left")
def send_left(timestamp: int) -> None:
    """Send the letters whose jobs were lost or have given up.

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    outgoing.send_left()


def _read(blob_id: int) -> bytes:
    """Return a stored content.

    Raises:
        OSError: It is gone, or its storage cannot be reached now.
    """
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is None:
        raise FileNotFoundError(f"content {blob_id} is gone")
    with open_blob(blob) as stream:
        return stream.read()
