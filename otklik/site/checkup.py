"""What `otklik doctor` finds in the database: tables, workers, the queue, mail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Min, Q
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.core.config import Config
from otklik.core.findings import Finding, fail, ok, warn
from otklik.core.schema import pending_migrations
from otklik.core.time import now
from otklik.directory.models import Site
from otklik.mail.models import Mailbox, Outgoing, State
from otklik.mail.senders import sender_for
from otklik.mail.transport import Smtp, TemporaryError, from_config
from otklik.mail_in.models import Cursor
from otklik.site.health import HEARTBEAT_LIMIT, living_workers

LONG_WAIT: Final = timedelta(minutes=5)
LONG_UNREAD: Final = timedelta(minutes=20)
"""A failing mailbox is looked into every quarter of an hour at least."""
LETTER_WAITS: Final = timedelta(hours=1)
AN_HOUR: Final = timedelta(hours=1)


def findings(config: Config, *, runs: bool) -> Iterator[Finding]:
    """Look at everything that the database and the mail server know.

    Args:
        config: The installation's settings.
        runs: Whether a service is expected to be running.
    """
    pending = pending_migrations()
    if pending:
        remedy = "Take a backup, then run `otklik manage migrate`."
        yield fail("migrations", f"{len(pending)} wait, the first is {pending[0]}", remedy)
        return
    yield ok("migrations", "none wait")
    yield _workers(runs=runs)
    yield from _queue()
    yield _sending(config)
    yield from _senders()
    yield from _mailboxes(runs=runs)
    yield _waiting_letters()
    yield _account_letters(config)


def _workers(*, runs: bool) -> Finding:
    alive = living_workers()
    if alive:
        return ok("workers", f"{alive} at work")
    tell = fail if runs else warn
    return tell("workers", "none is at work", "Start `otklik serve`, or `otklik worker`.")


def _queue() -> Iterator[Finding]:
    jobs = ProcrastinateJob.objects.all()
    due = jobs.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now()), status="todo")
    oldest = due.aggregate(
        at=Min("procrastinateevent__at", filter=Q(procrastinateevent__type="deferred"))
    )["at"]
    count = due.count()
    if oldest and now() - oldest > LONG_WAIT:
        minutes = (now() - oldest) // timedelta(minutes=1)
        found = f"{count} jobs wait, the oldest for {minutes} minutes"
        yield warn("queue", found, "Start more workers, or raise OTKLIK_WORKER_JOBS.")
    else:
        yield ok("queue", f"{count} jobs wait")
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=now() - HEARTBEAT_LIMIT)
    lost = jobs.filter(silent, status="doing").count()
    if lost:
        remedy = "A living worker takes them again within 30 seconds: start one."
        yield warn("lost jobs", f"{lost} were begun by workers that are gone", remedy)
    given_up = jobs.filter(status="failed").count()
    if given_up:
        remedy = "Look for “job” in the log; what they should have done is undone."
        yield warn("given up", f"{given_up} jobs failed for good", remedy)


def _sending(config: Config) -> Finding:
    transport = from_config(config)
    if not isinstance(transport, Smtp):
        if config.mode == "production":
            return fail("sending", "no mail server is set", "Name it in OTKLIK_SMTP_HOST.")
        return ok("sending", "letters stay in the outbox")
    try:
        transport.try_out()
    except TemporaryError as error:
        remedy = "Check OTKLIK_SMTP_HOST, _PORT, _SECURITY, _USER and _PASSWORD."
        return fail("sending", f"the mail server does not let us in: {error}", remedy)
    signed_in = "signed in" if transport.user else "without signing in"
    return ok("sending", f"{transport.host}:{transport.port} lets us in, {signed_in}")


def _senders() -> Iterator[Finding]:
    for site in Site.objects.all():
        sender = sender_for(site, "en")
        if sender.takes_answers:
            yield ok("sender", f"{site}: {sender.address}")
        else:
            found = f"{site}: {sender.address}, and answers to it reach nobody"
            yield warn("sender", found, "Give the site a mailbox that is in use.")


def _mailboxes(*, runs: bool) -> Iterator[Finding]:
    cursors = {cursor.mailbox_id: cursor for cursor in Cursor.objects.all()}
    for box in Mailbox.objects.filter(enabled=True):
        cursor = cursors.get(box.pk)
        if not box.imap_host:
            yield ok("mailbox", f"{box.address}: letters come by SMTP")
        elif cursor and cursor.failing_since:
            found = f"{box.address}: not read since {cursor.failing_since:%d.%m.%Y %H:%M} UTC"
            yield fail("mailbox", found, f"The server says: {cursor.error}")
        elif cursor is None or cursor.read_at is None:
            found = f"{box.address}: never read yet"
            yield warn("mailbox", found, "The mail doors of `otklik serve` look into it.")
        elif runs and now() - cursor.read_at > LONG_UNREAD:
            found = f"{box.address}: last read at {cursor.read_at:%d.%m.%Y %H:%M} UTC"
            yield warn("mailbox", found, "The mail doors of `otklik serve` do not run.")
        else:
            yield ok("mailbox", f"{box.address}: read at {cursor.read_at:%H:%M} UTC")


def _waiting_letters() -> Finding:
    limit = now() - LETTER_WAITS
    late = Q(not_before=None) | Q(not_before__lt=limit)
    waiting = Outgoing.objects.filter(late, state=State.QUEUED, created_at__lt=limit)
    count = waiting.count()
    if count:
        latest = waiting.exclude(last_error="").order_by("-id").first()
        remedy = f"The last answer was: {latest.last_error}" if latest else "Is a worker at work?"
        return warn("letters", f"{count} have waited for more than an hour", remedy)
    return ok("letters", "none has waited for more than an hour")


def _account_letters(config: Config) -> Finding:
    recent = Outgoing.objects.filter(key__startswith="account:", created_at__gt=now() - AN_HOUR)
    count, limit = recent.count(), config.proof_letters_an_hour
    if count < limit:
        return ok("account letters", f"{count} within an hour")
    remedy = (
        "Look for “proof_letters_stopped” in the log. If people really register so fast, raise "
        "OTKLIK_PROOF_LETTERS_AN_HOUR."
    )
    return warn("account letters", f"{count} within an hour, the limit is {limit}", remedy)
