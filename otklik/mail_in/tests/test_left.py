"""A letter whose job is gone is found and taken all the same (law 10).

What happens when workers are killed in the middle of letters is counted by `tests/faults`.
"""

from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.core.time import now
from otklik.mail.models import Mailbox
from otklik.mail_in import tasks
from otklik.mail_in.intake import TAKE_JOB
from otklik.mail_in.models import Received
from otklik.mail_in.tests.post import store, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_letter_whose_job_was_lost_gets_another_one(mailbox: Mailbox) -> None:
    row = store(mailbox, write())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [TAKE_JOB])
    tasks.take_left(0)
    assert not ProcrastinateJob.objects.filter(task_name=TAKE_JOB).exists()
    Received.objects.filter(pk=row.pk).update(recorded_at=now() - timedelta(hours=1))
    tasks.take_left(0)
    tasks.take_left(0)
    assert ProcrastinateJob.objects.filter(task_name=TAKE_JOB).count() == 1
