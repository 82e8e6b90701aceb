"""Playing the demo's conversations: every line goes through the operations that pages use."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.clock.levels import terms_of
from otklik.core.time import now
from otklik.coupons.operations.spend import Claim
from otklik.directory.models import Source
from otklik.directory.queries import with_code
from otklik.files.store import store
from otklik.importers.demo.cast import PASSWORD, PLAYERS
from otklik.importers.demo.moments import before, source_of
from otklik.importers.demo.pictures import content_of
from otklik.importers.demo.script import Step, Thread, threads
from otklik.importers.demo.stage import Stage, build, level_of
from otklik.people.models import Person, Role
from otklik.people.viewer import viewer_of
from otklik.tickets import access
from otklik.tickets.operations.actor import Actor, Submit
from otklik.tickets.operations.assign import add_co_executor, assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.messages import Body, File
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Assignment, Request, StaffChoices, open_ticket
from otklik.tickets.operations.reading import mark_read
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.writing import settle
from otklik.tickets.words import Via

Progress = Callable[[int, int], None]

HISTORY: Final = timedelta(days=120)
TAKEN_AFTER: Final = timedelta(minutes=4)
CLOSED_AFTER: Final = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the demo prints.

    Attributes:
        email: To sign in with.
        password: The same for everybody.
        role: What the account may do, in a word.
        name: Whose it is.
    """

    email: str
    password: str
    role: str
    name: str


_ROLES: Final = {
    "agents": Role.AGENT,
    "admins": Role.ADMIN,
    "observers": Role.OBSERVER,
    "clients": Role.CLIENT,
}
ACCOUNTS: Final = tuple(
    Account(player.email, PASSWORD, _ROLES[player.group].value, player.name)
    for player in PLAYERS
    if player.about_ru
)


def load(progress: Progress) -> None:
    """Fill an empty installation with the demo.

    Args:
        progress: Told how many conversations are done, and of how many.
    """
    moment = now()
    stage = build(moment - HISTORY)
    played = sorted((_times(thread, stage, moment), thread) for thread in threads())
    for done, (times, thread) in enumerate(played, start=1):
        _play(thread, times, stage, moment)
        progress(done, len(played))


def _times(thread: Thread, stage: Stage, moment: datetime) -> list[datetime]:
    """Return when each step happened, counted back from the last one in working time."""
    level = level_of(stage.people[thread.client], stage, moment)
    terms = terms_of(level, hold_pauses=False)
    calendar = terms.calendar
    if thread.anchor == "ago":
        last = before(calendar, moment, thread.minutes)
    else:
        reaction = terms.promised_minutes or 0
        waits = source_of(calendar, moment, reaction=reaction, **{thread.anchor: thread.minutes})
        after = _gap_after_wait(thread.steps)
        last = waits if not after else min(waits + timedelta(minutes=after), moment)
    times = [last]
    for step in reversed(thread.steps[1:]):
        times.append(before(calendar, times[-1], step.gap))
    return times[::-1]


def _gap_after_wait(steps: Sequence[Step]) -> int:
    """Return the minutes between the message that waits and the last step: notes come after it."""
    gap = 0
    for step in reversed(steps):
        if not step.is_note:
            return gap
        gap += step.gap
    return gap


def _play(thread: Thread, times: Sequence[datetime], stage: Stage, moment: datetime) -> None:
    number = _open(thread, times[0], stage)
    _take(number, thread, min(times[0] + TAKEN_AFTER, *times[1:], moment), stage)
    for step, at in zip(thread.steps[1:], times[1:], strict=True):
        _write(number, step, at, stage, thread)
    end = min(times[-1] + CLOSED_AFTER, moment)
    _finish(number, thread, end, stage)
    settle(number, until=moment, quiet=True)
    _mark_read(number, thread, stage)


def _open(thread: Thread, at: datetime, stage: Stage) -> int:
    first = thread.steps[0]
    client = stage.people[thread.client]
    request = Request(
        site=stage.site,
        title=thread.title,
        body=_body(first),
        author=client,
        category=stage.categories[thread.category],
        priority=stage.priorities[thread.priority],
        source=_source(first),
        staff=StaffChoices(responsible=Assignment.NOBODY if first.typed_by else Assignment.LADDER),
        coupon=Claim(stage.coupon, client) if thread.by_coupon else None,
    )
    by = _by(stage.people[first.typed_by] if first.typed_by else client)
    submit = Submit(by=by, via=_via(first), at=at, quiet=True)
    return open_ticket(submit=submit, request=request).ticket.number


def _take(number: int, thread: Thread, at: datetime, stage: Stage) -> None:
    """Let the agent of the script take the ticket and call for help."""
    if not thread.responsible:
        return
    agent = stage.people[thread.responsible]
    submit = Submit(by=_by(agent), via=Via.WEB, at=at, quiet=True)
    assign(ticket_id=number, submit=submit, responsible=agent, shown=None)
    for code in thread.co_executors:
        add_co_executor(ticket_id=number, submit=submit, person=stage.people[code])


def _write(number: int, step: Step, at: datetime, stage: Stage, thread: Thread) -> None:
    person = stage.people[thread.client if step.by == "client" else step.by]
    submit = Submit(by=_by(person), via=_via(step), at=at, quiet=True)
    if step.is_note:
        note(ticket_id=number, submit=submit, body=_body(step))
    else:
        reply(ticket_id=number, submit=submit, body=_body(step), source=_source(step))


def _finish(number: int, thread: Thread, at: datetime, stage: Stage) -> None:
    """Set the status, hold or close: by whoever did it in the script."""
    agent = stage.people[thread.responsible] if thread.responsible else None
    if agent is None:
        return
    submit = Submit(by=_by(agent), via=Via.WEB, at=at, quiet=True)
    if thread.status:
        shown = access.get(viewer_of(agent), number).ticket.status_id
        change = FieldChange("status", stage.statuses[thread.status].pk, shown)
        set_fields(ticket_id=number, submit=submit, changes=[change])
    if thread.hold:
        until = at.astimezone(ZoneInfo(stage.site.time_zone)).date() + timedelta(days=thread.hold)
        hold(ticket_id=number, submit=submit, until=until)
    if thread.close:
        closer = stage.people[thread.client if thread.close == "client" else thread.close]
        close(ticket_id=number, submit=Submit(by=_by(closer), via=Via.WEB, at=at, quiet=True))


def _mark_read(number: int, thread: Thread, stage: Stage) -> None:
    """Let those who wrote last, and everybody in what is closed, have read the ticket."""
    writers = {step.by for step in thread.steps[-2:] if step.by != "client"}
    readers = writers if not thread.close else {*writers, thread.responsible}
    for code in readers - {""}:
        seen = access.get(viewer_of(stage.people[code]), number)
        mark_read(seen=seen, seq=seen.ticket.last_seq)


def _by(person: Person) -> Actor:
    return Actor.person_of(viewer_of(person))


def _via(step: Step) -> Via:
    return Via.MAIL if step.via == "mail" else Via.WEB


def _source(step: Step) -> Source | None:
    codes = {"mail": "email", "phone": "phone"}
    return with_code(Source, codes[step.via]) if step.via in codes else None


def _body(step: Step) -> Body:
    files = [File(store(io.BytesIO(content_of(name)), name=name), name) for name in step.files]
    return Body(text=step.text, files=files)
