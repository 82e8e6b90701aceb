"""The jobs of the room."""

from procrastinate import RetryStrategy

from otklik.core.config import config
from otklik.core.jobs import app
from otklik.mail import delivery, outgoing, transport


@app.task(name=outgoing.SEND_JOB, retry=RetryStrategy(max_attempts=10, wait=60))
def send(*, outgoing_id: int) -> None:
    """Try once to send a letter; a failure plans the next attempt itself.

    The queue's own retries are for what nobody foresaw: the database going away, for instance.

    Args:
        outgoing_id: The letter.
    """
    delivery.deliver(outgoing_id, transport=transport.from_config(config()), read=_read)


def _read(blob_id: int) -> bytes:
    raise FileNotFoundError(blob_id)
