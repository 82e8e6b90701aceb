"""A run: load, kills by chance, an undisturbed end, and the comparison."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import time_machine
from django.db import close_old_connections, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from bench.browser import Browser
from otklik.cli.progress import progress
from otklik.core.time import now
from otklik.mail import tasks as mail_tasks
from otklik.mail.models import Mailbox, Outgoing, Security, State
from otklik.mail_in import tasks as mail_in_tasks
from otklik.mail_in.models import Fate, Reason, Received
from otklik.mail_in.tests import dovecot
from otklik.mail_in.tests.post import ADDRESS
from otklik.people.models import Person
from otklik.tickets import tasks as tickets_tasks
from otklik.tickets.models import Change
from otklik.tickets.tests.world import World, make_world
from tests.faults.check import Known, differences
from tests.faults.letters import Writer
from tests.faults.load import IMAP_ADDRESS, Typist, bring, broken_off
from tests.faults.points import IN_THE_MIDST, POINTS, Part, Wound
from tests.faults.stand import Stand
from tests.flows.service import PATIENCE_SECONDS

INTAKE: Final[Sequence[Part]] = (Part.WORKER, Part.WORKER, Part.DOORS)
"""The worker does more, so it dies more often."""

IDLE: Final = "before it came to its point"
BY_ITSELF: Final = "by itself"
DATABASE: Final = "database"
UNSENT: Final = (State.QUEUED, State.SENDING)
CARRIERS: Final = 3
MOST_WAITING: Final = 12
"""Letters on their way in or out with which the worker keeps pace between its deaths."""

MOST_PASSES: Final = {Part.WORKER: 3, Part.DOORS: 2, Part.WEB: 2}
"""Always dying at the first step, workers would meet the same job again and again."""

LONGEST_DELAY: Final = 0.1
"""Seconds for which a process that does not die at its point still lives."""

WAIT_FOR_DEATH: Final = {Part.WORKER: 1.5, Part.DOORS: 1.5, Part.WEB: 6.0}
"""Seconds for a wounded process to come to its point; then it is killed where it is."""


@dataclass(frozen=True, slots=True)
class Kills:
    """How often is killed: worker or mail doors, the web process, the database."""

    intake: int
    web: int
    database: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        figures: What was done and what is there, for people.
        differences: What is not as it must be.
    """

    figures: Sequence[tuple[str, int]]
    differences: Sequence[str]


def run(stand: Stand, *, kills: Kills, seed: int) -> Outcome:
    """Kill a service under load and compare.

    Args:
        stand: The service, empty and with no part alive.
        kills: How often.
        seed: Of what is chance.
    """
    bench = Bench(stand, random.Random(seed))  # noqa: S311 (what is killed when)
    try:
        bench.start()
        bench.kill_intake(kills.intake)
        with bench.typing():
            bench.kill_web(kills.web)
            bench.kill_database(kills.database)
        return bench.outcome(bench.settle())
    finally:
        bench.end()


class Bench:
    """Puts load on a service and kills its parts.

    Args:
        stand: The service.
        luck: The chance.
    """

    def __init__(self, stand: Stand, luck: random.Random) -> None:
        self._stand = stand
        self._luck = luck
        self._writer = Writer(luck, stand.post)
        self._wounds: dict[Part, Wound | None] = {}
        self._deaths: Counter[tuple[str, str]] = Counter()
        self._carriers = ThreadPoolExecutor(CARRIERS)
        self._brought: list[Future[None]] = []
        self._world = make_world()
        _make_mailboxes(self._world, stand)
        self._typists = _make_typists(self._world, stand)

    def start(self) -> None:
        """Let all parts live, and the people sign in."""
        for part in Part:
            self._bear(part, None)
        for typist in self._typists:
            typist.sign_in()

    def kill_intake(self, times: int) -> None:
        """Kill the worker or the mail doors while letters come in."""
        with progress("Worker and mail doors") as report:
            for done in range(times):
                parts = INTAKE
                if self._keeps_pace():
                    self._bring(self._luck.choice((0, 1, 1, 2)))
                else:
                    parts = (Part.WORKER,)
                fallen = [part for part in parts if self._stand.nursery.has_ended(part)]
                self._kill_and_bear(self._luck.choice(fallen or parts))
                report(done + 1, times)

    @contextmanager
    def typing(self) -> Iterator[None]:
        """Let people write messages until the end of the block."""
        enough = threading.Event()
        with ThreadPoolExecutor(len(self._typists)) as threads:
            typing = [threads.submit(one.type_until, enough) for one in self._typists]
            try:
                yield
            except BaseException:
                broken_off.set()
                raise
            finally:
                enough.set()
        self._brought += typing

    def kill_web(self, times: int) -> None:
        """Kill the web process while people write."""
        with progress("Web") as report:
            for done in range(times):
                self._bring(1)
                self._kill_and_bear(Part.WEB)
                report(done + 1, times)

    def kill_database(self, times: int) -> None:
        """Kill the database server while people write and letters come in."""
        self._heal()
        cluster = self._stand.cluster
        with progress("Database") as report:
            for done in range(times):
                self._bring(2)
                time.sleep(self._luck.uniform(0.2, 1.5))
                if cluster.process:
                    os.kill(cluster.process.pid, signal.SIGKILL)
                self._deaths[DATABASE, IN_THE_MIDST] += 1
                time.sleep(self._luck.uniform(0, 0.5))
                cluster.start(port=cluster.port)
                self._raise_the_fallen()
                report(done + 1, times)

    def settle(self) -> Sequence[str]:
        """Let everything come to its end undisturbed; return what has not."""
        self._heal()
        with progress("Coming to rest"):
            return self._wait_for_rest()

    def outcome(self, unsettled: Sequence[str]) -> Outcome:
        """Return what was done and what is not as it must be."""
        known = Known(
            letters=self._writer.sent,
            typists=self._typists,
            post=self._stand.post,
            prepared=len(self._typists),
            admin=self._world.vera.email,
            deaths=sum(number for (part, _), number in self._deaths.items() if part != Part.WEB),
        )
        done = [one for one in self._brought if one.done()]
        refused = [str(one.exception()) for one in done if one.exception()]
        found = [*unsettled, *refused, *differences(known)]
        return Outcome(list(self._figures()), found)

    def end(self) -> None:
        """Let the carriers go, whatever they still carry."""
        broken_off.set()
        self._carriers.shutdown(cancel_futures=True)

    # --- Load ---------------------------------------------------------------------------------

    def _bring(self, number: int) -> None:
        for _ in range(number):
            letter = self._writer.write()
            self._brought.append(self._carriers.submit(bring, self._stand, letter))

    def _keeps_pace(self) -> bool:
        """Tell whether the service still gets done what comes in, on this machine."""
        untaken = Received.objects.filter(fate=Fate.NEW).count()
        unsent = Outgoing.objects.filter(state__in=UNSENT).count()
        return untaken + unsent < MOST_WAITING

    # --- Life and death -----------------------------------------------------------------------

    def _bear(self, part: Part, wound: Wound | None) -> None:
        self._wounds[part] = wound
        self._stand.nursery.bear(part, wound)

    def _kill_and_bear(self, part: Part) -> None:
        """Kill a part, or wait until its wound has; the next one may be born with a wound."""
        nursery, wound = self._stand.nursery, self._wounds[part]
        nursery.has_ended(part, within=WAIT_FOR_DEATH[part] if wound else 0)
        self._note_death(part, was_alive=nursery.kill(part))
        self._bear(part, self._wound(part))

    def _note_death(self, part: Part, *, was_alive: bool) -> None:
        wound = self._wounds[part]
        self._deaths[part, IDLE if was_alive else wound.name if wound else BY_ITSELF] += 1

    def _wound(self, part: Part) -> Wound:
        """Choose a moment for a death: at a point, or a little after it."""
        luck = self._luck
        point = luck.choice([point for point in POINTS if point.part is part])
        delay = luck.choice((0.0, luck.uniform(0, LONGEST_DELAY)))
        return Wound(point, luck.randrange(MOST_PASSES[part]), delay)

    def _heal(self) -> None:
        """Replace all parts by healthy ones."""
        for part in Part:
            self._stand.nursery.kill(part)
            self._bear(part, None)

    def _raise_the_fallen(self) -> None:
        """Start again what did not outlive the database, as `otklik serve` would."""
        for part in Part:
            if self._stand.nursery.has_ended(part):
                self._note_death(part, was_alive=self._stand.nursery.kill(part))
                self._bear(part, None)

    # --- Rest ---------------------------------------------------------------------------------

    def _wait_for_rest(self) -> Sequence[str]:
        before, since = [""], 0.0
        while True:
            close_old_connections()
            moving = list(self._what_moves())
            if moving == before:
                _let_hours_pass()
            else:
                before, since = moving, time.monotonic()
            if not moving or time.monotonic() > since + PATIENCE_SECONDS:
                return moving
            self._raise_the_fallen()
            time.sleep(0.25)

    def _what_moves(self) -> Iterator[str]:
        """Yield what has not come to its end, with how much there is of it."""
        _let_jobs_wait_no_longer()
        expected = len({one.digest for one in self._writer.sent})
        counts = {
            "letters are on their way": sum(not one.done() for one in self._brought),
            "letters are not fetched": expected - Received.objects.count(),
            "letters are not taken": Received.objects.filter(fate=Fate.NEW).count(),
            "changes are not followed": Change.objects.filter(
                followed_at=None, is_quiet=False
            ).count(),
            "letters have not left": Outgoing.objects.filter(state__in=UNSENT).count(),
        }
        yield from (f"{number} {what}" for what, number in counts.items() if number)

    # --- Figures ------------------------------------------------------------------------------

    def _figures(self) -> Iterator[tuple[str, int]]:
        for (part, how), number in sorted(self._deaths.items()):
            yield f"killed: {part}, {how}", number
        kinds = Counter(one.kind for one in self._writer.sent)
        for kind, number in kinds.items():
            yield f"letters: {kind}", number
        yield "letters taken in", sum(one.is_acknowledged for one in self._writer.sent)
        for fate, number in Counter(Received.objects.values_list("fate", flat=True)).items():
            yield f"in the ledger: {Fate(fate).name.lower()}", number
        yield "of them in the tray after eight deaths", _stuck()
        yield "begun more than once", Received.objects.filter(attempts__gt=1).count()
        yield "messages typed and saved", sum(len(one.said) for one in self._typists)
        yield "jobs given up, their work done later", _given_up()
        yield "our letters", Outgoing.objects.count()
        ids = Counter(str(one["Message-ID"]) for one in self._stand.post.taken)
        yield "of them twice in the post", ids.total() - len(ids)


def _make_mailboxes(world: World, stand: Stand) -> None:
    Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)
    box = Mailbox(
        site=world.site,
        name="Ящик",
        address=IMAP_ADDRESS,
        imap_host="127.0.0.1",
        imap_port=stand.dovecot.port,
        imap_security=Security.NONE,
    )
    box.imap_password = dovecot.PASSWORD
    box.save()


def _make_typists(world: World, stand: Stand) -> Sequence[Typist]:
    """Return two agents and a client, each with a ticket of his own."""

    def typist(person: Person, responsible: Person, path: str) -> Typist:
        ticket = world.ticket(author=world.pavel, responsible=responsible)
        told = {world.pavel.email, world.vera.email, responsible.email}
        if person is responsible:
            told.discard(person.email)
        address = f"{path}{ticket.pk}/"
        return Typist(person, ticket, address, Browser(stand.config.url), frozenset(told))

    return [
        typist(world.anna, world.anna, "/desk/t/"),
        typist(world.boris, world.boris, "/desk/t/"),
        typist(world.pavel, world.gleb, "/portal/t/"),
    ]


def _stuck() -> int:
    return Received.objects.filter(reason=Reason.STUCK).count()


def _given_up() -> int:
    return ProcrastinateJob.objects.filter(status="failed").count()


def _let_hours_pass() -> None:
    """Look for what is left without a job, as the service does each hour and more often."""
    with time_machine.travel(now() + timedelta(hours=2)):
        mail_in_tasks.take_left(0)
        mail_tasks.send_left(0)
        tickets_tasks.follow_left(0)


def _let_jobs_wait_no_longer() -> None:
    """Let the time pass for which jobs wait that failed without the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL"
            " WHERE status = 'todo' AND scheduled_at > now()"
        )
