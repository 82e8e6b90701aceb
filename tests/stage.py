"""A stage that whole-house tests share: everybody of the world, and tickets with a full story."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.files import uploads
from otklik.files.store import store
from otklik.people.models import Person, SupportGroup, UserGroup
from otklik.people.operations import add_to_support_group, add_to_user_group
from otklik.tickets import tasks
from otklik.tickets.models import Attachment, Ticket
from otklik.tickets.operations.messages import Body, File
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.writing import FOLLOW
from otklik.tickets.tests.world import World, make_world


def picture() -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 0, 0)).save(out, "PNG")
    return out.getvalue()


PNG: Final = picture()


@dataclass(frozen=True)
class Stage:
    """Everybody, and three tickets.

    Attributes:
        world: The people. Irina hears of everything in Elena's group. Nina, whose address is not
            proven, may see that group and stands among the agents: neither helps her (spec D-11).
        ticket: Elena's. Anna is responsible, Gleb helps; it has an answer, a note, files of both,
            and letters.
        own: The same of Boris, an agent who asks for himself.
        free: Elena's, nobody is responsible.
    """

    world: World
    ticket: Ticket
    own: Ticket
    free: Ticket


def build() -> Stage:
    """Build the stage in the present database, which holds the shipped rows."""
    world = make_world()
    customers = SupportGroup.objects.get(name="Гранит-Строй")
    add_to_support_group(
        person=world.irina, group=customers, sees_group=True, hears_new=True, hears_updates=True
    )
    add_to_support_group(person=world.nina, group=customers, sees_group=True)
    add_to_user_group(person=world.nina, group=UserGroup.objects.get(code="agents"))
    stage = Stage(
        world=world,
        ticket=world.ticket(responsible=world.anna, co_executors=(world.gleb,)),
        own=world.ticket(
            author=world.boris, responsible=world.anna, co_executors=(world.gleb,), title="Свой"
        ),
        free=world.ticket(title="Ничьё"),
    )
    for ticket in (stage.ticket, stage.own):
        answer, secret = (
            Body(text="Посмотрите", files=[file("a.png")]),
            Body("?", files=[file("b.png")]),
        )
        reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=answer)
        note(ticket_id=ticket.pk, submit=world.by(world.anna), body=secret)
    follow_all()
    return stage


def file(name: str, content: bytes = PNG) -> File:
    """Return a stored file on its way into a message."""
    return File(store(io.BytesIO(content), name=name), name)


def file_of(ticket: Ticket, *, hidden: bool) -> Attachment:
    """Return the newest file of a ticket's visible messages, or of its notes."""
    return Attachment.objects.filter(message__ticket=ticket, message__is_hidden=hidden).latest("pk")


def upload_of(person: Person) -> str:
    """Return the key of a new upload of a person."""
    sent = SimpleUploadedFile("a.png", PNG, content_type="image/png")
    return uploads.add(sent, owner_id=person.pk, limit=len(PNG)).key


def follow_all() -> None:
    """Do every job that changes of tickets have left, as a worker would; letters are not sent."""
    jobs = ProcrastinateJob.objects.filter(task_name=FOLLOW, status="todo").order_by("id")
    for job in jobs:
        tasks.follow_change(**job.args)
    jobs.update(status="succeeded")


def session_of(person: Person) -> str:
    """Open a session for a person and return its key."""
    browser = Client()
    browser.force_login(person)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def browser_with(session: str | None, *, language: str = "ru", strict: bool = False) -> Client:
    """Return a fresh browser in a session.

    Args:
        session: The session's key; a stranger's browser if there is none.
        language: What the browser asks for.
        strict: Whether forms need their token, as in real life.
    """
    browser = Client(headers={"Accept-Language": language}, enforce_csrf_checks=strict)
    if session:
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
    return browser


def body_of(response: Any) -> bytes:
    """Return the whole body of an answer; a file's is read to its end, which closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the database whatever the block does."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
