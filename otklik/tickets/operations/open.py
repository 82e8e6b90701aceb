"""Opening a ticket: a client asks, or staff take down what a client asked (spec 2, ASG-11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from otklik.clock.choice import Given
from otklik.clock.models import Level
from otklik.core.kept import asked_once, attach
from otklik.core.text import one_line, storable
from otklik.core.time import now
from otklik.coupons.models import Coupon
from otklik.coupons.operations.spend import Claim, CouponRefused, log_spent, spend
from otklik.directory.models import Category, Difficulty, Priority, Site, Source, Status
from otklik.directory.steps import Step
from otklik.people.acts import Act, may
from otklik.people.models import Person
from otklik.people.viewer import Viewer
from otklik.tickets.access import DICTIONARIES, Refused
from otklik.tickets.models import EventKind, Message, Side, Ticket
from otklik.tickets.operations.actor import Actor, Submit
from otklik.tickets.operations.assign import add_co_executor, make_responsible, require_selectable
from otklik.tickets.operations.by_rules import find_responsible
from otklik.tickets.operations.limits import refuse_flood_of_tickets
from otklik.tickets.operations.messages import Body, Letter, Voice, add_message
from otklik.tickets.operations.set_fields import FieldRefused, name_of_day
from otklik.tickets.operations.start import Wish, start
from otklik.tickets.operations.writing import (
    Repeated,
    UsedKey,
    Writing,
    refuse_repeated,
    writing_first,
)

TITLE_LENGTH: Final = 255
TITLE_FROM_TEXT: Final = 50
FIELDS_AT_START: Final = ("category", "priority", "status", "difficulty", "source")


class Assignment(Enum):
    """How a new ticket gets its responsible when no person is named (spec ASG-11)."""

    LADDER = "ladder"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class StaffChoices:
    """What only staff decide when they open a ticket.

    Attributes:
        level: A level chosen by hand.
        status: The first status, if not the default one.
        difficulty: How hard it looks.
        responsible: A person, nobody, or whom the ladder finds.
        co_executors: Who helps from the start.
    """

    level: Level | None = None
    status: Status | None = None
    difficulty: Difficulty | None = None
    responsible: Person | Assignment = Assignment.LADDER
    co_executors: Sequence[Person] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a new ticket says.

    Attributes:
        site: The brand it belongs to.
        title: Up to 255 characters; from a letter without a subject the text's beginning.
        body: The first message.
        author: The client.
        author_text: How else the client was named, for instance several addresses (spec T-6).
        category: What it is about.
        priority: How critical it is; the site's default if not given.
        source: Through what it came; nothing means the web.
        confirm_by_mail: The client wants a confirmation by e-mail (spec T-21).
        answers_by_mail: The client wants the answers by e-mail (spec T-21).
        staff: What staff decided; nothing from clients.
        coupon: The coupon to be used; its level overrides every other choice (spec SLA-7).
        serves_anyway: Staff decided that a letter is taken, whatever the term of support (REG-10)
            and the channels of the level (C-6).
        continues: The closed ticket in which the client cannot go on any more (spec CLS-6).
        speaker: Who wrote the first message, if not the author.
    """

    site: Site
    title: str
    body: Body
    author: Person
    author_text: str = ""
    category: Category | None = None
    priority: Priority | None = None
    source: Source | None = None
    confirm_by_mail: bool = True
    answers_by_mail: bool = True
    staff: StaffChoices = field(default_factory=StaffChoices)
    coupon: Claim | None = None
    serves_anyway: bool = False
    continues: Ticket | None = None
    speaker: Person | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new ticket and its first message."""

    ticket: Ticket
    message: Message


def open_ticket(*, submit: Submit, request: Request, letter: Letter | None = None) -> Opened:
    """Open a ticket: level, first message, clock and responsible in one change.

    Args:
        submit: Who types it in, through what, when.
        request: What is asked, by whom, of which site.
        letter: The letter that brought it.

    Returns:
        The ticket and its first message, or those that the same key opened before.

    Raises:
        Refused: The person may not open tickets, or not for another author (spec T-5).
        FieldRefused: A client set what only staff may (spec D-16).
        CouponRefused: The coupon cannot be used; nothing was taken off it (spec CPN-5, CPN-8).
        ValidationError: Title or text is missing or too long, or the level does not allow what was
            chosen.
    """
    _check(submit.by, request)
    try:
        with transaction.atomic():
            refuse_repeated(submit, EventKind.OPENED)
            return open_unasked(submit, request, letter)
    except Repeated as repeated:
        return _first(repeated)
    except (IntegrityError, UsedKey, CouponRefused):
        # Two submits with one key at once: the first got through, and the second was stopped by the
        # database, by its own second look, or by a coupon that the first has used up. The first one
        # counts.
        try:
            refuse_repeated(submit, EventKind.OPENED)
        except Repeated as repeated:
            return _first(repeated)
        raise


def _first(repeated: Repeated) -> Opened:
    ticket = repeated.change.ticket
    return Opened(ticket, Message.objects.get(ticket=ticket, number=1))


def _check(by: Actor, request: Request) -> None:
    """Refuse what this actor may not ask for, before anything is written."""
    if by.viewer is not None:
        if not may_open(by.viewer):
            raise Refused
        if not by.viewer.is_staff:
            _check_client(by, request)
    if not title_of(request):
        raise ValidationError({"title": _("A ticket needs a title.")}, code="required")
    if len(request.title) > TITLE_LENGTH:
        raise ValidationError(
            {"title": _("At most %(limit)d characters.") % {"limit": TITLE_LENGTH}},
            code="max_length",
        )
    if request.body.is_empty:
        raise ValidationError({"text": _("Write something or attach a file.")}, code="empty")


def may_open(viewer: Viewer) -> bool:
    """Tell whether a person may open tickets at all (spec T-5, D-12)."""
    return may(viewer, Act.WRITE_TICKETS) or _is_contact(viewer)


def _is_contact(viewer: Viewer) -> bool:
    """Whether a letter's sender writes who has no account and so no role (spec D-12)."""
    person = viewer.person
    return person is not None and not person.can_sign_in and not viewer.is_denied


def _check_client(by: Actor, request: Request) -> None:
    """Refuse what only staff may say (spec T-5, ASG-4, D-16)."""
    if request.author.pk != by.person_id:
        raise FieldRefused("author")
    for name in ("level", "status", "difficulty", "co_executors"):
        if getattr(request.staff, name):
            raise FieldRefused(name)
    if request.staff.responsible is not Assignment.LADDER:
        raise FieldRefused("responsible")
    if request.coupon and not request.site.takes_coupons:
        raise FieldRefused("coupon")


def title_of(request: Request) -> str:
    """Return the title: as given, one line; by letter also from the text (spec MAIL-9)."""
    return one_line(storable(request.title), TITLE_LENGTH)


def title_from_text(text: str) -> str:
    """Return a title for a letter without a subject: the beginning of its text (spec MAIL-9)."""
    return one_line(storable(text), TITLE_FROM_TEXT) or "…"


@asked_once()
def open_unasked(submit: Submit, request: Request, letter: Letter | None) -> Opened:
    """Open a ticket for an operation that has asked already whether the actor may.

    Args:
        submit: Who acts, through what, when.
        request: What is asked, by whom, of which site.
        letter: The letter that brought it.

    Raises:
        ValidationError: The actor opens too many, or the level does not allow what was chosen.
    """
    refuse_flood_of_tickets(submit)
    at = submit.at or now()
    coupon = _spend(request, at)
    ticket = _insert(submit.by, request, at, coupon)
    if coupon and request.coupon:
        log_spent(request.coupon, coupon, ticket=ticket.pk, at=at)
    with writing_first(ticket, replace(submit, at=at)) as current:
        current.append(EventKind.OPENED, _initial_values(current.ticket))
        if coupon:
            current.append(EventKind.COUPON, {"code": coupon.code})
        if request.continues:
            current.append(EventKind.CONTINUES, {"ticket": request.continues.pk})
        voice = Voice(request.speaker or request.author, Side.CLIENT, request.source)
        message = add_message(current, request.body, voice, letter=letter, opens=True)
        _find_responsible(current, request)
        for person in request.staff.co_executors:
            add_co_executor(ticket_id=ticket.pk, submit=submit, person=person)
        return Opened(current.ticket, message)


def _spend(request: Request, at: datetime) -> Coupon | None:
    if request.coupon is None:
        return None
    zone = request.site.time_zone
    return spend(request.coupon, author=request.author, zone=zone, at=at)


def _insert(by: Actor, request: Request, at: datetime, coupon: Coupon | None) -> Ticket:
    site, staff = request.site, request.staff
    wish = Wish(
        site=site,
        author=request.author,
        given=Given(coupon=coupon.level if coupon else None, staff=staff.level),
        category=request.category,
        priority=request.priority,
        status=staff.status,
        source=request.source,
        by_staff=by.viewer is None or by.viewer.is_staff,
        serves_anyway=request.serves_anyway,
    )
    begun = start(wish, at=at)
    ticket = Ticket.objects.create(
        site=site,
        title=title_of(request),
        author=request.author,
        author_text=request.author_text,
        creator=by.person,
        source=request.source,
        category=begun.category,
        priority=begun.priority,
        status=begun.status,
        difficulty=staff.difficulty,
        level=begun.choice.level,
        level_choice=begun.choice.as_json(),
        coupon_code=coupon.code if coupon else "",
        continues=request.continues,
        confirm_by_mail=request.confirm_by_mail,
        answers_by_mail=request.answers_by_mail,
        auto_close_days=site.auto_close_days,
        created_at=at,
        modified_at=at,
        public_modified_at=at,
        last_message_at=at,
        turn_since=at,
    )
    attach([ticket], DICTIONARIES)  # as they are now: the caller may have read them long ago
    return ticket


def _initial_values(ticket: Ticket) -> dict[str, object]:
    """Return what the history says of a ticket's beginning (spec HIST-2)."""
    rows = {name: name_of_day(getattr(ticket, name)) for name in (*FIELDS_AT_START, "level")}
    return {
        "values": rows,
        "author": ticket.author_id,
        "creator": ticket.creator_id,
        "level_choice": ticket.level_choice,
    }


def _find_responsible(current: Writing, request: Request) -> None:
    """Make responsible whom staff chose, or whom the ladder finds (spec ASG-2…ASG-6, ASG-11)."""
    chosen = request.staff.responsible
    if isinstance(chosen, Person):
        require_selectable(chosen, current.ticket)
        make_responsible(current, chosen, {"step": Step.CHOICE})
        return
    if chosen is Assignment.NOBODY:
        return
    find_responsible(current)
