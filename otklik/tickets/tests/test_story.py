"""The conversation as an open page asks for it: nothing twice, nothing missed (spec MSG-18)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from otklik.people.models import Person
from otklik.tickets import access
from otklik.tickets.models import Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.queries import story
from otklik.tickets.queries.story import Conversation
from otklik.tickets.tests.world import World


class Interrupter:
    """Lets somebody write right after the next question for messages."""

    def __init__(self, write: Callable[[], object]) -> None:
        self._write: Callable[[], object] | None = write

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if self._write and sql.startswith('SELECT "tickets_message"'):
            write, self._write = self._write, None
            write()
        return result


def texts(told: Conversation) -> list[str]:
    return [item.message.text for item in told.items if item.message]


@pytest.mark.parametrize("reader", ["anna", "elena"])
@pytest.mark.parametrize("first", [True, False], ids=["whole page", "what is newer"])
def test_what_comes_while_a_page_is_made_is_shown_by_the_next_question(
    world: World, reader: str, first: bool
) -> None:
    ticket = world.ticket(responsible=world.anna)

    def write() -> None:
        reply(ticket_id=ticket.pk, submit=world.by(world.vera), body=Body(text="Между делом"))

    seen = _seen(world, getattr(world, reader), ticket)
    with connection.execute_wrapper(Interrupter(write)):
        told = story.conversation(seen) if first else story.newer(seen, after=1)
    later = story.newer(_seen(world, getattr(world, reader), ticket), after=told.last_seq)
    assert [*texts(told), *texts(later)].count("Между делом") == 1


def _seen(world: World, person: Person, ticket: Ticket) -> access.Seen:
    return access.get(world.viewer(person), ticket.pk)
