"""What lists tell, and what they keep to themselves."""

import pytest

from otklik.tickets import access
from otklik.tickets.models import Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Request, StaffChoices, open_ticket
from otklik.tickets.operations.reading import DraftText, draft_of, mark_read, save_draft
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.queries.lists import Side, View, own_tickets, queue
from otklik.tickets.tests.world import World, moscow


def numbers_of(world: World, side: Side = Side.OPEN) -> list[int]:
    return [row.ticket.pk for row in own_tickets(world.viewer(world.elena), side).rows]


def test_a_note_moves_nothing_in_the_clients_list(world: World) -> None:
    older = world.ticket(responsible=world.anna, at=moscow(24, 10))
    newer = world.ticket(responsible=world.anna, at=moscow(24, 11))
    note(ticket_id=older.pk, submit=world.by(world.anna, at=moscow(24, 12)), body=Body(text="Т"))
    comment = FieldChange("comment", "Звонил директор", "")
    by = world.by(world.anna, at=moscow(24, 13))
    set_fields(ticket_id=older.pk, submit=by, changes=[comment])
    assert numbers_of(world) == [newer.pk, older.pk]
    assert Ticket.objects.get(pk=older.pk).modified_at == moscow(24, 13)
    reply(ticket_id=older.pk, submit=world.by(world.anna, at=moscow(24, 14)), body=Body(text="О"))
    assert numbers_of(world) == [older.pk, newer.pk]


def opened_by_anna(world: World) -> Ticket:
    """Return a ticket of Elena's that Anna typed in and Boris works on."""
    request = Request(
        site=world.site,
        title="По телефону",
        body=Body(text="Просит перезвонить."),
        author=world.elena,
        staff=StaffChoices(responsible=world.boris, co_executors=[world.gleb]),
    )
    return open_ticket(submit=world.by(world.vera), request=request).ticket


def test_in_staffs_list_an_agent_reads_his_own_tickets_as_a_client(world: World) -> None:
    own = world.ticket(author=world.anna, responsible=world.boris, co_executors=(world.gleb,))
    typed = opened_by_anna(world)
    Ticket.objects.filter(pk=typed.pk).update(creator=world.anna)
    for ticket in (own, typed):
        reply(ticket_id=ticket.pk, submit=world.by(world.boris), body=Body(text="Смотрим."))
        seen = access.get(world.viewer(world.anna), ticket.pk)
        assert not seen.stance.sees_hidden
        mark_read(seen=seen, seq=seen.ticket.last_seq)
        note(ticket_id=ticket.pk, submit=world.by(world.boris), body=Body(text="Про Анну"))
    rows = {row.ticket.pk: row for row in queue(world.viewer(world.anna), View.OPEN).rows}
    assert set(rows) == {own.pk, typed.pk}
    for row in rows.values():
        assert (row.as_client, row.is_unread, row.co_executors) == (True, False, ())
    for person in (world.boris, world.vera):
        for row in queue(world.viewer(person), View.OPEN).rows:
            assert not row.as_client
            assert [seat.person for seat in row.co_executors] == [world.gleb]


@pytest.mark.parametrize("key", ["k" * 1000, "a\x00b"])
def test_a_key_may_be_anything_that_a_browser_sends(world: World, key: str) -> None:
    ticket = world.ticket(responsible=world.anna)
    submit = Submit.of(world.viewer(world.anna), key=key)
    first = reply(ticket_id=ticket.pk, submit=submit, body=Body(text="Раз"))
    assert reply(ticket_id=ticket.pk, submit=submit, body=Body(text="Два")) == first


def test_a_changed_title_stays_one_line(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, title="Нет чека")
    change = FieldChange("title", "Нет чека\r\nBcc: all@example.org\u2028\x00", "Нет чека")
    changed = set_fields(ticket_id=ticket.pk, submit=world.by(world.anna), changes=[change])
    assert changed.title == "Нет чека Bcc: all@example.org"


def test_a_draft_has_seen_nothing_that_is_not_there(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    seen = access.get(world.viewer(world.anna), ticket.pk)
    draft = DraftText(text="Начал", seen_seq=10**12)
    save_draft(viewer=seen.viewer, seen=seen, draft=draft)
    kept = draft_of(viewer=seen.viewer, seen=seen)
    assert kept is not None
    assert kept.seen_seq == seen.ticket.last_seq
