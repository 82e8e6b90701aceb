"""The jobs of letters coming in."""

from procrastinate import RetryStrategy

from otklik.core.jobs import app
from otklik.mail_in.intake import TAKE_JOB
from otklik.mail_in.take import take as take_letter


@app.task(name=TAKE_JOB, retry=RetryStrategy(max_attempts=20, exponential_wait=3))
def take(letter_id: int) -> None:
    """Take a stored letter; while the database is away it is tried again.

    Args:
        letter_id: The row in the ledger.
    """
    take_letter(letter_id)
