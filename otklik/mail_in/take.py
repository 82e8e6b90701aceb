"""Taking a stored letter: read it, find its ticket, and let it speak (law: first walk)."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from otklik.core.config import config
from otklik.core.text import storable
from otklik.core.time import now
from otklik.directory.models import Source
from otklik.directory.queries import with_code
from otklik.files.storage import storage
from otklik.files.store import store
from otklik.mail import keys, outgoing, threading
from otklik.mail_in.match import Match, UnprovenStaff, match
from otklik.mail_in.models import Fate, Reason, Received
from otklik.mail_in.reading.letter import Letter, read
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.operations import contact_for, person_for
from otklik.people.viewer import viewer_of
from otklik.tickets.operations.actor import SYSTEM, Actor, Submit
from otklik.tickets.operations.messages import Body, File
from otklik.tickets.operations.messages import Letter as LetterLink
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Request, open_ticket, title_from_text
from otklik.tickets.operations.reply import reply
from otklik.tickets.words import Via

MAIL_SOURCE: Final = "email"
HIDDEN_MARK: Final = "#hidden"
LETTERS_AN_HOUR: Final = 60
AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a letter.

    Attributes:
        fate: Where it ends.
        reason: Why it stands in the tray.
        ticket: The number of its ticket.
        by: What led to the ticket.
        error: What went wrong, for staff.
    """

    fate: Fate
    reason: Reason = Reason.NONE
    ticket: int | None = None
    by: str = ""
    error: str = ""


def take(letter_id: int) -> None:
    """Take a letter: into a ticket, out of the way, or into the tray with its reason.

    It may run twice: a letter that has been decided is left alone, and the message it wrote has
    the letter's Message-ID as its key. Whatever cannot be read stands in the tray and stops
    nothing behind it; only a database that is away makes the job try again.

    Args:
        letter_id: The row in the ledger.

    Raises:
        django.db.OperationalError: The database is away.
    """
    try:
        with transaction.atomic():
            row = (
                Received.objects.select_for_update()
                .select_related("mailbox__site", "blob")
                .get(pk=letter_id)
            )
            if row.fate == Fate.NEW:
                _take(row)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the letter must not be lost
        _to_tray(letter_id, error)


def take_again(letter_id: int) -> None:
    """Read a letter of the tray once more: a rule has changed, or we have learned to read.

    Args:
        letter_id: The row in the ledger.
    """
    Received.objects.filter(pk=letter_id, fate=Fate.TRAY).update(fate=Fate.NEW, reason="", error="")
    take(letter_id)


def _to_tray(letter_id: int, error: Exception) -> None:
    refused = isinstance(error, PermissionDenied)
    Received.objects.filter(pk=letter_id, fate=Fate.NEW).update(
        fate=Fate.TRAY,
        reason=Reason.REFUSED if refused else Reason.ERROR,
        error=storable(f"{type(error).__name__}: {error}")[:2000],
        decided_at=now(),
    )


def _take(row: Received) -> None:
    with storage().open(row.blob.sha256) as stream:
        letter = read(stream.read())
    row.sender = normal_address(letter.from_.address)[:320]
    row.subject = storable(letter.subject)
    row.message_id = storable(letter.message_id or "")[:990]
    verdict = _decide(row, letter)
    row.fate, row.reason = verdict.fate, verdict.reason
    row.ticket_number, row.matched_by = verdict.ticket, verdict.by
    row.error, row.decided_at = verdict.error, now()
    row.save()


def _decide(row: Received, letter: Letter) -> Verdict:
    """Sort out what nobody wrote, then find the ticket (spec MAIL-13, D-13)."""
    if _is_ours(letter):
        return Verdict(Fate.OWN)
    if letter.bounce is not None:
        _return(letter)
        return Verdict(Fate.BOUNCE)
    if "@" not in row.sender:
        return Verdict(Fate.TRAY, Reason.SENDER_UNKNOWN)
    return _place(row, letter)


def _is_ours(letter: Letter) -> bool:
    message_id = f"<{letter.message_id or ''}>"
    return threading.read_message_id(message_id, secret=keys.signing_key()) is not None


def _place(row: Received, letter: Letter) -> Verdict:
    """Find the ticket of a letter that has a sender, or open one."""
    try:
        found = match(letter, _recipients(row, letter), row.mailbox)
    except UnprovenStaff as doubt:
        return Verdict(Fate.TRAY, Reason.STAFF_UNPROVEN, doubt.number, doubt.by)
    if letter.automatic.auto_submitted or letter.automatic.receipt:
        return Verdict(Fate.AUTOMATIC, ticket=found.seen.ticket.number if found else None)
    if _writes_too_much(row):
        return Verdict(Fate.TRAY, Reason.TOO_MANY)
    return _append(row, letter, found) if found else _open(row, letter)


def _recipients(row: Received, letter: Letter) -> list[str]:
    return [*row.envelope_to, *(one.address for one in (*letter.to, *letter.cc))]


def _return(letter: Letter) -> None:
    """Tell the outgoing letters that one of them came back; a delay is no return."""
    bounce = letter.bounce
    if bounce is not None and bounce.final and bounce.original_id:
        outgoing.bounced(f"<{bounce.original_id}>", storable(letter.text)[:2000])


def _writes_too_much(row: Received) -> bool:
    recent = Received.objects.filter(sender=row.sender, recorded_at__gt=now() - AN_HOUR)
    return recent.exclude(pk=row.pk).count() >= LETTERS_AN_HOUR


def _append(row: Received, letter: Letter, found: Match) -> Verdict:
    """Write the letter into its ticket: as an answer, or as a note (spec MAIL-6, MAIL-8)."""
    ticket = found.seen.ticket
    submit = _submit(row, letter, found)
    body = _body(letter, letter.reply or letter.text, with_quotes=bool(letter.reply))
    link = LetterLink(id=row.pk, message_id=row.message_id)
    hidden = found.seen.stance.sees_hidden and body.text.lstrip().lower().startswith(HIDDEN_MARK)
    if hidden:
        body = replace(body, text=body.text.lstrip()[len(HIDDEN_MARK) :].lstrip(), html="")
        note(ticket_id=ticket.pk, submit=submit, body=body, letter=link)
    elif row.mailbox.as_hidden:
        note(ticket_id=ticket.pk, submit=replace(submit, by=SYSTEM), body=body, letter=link)
    else:
        reply(ticket_id=ticket.pk, submit=submit, body=body, source=_source(), letter=link)
    return Verdict(Fate.TAKEN, ticket=ticket.number, by=found.by)


def _open(row: Received, letter: Letter) -> Verdict:
    """Open a ticket for a letter that answers none (spec MAIL-9, MAIL-10)."""
    box = row.mailbox
    if box.replies_only:
        return Verdict(Fate.TRAY, Reason.REPLIES_ONLY)
    person = _author(row, letter)
    body = _body(letter, letter.text, with_quotes=False)
    request = Request(
        site=box.site,
        title=letter.subject.strip()[:255] or title_from_text(body.text),
        body=body,
        author=person,
        category=box.category,
        priority=box.priority,
        source=_source(),
    )
    opened = open_ticket(
        submit=_submit(row, letter, person),
        request=request,
        letter=LetterLink(id=row.pk, message_id=row.message_id),
    )
    return Verdict(Fate.TAKEN, ticket=opened.ticket.number, by="")


def _author(row: Received, letter: Letter) -> Person:
    if row.mailbox.recognise_people:
        return person_for(row.sender, name=letter.from_.name)
    return contact_for(row.sender, name=letter.from_.name)


def _submit(row: Received, letter: Letter, who: Match | Person) -> Submit:
    viewer = viewer_of(who) if isinstance(who, Person) else who.seen.viewer
    return Submit(
        by=Actor.person_of(viewer),
        via=Via.MAIL,
        key=f"letter:{row.message_id or row.digest}"[:255],
        at=row.received_at,
        automatic=letter.automatic.bulk_or_list or letter.automatic.empty_sender,
    )


def _source() -> Source | None:
    return with_code(Source, MAIL_SOURCE)


def _body(letter: Letter, text: str, *, with_quotes: bool) -> Body:
    """Return what the message says: the new text, the quotes kept apart, the files (D-17)."""
    limit = config().upload_max_bytes
    files: list[File] = []
    aside: list[str] = []
    for one in letter.attachments:
        if one.size > limit:
            aside.append(one.name)
            continue
        blob = store(io.BytesIO(one.data), name=one.name)
        files.append(File(blob, one.name, one.content_id or "", one.inline))
    for name in aside:
        text += "\n\n" + _(
            "The file “%(name)s” is too large; it is kept with the original letter."
        ) % {"name": name}
    quoted = letter.quoted if with_quotes else ""
    html = letter.html if letter.html and not letter.quoted and not aside else ""
    if not text.strip() and not files:
        text = letter.subject.strip() or _("(an empty letter)")
    return Body(text=text, html=html or "", quoted=quoted, files=files)
