"""Letters go through a real server: once, again after 4xx, never again after 5xx."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.core.config import Config
from otklik.files.store import store
from otklik.mail import delivery, outgoing, tasks, threading, transport
from otklik.mail.models import Outgoing, Result, State
from otklik.mail.results import results_since
from otklik.mail.tests.conftest import LetterMaker, Sink, no_files

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.fixture
def row(letter: LetterMaker) -> Outgoing:
    return outgoing.put(letter(), key="change:456", ref="ticket.123")


def deliver(row: Outgoing, via: transport.Transport) -> Outgoing:
    delivery.deliver(row.pk, transport=via, read=no_files)
    row.refresh_from_db()
    return row


def test_a_letter_is_delivered_once_however_often_its_job_runs(row: Outgoing, sink: Sink) -> None:
    deliver(row, sink.transport)
    deliver(row, sink.transport)
    assert row.state == State.SENT
    assert row.sent_at is not None
    [taken] = sink.taken
    assert taken.recipients == ["elena@example.org"]
    assert taken.sender == row.reply_to
    found = taken.message
    assert found["Subject"] == "[#123] Заказы с сайта не попадают в 1С"
    assert found["From"] == '"Анна Ковалёва (Лоцман)" <help@lotsman.example>'
    assert found["Message-ID"] == row.message_id
    body = found.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Дело оказалось в nginx."
    assert results_since(0, 10) == []


def test_what_a_server_repeats_is_kept_without_the_readers_signature(
    row: Outgoing, sink: Sink
) -> None:
    token = threading.reply_address(
        mailbox="help@lotsman.example", ticket=123, person=45, secret=b"any"
    )
    sink.answer_to_recipient = f"550 No letters from {token}"
    assert deliver(row, sink.transport).last_error == "550 No letters from help@lotsman.example"


def test_a_worker_killed_after_handing_over_sends_the_same_message_id_again(
    row: Outgoing, sink: Sink
) -> None:
    class Killed(BaseException):
        pass

    class DiesAfterwards:
        def hand_over(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
            sink.transport.hand_over(message, sender=sender, recipient=recipient)
            raise Killed

    with pytest.raises(Killed):
        deliver(row, DiesAfterwards())
    row.refresh_from_db()
    assert row.state == State.SENDING
    deliver(row, sink.transport)
    assert row.state == State.SENT
    assert [taken.message["Message-ID"] for taken in sink.taken] == [row.message_id] * 2


@pytest.mark.parametrize("where", ["answer_to_recipient", "answer_to_data"])
def test_a_busy_server_gets_the_letter_later(row: Outgoing, sink: Sink, where: str) -> None:
    setattr(sink, where, "451 4.7.1 Greylisted, come back later")
    with time_machine.travel(NOON, tick=False):
        deliver(row, sink.transport)
    assert (row.state, row.attempts) == (State.QUEUED, 1)
    assert row.not_before == NOON + delivery.WAITS[0]
    assert row.last_error == "451 4.7.1 Greylisted, come back later"
    assert ProcrastinateJob.objects.filter(scheduled_at=row.not_before).count() == 1
    setattr(sink, where, "")
    deliver(row, sink.transport)
    assert (row.state, len(sink.taken)) == (State.SENT, 1)


@pytest.mark.parametrize("where", ["answer_to_recipient", "answer_to_data"])
def test_a_server_that_refuses_the_letter_is_not_asked_again(
    row: Outgoing, sink: Sink, where: str
) -> None:
    setattr(sink, where, "550 5.1.1 User unknown")
    deliver(row, sink.transport)
    assert row.state == State.REFUSED
    [result] = results_since(0, 10)
    assert (result.kind, result.ref, result.text) == (
        Result.Kind.REFUSED,
        "ticket.123",
        "550 5.1.1 User unknown",
    )
    setattr(sink, where, "")
    deliver(row, sink.transport)
    assert sink.taken == []


def test_a_letter_that_was_taken_is_sent_however_the_server_says_goodbye(
    row: Outgoing, sink: Sink
) -> None:
    sink.answer_to_quit = "421 4.3.2 Shutting down"
    deliver(row, sink.transport)
    assert (row.state, len(sink.taken)) == (State.SENT, 1)


def test_no_server_is_no_fault_of_the_letter(row: Outgoing, sink: Sink) -> None:
    closed = transport.Smtp(host="127.0.0.1", port=1)
    deliver(row, closed)
    assert row.state == State.QUEUED
    assert "127.0.0.1:1" in row.last_error


def test_a_wrong_password_is_no_fault_of_the_letter(row: Outgoing, sink: Sink) -> None:
    stranger = transport.Smtp(host="127.0.0.1", port=sink.port, user="help", password="wrong")
    deliver(row, stranger)
    assert row.state == State.QUEUED
    assert sink.taken == []


def test_a_server_can_be_tried_out_without_a_letter(sink: Sink) -> None:
    sink.transport.try_out()
    assert sink.taken == []
    with pytest.raises(transport.TemporaryError, match=r"127\.0\.0\.1:1: "):
        transport.Smtp(host="127.0.0.1", port=1).try_out()


def test_after_eight_attempts_in_a_day_and_a_half_the_letter_is_given_up(
    row: Outgoing, sink: Sink
) -> None:
    sink.answer_to_recipient = "451 4.3.0 Try again"
    with time_machine.travel(NOON, tick=False) as clock:
        tries = [NOON]
        while deliver(row, sink.transport).state == State.QUEUED:
            assert row.not_before is not None
            tries.append(row.not_before)
            clock.move_to(row.not_before)
    assert len(tries) == 8
    assert timedelta(hours=36) <= tries[-1] - tries[0] <= timedelta(hours=40)
    assert row.state == State.FAILED
    [result] = results_since(0, 10)
    assert result.kind == Result.Kind.FAILED


def test_a_letter_called_back_before_its_job_ran_is_not_sent(row: Outgoing, sink: Sink) -> None:
    Outgoing.objects.filter(pk=row.pk).update(state=State.CANCELLED)
    deliver(row, sink.transport)
    assert (row.state, sink.taken) == (State.CANCELLED, [])


def test_a_letter_that_no_header_can_hold_is_refused_and_stops_nothing(
    row: Outgoing, sink: Sink
) -> None:
    Outgoing.objects.filter(pk=row.pk).update(message_id="<one@e.org>\r\nBcc: all@example.org")
    deliver(row, sink.transport)
    assert row.state == State.REFUSED


def test_a_file_that_cannot_be_read_now_delays_the_letter(letter: LetterMaker, sink: Sink) -> None:
    def unreadable(blob: int) -> bytes:
        raise FileNotFoundError(blob)

    file = outgoing.Attachment(blob=7, name="a.pdf", content_type="application/pdf")
    row = outgoing.put(letter(attachments=[file]), key="change:1")
    delivery.deliver(row.pk, transport=sink.transport, read=unreadable)
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_an_address_in_russian_letters_is_delivered(letter: LetterMaker, sink: Sink) -> None:
    row = outgoing.put(letter(address="елена@полдень.рф"), key="change:1")
    deliver(row, sink.transport)
    assert row.state == State.SENT
    [taken] = sink.taken
    assert taken.recipients == ["елена@xn--d1acqkbf0h.xn--p1ai"]


def test_a_bounce_that_overtakes_the_answer_stays(row: Outgoing, sink: Sink) -> None:
    class Bounces:
        def hand_over(self, message: EmailMessage, **_: str) -> None:
            outgoing.bounced(message["Message-ID"], "550 5.1.1 User unknown")

    assert deliver(row, Bounces()).state == State.BOUNCED


def test_the_outbox_takes_every_letter(row: Outgoing) -> None:
    assert deliver(row, transport.Outbox()).state == State.SENT


def test_the_way_out_follows_the_settings() -> None:
    base = Config.model_construct(mode="demo", smtp_host="", smtp_password=None)
    assert isinstance(transport.from_config(base), transport.Outbox)
    served = base.model_copy(update={"mode": "production"})
    assert isinstance(transport.from_config(served), transport.Unconfigured)
    named = base.model_copy(
        update={"smtp_host": "mx", "smtp_port": 25, "smtp_security": "none", "smtp_user": ""}
    )
    assert transport.from_config(named) == transport.Smtp(host="mx", port=25)


def test_a_production_service_without_a_server_keeps_its_letters_waiting(row: Outgoing) -> None:
    deliver(row, transport.Unconfigured())
    assert row.state == State.QUEUED
    assert "OTKLIK_SMTP_HOST" in row.last_error


def test_the_job_sends_the_letter_with_its_files(
    letter: LetterMaker, sink: Sink, set_config: Callable[..., Config]
) -> None:
    set_config(
        smtp_host="127.0.0.1", smtp_port=sink.port, smtp_security="none", smtp_user="", mode="demo"
    )
    blob = store(io.BytesIO("отчёт".encode()), name="Отчёт.txt")
    file = outgoing.Attachment(blob=blob.pk, name="Отчёт.txt", content_type=blob.content_type)
    gone = outgoing.Attachment(blob=10**9, name="b.txt", content_type="text/plain")
    row = outgoing.put(letter(attachments=[file]), key="change:1")
    late = outgoing.put(letter(attachments=[gone]), key="change:2")
    tasks.send(outgoing_id=row.pk)
    tasks.send(outgoing_id=late.pk)
    [taken] = sink.taken
    [part] = taken.message.iter_attachments()
    assert part.get_filename() == "Отчёт.txt"
    assert part.get_payload(decode=True) == "отчёт".encode()
    late.refresh_from_db()
    assert late.state == State.QUEUED
