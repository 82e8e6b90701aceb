"""Answering machines face the service over real SMTP: every exchange ends by itself (spec D-13)."""

import asyncio
import email
import email.policy
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from otklik.mail import results
from otklik.mail.delivery import deliver
from otklik.mail.models import Mailbox, Outgoing, State
from otklik.mail.transport import Smtp
from otklik.mail_in.models import Fate, Received
from otklik.mail_in.take import take
from otklik.mail_in.tests.door import listening, open_door
from otklik.mail_in.tests.post import write
from otklik.tickets.follow import follow
from otklik.tickets.models import Change, EventKind, Message, Ticket
from otklik.tickets.operations.hear_of_letter import hear_of_letter
from otklik.tickets.tasks import LISTENER
from otklik.tickets.tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 60
"""Far more turns than any exchange may take."""

Robot = Callable[[EmailMessage], EmailMessage | None]


@dataclass
class Sink:
    """The mail server of everybody else: keeps what it gets."""

    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter, with its recipient for the robots to know theirs."""
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter["X-Recipient"] = envelope.rcpt_tos[0]
        self.taken.append(letter)
        return "250 Taken"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def sink() -> Iterator[tuple[Sink, Smtp]]:
    handler = Sink()

    async def start() -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: SMTP(handler), host="127.0.0.1", port=0)

    with listening(start) as port:
        yield handler, Smtp(host="127.0.0.1", port=port)


def answer_politely(letter: EmailMessage) -> EmailMessage:
    """Answer as RFC 3834 wants it."""
    answer = answer_as_a_person_would(letter)
    answer["Auto-Submitted"] = "auto-replied (vacation)"
    return answer


def answer_as_a_person_would(letter: EmailMessage) -> EmailMessage:
    """Answer with nothing that tells a machine: to Reply-To, in the thread."""
    return write(
        sender=letter["X-Recipient"],
        to=str(letter["Reply-To"] or letter["From"]),
        subject=f"Re: {letter['Subject']}",
        text="Меня нет, вернусь через неделю.",
        references=[str(letter["Message-ID"])],
    )


def answer_out_of_the_blue(letter: EmailMessage) -> EmailMessage:
    """Answer with a letter that looks new: to the sender, in no thread, by no number."""
    return write(
        sender=letter["X-Recipient"],
        to=str(letter["From"]),
        subject="Здравствуйте",
        text="Меня нет, вернусь через неделю.",
    )


@dataclass
class Post:
    """Carries letters both ways until nobody has anything to say."""

    sink: Sink
    transport: Smtp
    door: int
    robots: dict[str, Robot]
    answered: int = 0

    def carry(self) -> int:
        """Return how many rounds it took."""
        for turn in range(ROUNDS):
            self._follow()
            self._send()
            if not self._answer() and not self._take():
                return turn
            self._take()
        return ROUNDS

    def _follow(self) -> None:
        for change in Change.objects.filter(followed_at=None).order_by("pk"):
            follow(change.pk)

    def _send(self) -> None:
        for row in Outgoing.objects.filter(state=State.QUEUED).order_by("pk"):
            deliver(row.pk, transport=self.transport, read=lambda _: b"")

    def _answer(self) -> int:
        letters, self.sink.taken = self.sink.taken, []
        answers = 0
        for letter in letters:
            robot = self.robots.get(str(letter["X-Recipient"]))
            answer = robot(letter) if robot else None
            if answer is not None:
                self.bring(answer)
                answers += 1
        self.answered += answers
        return answers

    def bring(self, letter: EmailMessage) -> None:
        """Bring a letter to our door, with the empty sender of a machine if it says to be one."""
        sender = "" if letter["Auto-Submitted"] else parseaddr(str(letter["From"]))[1]
        with smtplib.SMTP("127.0.0.1", self.door, timeout=30) as server:
            server.send_message(
                letter, from_addr=sender, to_addrs=[parseaddr(str(letter["To"]))[1]]
            )

    def _take(self) -> int:
        new = list(Received.objects.filter(fate=Fate.NEW).values_list("pk", flat=True))
        for number in new:
            take(number)
        return len(new)


@pytest.fixture
def post(
    mailbox: Mailbox, sink: tuple[Sink, Smtp], set_config: Callable[..., Any]
) -> Iterator[Post]:
    set_config(smtp_listen_port=0)
    handler, transport = sink
    with open_door() as port:
        yield Post(handler, transport, port, {})


def begin(post: Post, world: World) -> None:
    post.bring(write(sender=world.elena.email, subject="Касса не печатает"))
    post._take()


def test_a_polite_robot_is_heard_once(post: Post, world: World) -> None:
    post.robots = {world.elena.email: answer_politely}
    begin(post, world)
    assert post.carry() < ROUNDS
    assert post.answered == 1
    assert Message.objects.count() == 1
    assert Received.objects.filter(fate=Fate.AUTOMATIC).count() == 1


def test_a_robot_that_hides_gets_no_answer_to_its_answer(post: Post, world: World) -> None:
    post.robots = {world.elena.email: answer_as_a_person_would}
    begin(post, world)
    assert post.carry() < ROUNDS
    assert post.answered == 1
    assert Message.objects.count() == 2


def test_a_robot_that_answers_out_of_the_blue_is_soon_alone(post: Post, world: World) -> None:
    post.robots = {world.elena.email: answer_out_of_the_blue}
    begin(post, world)
    assert post.carry() < ROUNDS
    assert Ticket.objects.count() <= 6
    assert Received.objects.exclude(fate=Fate.TAKEN).count() == 0


def test_robots_on_both_sides_of_a_ticket_fall_silent(post: Post, world: World) -> None:
    """The agent's robot answers for the agent, by the agent's own signed address."""
    world.site.default_responsible = world.anna
    world.site.save()
    post.robots = dict.fromkeys((world.elena.email, world.anna.email), answer_as_a_person_would)
    begin(post, world)
    assert post.carry() < ROUNDS
    ticket = Ticket.objects.get()
    for person in (world.elena, world.anna):
        letters = Outgoing.objects.filter(address=person.email)
        assert letters.filter(state=State.SENT).count() <= 10
    results.hear(LISTENER, hear_of_letter)
    silenced = ticket.events.filter(kind=EventKind.LETTERS_SILENCED)
    people = {world.elena.pk, world.anna.pk, world.vera.pk}  # an administrator gets copies
    assert {event.payload["person"] for event in silenced} == people
