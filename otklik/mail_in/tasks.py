"""The jobs of letters coming in."""

from datetime import timedelta
from typing import Final

from procrastinate import RetryStrategy

from otklik.core.jobs import app
from otklik.core.time import now
from otklik.mail_in import checks
from otklik.mail_in import take as taking
from otklik.mail_in.intake import TAKE_JOB, defer_taking
from otklik.mail_in.models import Fate, Received

LEFT_AFTER: Final = timedelta(minutes=10)
AT_ONCE: Final = 500


@app.task(name=TAKE_JOB, retry=RetryStrategy(max_attempts=taking.TRIES, exponential_wait=3))
def take(letter_id: int) -> None:
    """Take a stored letter; while database or disk are away it is tried again.

    Args:
        letter_id: The row in the ledger.
    """
    taking.take(letter_id)


@app.task(name=checks.CHECK_JOB)
def check(check_id: int) -> None:
    """Try the settings of a mailbox as somebody has typed them.

    Args:
        check_id: The check.
    """
    checks.run(check_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="mail_in.take_left", queueing_lock="mail_in.take_left")
def take_left(timestamp: int) -> None:
    """Write jobs anew for letters that still wait: theirs were lost, or have given up.

    A letter that ends the worker each time is not taken for ever: `take` counts its tries.

    Args:
        timestamp: When the run was due, in seconds since 1970; of no interest here.
    """
    del timestamp
    left = Received.objects.filter(fate=Fate.NEW, recorded_at__lt=now() - LEFT_AFTER)
    for letter_id in left.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        defer_taking(letter_id)
