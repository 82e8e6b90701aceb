"""Rows of letters: written once, silenced after ten, called back, tried again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.mail import keys, outgoing, results, tasks, threading
from otklik.mail.models import Outgoing, Result, State
from otklik.mail.results import results_since
from otklik.mail.tests.conftest import LetterMaker

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


def jobs() -> list[int]:
    waiting = ProcrastinateJob.objects.filter(task_name=outgoing.SEND_JOB).order_by("id")
    return [job.args["outgoing_id"] for job in waiting]


def test_a_letter_and_its_job_are_written_together(letter: LetterMaker) -> None:
    row = outgoing.put(letter(), key="change:456", ref="ticket.123")
    assert (row.state, row.ref, row.person_id) == (State.QUEUED, "ticket.123", None)
    assert jobs() == [row.pk]


def test_a_rollback_leaves_neither_letter_nor_job(letter: LetterMaker) -> None:
    class Stop(Exception):  # noqa: N818 (not an error)
        pass

    def write_and_stop() -> None:
        with transaction.atomic():
            outgoing.put(letter(), key="change:456")
            raise Stop

    with pytest.raises(Stop):
        write_and_stop()
    assert not Outgoing.objects.exists()
    assert jobs() == []


def test_the_same_cause_and_address_is_one_letter(letter: LetterMaker) -> None:
    first = outgoing.put(letter(), key="change:456")
    again = outgoing.put(letter(address=" Elena@Example.ORG ", text="Другое"), key="change:456")
    assert again.pk == first.pk
    assert again.text == first.text
    assert jobs() == [first.pk]


def test_another_address_or_cause_is_another_letter(letter: LetterMaker) -> None:
    rows = [
        outgoing.put(letter(), key="change:456"),
        outgoing.put(letter(address="petr@example.org"), key="change:456"),
        outgoing.put(letter(), key="change:457"),
    ]
    assert jobs() == [row.pk for row in rows]


def test_after_ten_letters_in_an_hour_there_is_silence_and_one_result(letter: LetterMaker) -> None:
    with time_machine.travel(NOON, tick=False):
        for number in range(13):
            outgoing.put(letter(), key=f"change:{number}", ref="ticket.123")
    states = list(Outgoing.objects.order_by("id").values_list("state", flat=True))
    assert states == [State.QUEUED] * 10 + [State.SILENCED] * 3
    assert len(jobs()) == 10
    [result] = results_since(0, 100)
    assert (result.kind, result.ref, result.address) == (
        Result.Kind.SILENCED,
        "ticket.123",
        "elena@example.org",
    )


def test_the_silence_concerns_one_address_and_matter_and_ends_after_an_hour(
    letter: LetterMaker,
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(11):
            outgoing.put(letter(), key=f"change:{number}", ref="ticket.123")
        other = outgoing.put(letter(address="petr@example.org"), key="change:10", ref="ticket.123")
        another = outgoing.put(letter(), key="change:11", ref="ticket.124")
        clock.shift(timedelta(hours=1))
        later = outgoing.put(letter(), key="change:12", ref="ticket.123")
    assert [row.state for row in (other, another, later)] == [State.QUEUED] * 3


def test_a_letter_called_back_is_not_sent_and_a_sent_one_not_called_back(
    letter: LetterMaker,
) -> None:
    waiting = outgoing.put(letter(), key="change:1", cancel_key="read:123:45")
    gone = outgoing.put(letter(), key="change:2", cancel_key="read:123:45")
    Outgoing.objects.filter(pk=gone.pk).update(state=State.SENT)
    assert outgoing.cancel("read:123:45") == 1
    states = dict(Outgoing.objects.values_list("pk", "state"))
    assert states == {waiting.pk: State.CANCELLED, gone.pk: State.SENT}


def test_an_empty_key_calls_nothing_back(letter: LetterMaker) -> None:
    outgoing.put(letter(), key="change:1")
    assert outgoing.cancel("") == 0


def test_a_letter_for_later_has_a_job_for_later(letter: LetterMaker) -> None:
    later = NOON + timedelta(minutes=5)
    outgoing.put(letter(), key="change:1", not_before=later)
    assert ProcrastinateJob.objects.get(task_name=outgoing.SEND_JOB).scheduled_at == later


@pytest.mark.parametrize(
    ("state", "again"),
    [
        *((state, True) for state in outgoing.RETRIABLE),
        (State.SENT, False),
        (State.SILENCED, False),
    ],
)
def test_only_a_letter_that_did_not_arrive_is_tried_again(
    letter: LetterMaker, state: State, again: bool
) -> None:
    row = outgoing.put(letter(), key="change:1")
    Outgoing.objects.filter(pk=row.pk).update(state=state, attempts=8)
    assert outgoing.retry(row.pk) is again
    row.refresh_from_db()
    assert (row.state, row.attempts) == ((State.QUEUED, 0) if again else (state, 8))
    assert jobs() == [row.pk] * (2 if again else 1)


def test_trying_again_now_does_not_wait_for_the_planned_try(letter: LetterMaker) -> None:
    row = outgoing.put(letter(), key="change:1", not_before=NOON + timedelta(days=36500))
    assert next_job() is None
    outgoing.retry(row.pk)
    assert next_job() is not None


def test_a_letter_whose_job_has_given_up_gets_another_one(letter: LetterMaker) -> None:
    with time_machine.travel(NOON, tick=False):
        row = outgoing.put(letter(), key="change:1")
        waiting = outgoing.put(letter(), key="change:2")
    ProcrastinateJob.objects.filter(args__outgoing_id=row.pk).update(status="failed")
    Outgoing.objects.filter(pk=row.pk).update(state=State.SENDING)
    with time_machine.travel(NOON + timedelta(minutes=59)):
        tasks.send_left(0)
    assert jobs() == [row.pk, waiting.pk]
    with time_machine.travel(NOON + timedelta(hours=2)):
        tasks.send_left(0)
        tasks.send_left(0)
    assert jobs() == [row.pk, waiting.pk, row.pk]


def next_job() -> int | None:
    """Return the job that a worker would begin now."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", cursor.fetchone())
        [found] = cursor.fetchone()
    return None if found is None else int(found)


@pytest.mark.parametrize(("state", "called"), [(State.QUEUED, True), (State.SENT, False)])
def test_only_a_letter_that_waits_is_withdrawn(
    letter: LetterMaker, state: State, called: bool
) -> None:
    row = outgoing.put(letter(), key="change:1")
    Outgoing.objects.filter(pk=row.pk).update(state=state)
    assert outgoing.withdraw(row.pk) is called
    row.refresh_from_db()
    assert row.state == (State.CANCELLED if called else state)


def test_a_bounce_is_noted_once(letter: LetterMaker) -> None:
    row = outgoing.put(letter(), key="change:1", ref="ticket.123")
    Outgoing.objects.filter(pk=row.pk).update(state=State.SENT)
    for _ in range(2):
        assert outgoing.bounced(row.message_id, "550 5.1.1 User unknown") == row
    row.refresh_from_db()
    assert row.state == State.BOUNCED
    [result] = results_since(0, 100)
    assert (result.kind, result.text) == (Result.Kind.BOUNCED, "550 5.1.1 User unknown")
    assert results_since(result.pk, 100) == []


def test_what_a_report_repeats_lets_nobody_write_in_the_readers_name(letter: LetterMaker) -> None:
    row = outgoing.put(letter(), key="change:1", ref="ticket.123")
    token = threading.reply_address(
        mailbox="help@lotsman.example", ticket=123, person=45, secret=keys.signing_key()
    )
    outgoing.bounced(row.message_id, f"User unknown\n> Reply-To: Лоцман <{token.upper()}>\n")
    row.refresh_from_db()
    [result] = results_since(0, 100)
    for text in (row.last_error, result.text):
        assert text == "User unknown\n> Reply-To: Лоцман <HELP@LOTSMAN.EXAMPLE>\n"


def test_a_bounce_of_a_foreign_letter_is_nobodys() -> None:
    assert outgoing.bounced("<somebody@else.example>", "550") is None


def test_characters_that_the_database_refuses_are_left_out(letter: LetterMaker) -> None:
    row = outgoing.put(letter(text="а\x00б", to_name="Еле\nна"), key="change:1")
    row.refresh_from_db()
    assert (row.text, row.to_name) == ("аб", "Еле на")


def test_a_listener_hears_every_result_once_and_in_order(letter: LetterMaker) -> None:
    rows = [outgoing.put(letter(), key=f"change:{n}", ref="ticket.1") for n in range(3)]
    for row in rows:
        results.record(row, Result.Kind.FAILED, str(row.pk))
    heard: list[str] = []
    assert results.hear("tickets", lambda result: heard.append(result.text), limit=2) == 2
    assert results.hear("tickets", lambda result: heard.append(result.text), limit=2) == 1
    assert results.hear("tickets", lambda result: heard.append(result.text)) == 0
    assert heard == [str(row.pk) for row in rows]


def test_a_listener_who_fails_hears_it_again(letter: LetterMaker) -> None:
    row = outgoing.put(letter(), key="change:1", ref="ticket.1")
    results.record(row, Result.Kind.FAILED, "451")

    def fail(result: Result) -> None:
        raise RuntimeError(result.text)

    with pytest.raises(RuntimeError, match="451"):
        results.hear("tickets", fail)
    heard: list[Result] = []
    assert results.hear("tickets", heard.append) == 1
