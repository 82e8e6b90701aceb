"""Taking a stored letter: read it, find its ticket, and let it speak (architecture: first walk)."""

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _

from otklik.clock.offer import not_served, offer
from otklik.core.config import config
from otklik.core.kept import asked_once, attach
from otklik.core.text import one_line, storable
from otklik.core.time import now
from otklik.directory.models import Category, Source
from otklik.directory.queries import default_of, with_code
from otklik.files.storage import open_blob
from otklik.mail import outgoing
from otklik.mail.models import Mailbox
from otklik.mail_in.body import Terms, body_of, take_hidden_mark
from otklik.mail_in.decide import Append, Aside, Decision, Open, Order, Point, Returned, decide
from otklik.mail_in.match import Claim
from otklik.mail_in.models import Fate, Reason, Received
from otklik.mail_in.point import point_to_form, say_why_not
from otklik.mail_in.proof import is_doubtful
from otklik.mail_in.reader import read_stored
from otklik.mail_in.reading.letter import UNREAD, Letter
from otklik.mail_in.reading.subjects import matter_of
from otklik.mail_in.senders import Sender, senders_of
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.operations import add_contact, contact_for, person_for
from otklik.people.viewer import Viewer, viewer_of
from otklik.tickets.operations.actor import Actor, Submit
from otklik.tickets.operations.go_on import NotServed
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.messages import Letter as LetterLink
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import TITLE_LENGTH, Request, open_ticket, title_from_text
from otklik.tickets.operations.reply import reply
from otklik.tickets.words import Via

MAIL_SOURCE: Final = "email"
"""The code of the dictionary row for letters (spec MAIL-9)."""

TRIES: Final = 8
"""How often a letter is begun to be read; one that ends the program each time goes to the tray."""

RESCUABLE: Final = (Fate.TRAY, Fate.AUTOMATIC, Fate.BOUNCE, Fate.POINTED)
"""Letters about which a member of staff may decide otherwise than the rules did."""

_NAME_LIMIT: Final = 150
_ADDRESS_LIMIT: Final = 320
_SUBJECT_LIMIT: Final = 1000
_ID_LIMIT: Final = 990
_ERROR_LIMIT: Final = 2000

log = logging.getLogger(__name__)


class Undecidable(Exception):  # noqa: N818 - somebody was faster, nothing failed
    """The letter is not one about which staff decide: somebody else has, or nobody needs to."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A letter that is being taken.

    Attributes:
        row: Its place in the ledger.
        letter: The letter, read.
        by: The member of staff who decided about it; nobody if the rules did.
    """

    row: Received
    letter: Letter
    by: Person | None = None

    def link(self, *, unproven: bool) -> LetterLink:
        """Return what the message keeps of its letter."""
        return LetterLink(self.row.pk, _id_of(self.letter), sender_unproven=unproven)


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be written into a ticket, and whether staff asked for it to be hidden."""

    body: Body
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the ledger says of a letter that has been decided; see `Received`."""

    fate: Fate
    reason: Reason | None = None
    ticket: int | None = None
    claim: Claim | None = None
    person: Person | None = None
    by: str = ""
    opened: bool = False


def take(letter_id: int) -> None:
    """Take a letter by the rules: into a ticket, out of the way, or into the tray with its reason.

    It may run twice: a letter that has been decided is left alone, and what it wrote carries the
    letter's fingerprint as its key. Whatever cannot be read stands in the tray and stops nothing
    behind it; only when database or disk are away the job must try again.

    Args:
        letter_id: The row in the ledger.

    Raises:
        OSError: The disk is away.
        django.db.OperationalError: The database is away.
    """
    begun = Received.objects.filter(pk=letter_id, fate=Fate.NEW)
    if not begun.update(attempts=F("attempts") + 1):
        return
    row = _row(letter_id)
    if row.attempts > TRIES:
        _to_tray(letter_id, Reason.STUCK, "")
        return
    _take(row, Order.RULES, None)


def take_by_hand(letter_id: int, *, order: Order, by: Person) -> Received:
    """Take a letter as a member of staff has decided, at once.

    Args:
        letter_id: The row in the ledger.
        order: By the rules once more, as it was sent, or as a new ticket.
        by: Who decided; the caller has asked for the right.

    Returns:
        The letter as it stands now: in a ticket, or again in the tray with its reason.

    Raises:
        Undecidable: Somebody was faster, or nothing has to be decided about it.
    """
    begun = Received.objects.filter(pk=letter_id, fate__in=RESCUABLE)
    if not begun.update(fate=Fate.NEW, attempts=1, reason="", error=""):
        raise Undecidable
    _take(_row(letter_id), order, by)
    return _row(letter_id)


def raw_of(row: Received) -> bytes:
    """Return a letter as it came.

    Raises:
        OSError: Its bytes cannot be had.
    """
    with open_blob(row.blob) as stream:
        return stream.read()


def _row(letter_id: int) -> Received:
    return Received.objects.select_related("mailbox", "blob").get(pk=letter_id)


def _take(row: Received, order: Order, by: Person | None) -> None:
    try:
        taking = Taking(row, read_stored(row.blob), by)
        with asked_once():
            attach([row.mailbox], ("site", "category", "priority", "source"))
            _write_head(taking)
            _carry_out(taking, decide(row, taking.letter, order))
    except (PermissionDenied, Http404) as error:
        _to_tray(row.pk, Reason.REFUSED, str(error))
    except Exception as error:
        if _will_pass(error):
            raise
        log.exception("letter not taken", extra={"letter": row.pk})
        _to_tray(row.pk, Reason.ERROR, f"{type(error).__name__}: {error}")


def _will_pass(error: Exception) -> bool:
    """Tell whether it is not the letter's fault: database or disk are away for a while."""
    away = isinstance(error, OperationalError | InterfaceError | OSError)
    return away and not isinstance(error, FileNotFoundError)


def _to_tray(letter_id: int, reason: Reason, error: str) -> None:
    Received.objects.filter(pk=letter_id, fate=Fate.NEW).update(
        fate=Fate.TRAY,
        reason=reason,
        error=storable(error)[:_ERROR_LIMIT],
        decided_at=now(),
    )


def _write_head(taking: Taking) -> None:
    """Write down what lists show, whatever becomes of the letter.

    The sender is who would be answered, and else who is named.
    """
    letter = taking.letter
    people = senders_of(letter).people
    name, address = (
        (people[0].name, people[0].address)
        if people
        else (letter.from_.name, normal_address(letter.from_.address))
    )
    Received.objects.filter(pk=taking.row.pk).update(
        sender=storable(address)[:_ADDRESS_LIMIT],
        sender_name=one_line(storable(name), _NAME_LIMIT),
        subject=one_line(storable(letter.subject), _SUBJECT_LIMIT),
        message_id=_id_of(letter),
    )


def _id_of(letter: Letter) -> str:
    return storable(letter.message_id or "")[:_ID_LIMIT]


def _carry_out(taking: Taking, decision: Decision) -> None:
    """Do what was decided and write it down, in one transaction; files are stored before it."""
    draft = _draft(taking, decision)
    with transaction.atomic():
        rows = Received.objects.select_for_update()
        if rows.filter(pk=taking.row.pk, fate=Fate.NEW).exists():  # else somebody was faster
            _record(taking, _outcome(taking, decision, draft))


def _draft(taking: Taking, decision: Decision) -> Draft:
    """Return what will be written into a ticket, if anything will; staff may send larger files."""
    settings, row = config(), taking.row
    terms = Terms(
        folds=isinstance(decision, Append),
        file_limit=settings.upload_max_bytes,
        language=row.mailbox.site.language,
        is_cut=row.is_cut,
    )
    match decision:
        case Append(match=match) if match.seen.stance.sees_hidden:
            terms = replace(terms, file_limit=settings.staff_upload_max_bytes)
            marked = take_hidden_mark(taking.letter)
            return Draft(body_of(marked or taking.letter, terms), is_note=marked is not None)
        case Append(match=match):
            terms = replace(terms, written_by=match.written_by)
            return Draft(body_of(taking.letter, terms))
        case Open():
            return Draft(body_of(taking.letter, terms))
        case _:
            return Draft(Body())


def _outcome(taking: Taking, decision: Decision, draft: Draft) -> Outcome:
    match decision:
        case Append():
            return _append(taking, decision, draft)
        case Open():
            return _open(taking, decision, draft.body)
        case Returned():
            if decision.message_id:
                outgoing.bounced(decision.message_id, decision.text[:_ERROR_LIMIT])
            return Outcome(Fate.BOUNCE, ticket=decision.ticket)
        case Point():
            point_to_form(taking.row, taking.letter, decision.sender)
            return Outcome(Fate.POINTED)
        case Aside():
            return Outcome(
                decision.fate, decision.reason, decision.ticket, decision.claim, decision.person
            )


def _append(taking: Taking, decision: Append, draft: Draft) -> Outcome:
    """Write the letter into its ticket: as a message, or as a note (spec MAIL-6, MAIL-8).

    A client's letter that the mailbox keeps as hidden stays the client's, and wakes nothing. One
    that comes too late and would open a ticket that is not served waits for a person (spec CLS-6).
    """
    seen, by = decision.match.seen, decision.match.by
    ticket, link = seen.ticket, taking.link(unproven=not decision.is_proven)
    submit = _submit(taking, seen.viewer, is_automatic=decision.is_automatic)
    if draft.is_note:
        message = note(ticket_id=ticket.pk, submit=submit, body=draft.body, letter=link)
    else:
        box = taking.row.mailbox
        submit = replace(submit, hidden=box.as_hidden)
        source = _source(box)
        try:
            message = reply(
                ticket_id=ticket.pk, submit=submit, body=draft.body, source=source, letter=link
            )
        except NotServed:
            return Outcome(Fate.TRAY, Reason.NOT_SERVED, ticket=ticket.number, by=by)
    return Outcome(Fate.TAKEN, ticket=message.ticket_id, by=by, opened=message.number == 1)


def _open(taking: Taking, decision: Open, body: Body) -> Outcome:
    """Open a ticket for the letter (spec MAIL-9, MAIL-10)."""
    box = taking.row.mailbox
    author = _author(taking, decision.sender)
    title = one_line(storable(matter_of(taking.letter.subject)), TITLE_LENGTH)
    # What the mailbox would set is nobody's wish: if the author's level has it not, it is left out.
    offered = offer(
        person=author,
        site=box.site,
        at=taking.row.received_at,
        category=box.category or default_of(Category, box.site),
    )
    source = _source(box)
    if taking.by is None and (whys := not_served(offered, source)):
        if decision.sender is None or decision.is_automatic:
            return Outcome(Fate.TRAY, Reason.NOT_SERVED)
        say_why_not(taking.row, taking.letter, decision.sender, whys)
        return Outcome(Fate.POINTED, Reason.NOT_SERVED)
    request = Request(
        site=box.site,
        title=title or title_from_text(body.text),
        body=body,
        author=author,
        category=offered.kept(box.category),
        priority=offered.kept(box.priority),
        source=source,
        serves_anyway=taking.by is not None,
    )
    submit = _submit(taking, viewer_of(author), is_automatic=decision.is_automatic)
    link = taking.link(unproven=is_doubtful(taking.letter, author))
    opened = open_ticket(submit=submit, request=request, letter=link)
    number = opened.ticket.number
    return Outcome(Fate.TAKEN, ticket=number, claim=decision.claim, opened=True)


def _author(taking: Taking, sender: Sender | None) -> Person:
    """Return whose ticket it is; who has no address is still somebody (spec D-12)."""
    if sender is None:
        letter = taking.letter
        return add_contact(name=letter.from_.name or letter.from_.address or _("Unknown sender"))
    if taking.row.mailbox.recognise_people:
        return person_for(sender.address, name=sender.name)
    return contact_for(sender.address, name=sender.name)


def _submit(taking: Taking, viewer: Viewer, *, is_automatic: bool) -> Submit:
    return Submit(
        by=Actor.person_of(viewer),
        via=Via.MAIL,
        key=f"letter:{_fingerprint(taking)}",
        at=taking.row.received_at,
        automatic=is_automatic,
    )


def _fingerprint(taking: Taking) -> str:
    """Return what two copies of a letter share that came to us on two ways (spec MAIL-13).

    The Message-ID alone will not do: some scanners give all their letters the same one.
    """
    letter = taking.letter
    if not letter.message_id or UNREAD in letter.problems:
        return taking.row.digest
    parts = [letter.message_id, letter.subject, letter.text]
    content = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    for one in letter.attachments:
        content.update(hashlib.sha256(one.data).digest())
    return content.hexdigest()


def _source(box: Mailbox) -> Source | None:
    return box.source or with_code(Source, MAIL_SOURCE)


def _record(taking: Taking, outcome: Outcome) -> None:
    claim = outcome.claim
    Received.objects.filter(pk=taking.row.pk).update(
        fate=outcome.fate,
        reason=outcome.reason or "",
        error="",
        ticket_number=outcome.ticket,
        claimed_number=claim.number if claim else None,
        claimed_person=outcome.person,
        matched_by=outcome.by or (claim.by if claim else ""),
        opened=outcome.opened,
        decided_at=now(),
        decided_by=taking.by,
    )
