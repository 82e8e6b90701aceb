"""Trying a mailbox's settings without saving them: asked for by a page, done by a worker."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from otklik.core.config import config
from otklik.core.jobs import app
from otklik.core.time import now
from otklik.mail.models import Mailbox
from otklik.mail.transport import from_config
from otklik.mail_in.models import Check
from otklik.mail_in.probe import RECEIVING, SENDING, Stage, Step, probe
from otklik.mail_in.probe_sending import probe_sending, sends
from otklik.people.acts import Act, may
from otklik.people.viewer import Viewer

CHECK_JOB: Final = "mail_in.check"
SERVER: Final = ("address", "imap_host", "imap_port", "imap_security", "imap_user", "imap_folder")
KEPT_FOR: Final = timedelta(hours=1)
AN_HOUR: Final = 60
"""So many checks of one person within an hour; nobody looks through a network by them."""

LONGEST: Final = timedelta(minutes=2)
"""A check that has not ended by then never will: its worker was killed."""


class TooManyChecks(Exception):  # noqa: N818 - nothing failed, it is enough for now
    """Somebody has asked for more checks within an hour than anybody needs."""


@transaction.atomic
def begin(*, box: Mailbox, by: Viewer) -> Check:
    """Let a worker try the settings of a mailbox, stored or not.

    Args:
        box: The mailbox with its password; it is not saved.
        by: Who asks.

    Raises:
        PermissionDenied: The person changes no settings.
        TooManyChecks: The person has asked too often.
    """
    if by.person is None or not may(by, Act.CHANGE_OFFICE):
        raise PermissionDenied
    Check.objects.filter(started_at__lt=now() - KEPT_FOR).delete()
    if Check.objects.filter(by=by.person).count() >= AN_HOUR:
        raise TooManyChecks
    check = Check.objects.create(
        by=by.person,
        server={name: getattr(box, name) for name in SERVER} | {"sends": sending()},
        password_sealed=box.imap_password_sealed,
        started_at=now(),
    )
    app.configure_task(CHECK_JOB).defer(check_id=check.pk)
    return check


def run(check_id: int) -> None:
    """Try the settings and write down each step as it comes; the password is forgotten at the end.

    Args:
        check_id: The check; one that has ended, or is no more, is left alone.
    """
    check = Check.objects.filter(pk=check_id, ended_at=None).first()
    if check is None:
        return
    rows = Check.objects.filter(pk=check_id)
    server = {name: check.server[name] for name in SERVER}
    box = Mailbox(**server, imap_password_sealed=check.password_sealed)
    steps: list[dict[str, Any]] = []
    try:
        for step in _steps(box):
            steps.append(step.as_json())
            rows.update(steps=steps)
            if step.trouble:
                break
    finally:
        rows.update(ended_at=now(), password_sealed="")


def sending() -> bool:
    """Tell whether a check can try how letters leave this installation."""
    return sends(from_config(config()))


def stages_of(check: Check) -> Sequence[Stage]:
    """Return what a check tries, in order: the server that is named, and the way out."""
    receiving = RECEIVING if check.server["imap_host"] else ()
    return (*receiving, *(SENDING if check.server.get("sends") else ()))


def _steps(box: Mailbox) -> Iterator[Step]:
    if box.imap_host:
        yield from probe(box)
    yield from probe_sending(from_config(config()), box.address)


def is_running(check: Check) -> bool:
    """Tell whether more may come of a check."""
    return check.ended_at is None and now() - check.started_at < LONGEST
