"""What lists tell, and what they keep to themselves."""

from datetime import date
from typing import Any

import pytest

from otklik.people.models import Person
from otklik.tickets import access
from otklik.tickets.lamps import Lamp, lamp, lit
from otklik.tickets.models import Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Request, StaffChoices, open_ticket
from otklik.tickets.operations.reading import DraftText, draft_of, mark_read, save_draft
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.queries import lists, paging
from otklik.tickets.queries.filters import NONE, Filters, Span
from otklik.tickets.queries.lists import Listing, Side, counts, neighbours, own_tickets, queue
from otklik.tickets.queries.orders import HIDDEN_FROM_CLIENTS, SortBy
from otklik.tickets.queries.views import View
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
    rows = {row.ticket.pk: row for row in queue(world.viewer(world.anna), Listing(View.OPEN)).rows}
    assert set(rows) == {own.pk, typed.pk}
    for row in rows.values():
        assert (row.as_client, row.is_unread, row.co_executors) == (True, False, ())
    for person in (world.boris, world.vera):
        for row in queue(world.viewer(person), Listing(View.OPEN)).rows:
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


def test_a_lamp_and_its_filter_say_the_same(world: World) -> None:
    tickets = [
        world.ticket(),
        world.ticket(responsible=world.anna),
        world.ticket(author=world.anna, responsible=world.boris),
        world.ticket(author=world.anna, responsible=world.boris),
        world.ticket(responsible=world.anna, title="Отложено"),
        world.ticket(responsible=world.anna, title="Закрыто"),
    ]
    for number, person in ((1, world.vera), (3, world.boris)):
        answer = Body(text="Да")
        reply(ticket_id=tickets[number].pk, submit=world.by(person), body=answer)
    hold(ticket_id=tickets[4].pk, submit=world.by(world.vera))
    close(ticket_id=tickets[5].pk, submit=world.by(world.vera))
    for person in (world.anna, world.boris, world.vera):
        for state in Lamp:
            found = set(Ticket.objects.filter(lit(state, person.pk)).values_list("pk", flat=True))
            shown = {
                one.pk
                for one in Ticket.objects.all()
                if lamp(one, person.pk, access.Stance.STAFF) is state
            }
            assert found == shown, (person, state)


def stand(world: World, person: Person, listing: Listing, size: int) -> list[int]:
    """Return the numbers of a list, read in pages."""
    numbers: list[int] = []
    mark = ""
    while True:
        page = queue(world.viewer(person), listing, after=mark, size=size)
        numbers += [row.ticket.pk for row in page.rows]
        mark = page.next
        if not mark:
            return numbers


@pytest.fixture
def varied(world: World) -> World:
    """Tickets that differ in all that a list can be ordered by, and come by several ways."""
    for minute in range(6):
        ticket = world.ticket(
            title=f"Обращение {minute % 3}",
            author=world.elena if minute % 2 else world.pavel,
            responsible=(None, world.anna, world.gleb)[minute % 3],
            co_executors=(world.anna,) if minute % 3 == 2 else (),
            at=moscow(24, 10, minute),
        )
        if minute % 2:
            change = FieldChange("category", world.category.pk, None)
            set_fields(ticket_id=ticket.pk, submit=world.by(world.vera), changes=[change])
        if minute % 3 == 1:
            reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Да"))
    world.ticket(author=world.anna, at=moscow(24, 11))
    return world


def test_every_order_is_whole_stable_and_turns_around(varied: World) -> None:
    anna = varied.viewer(varied.anna)
    for sort, falls in [(sort, falls) for sort in (None, *SortBy) for falls in (False, True)]:
        listing = Listing(View.OPEN, sort=sort, falls=falls)
        whole = stand(varied, varied.anna, listing, 50)
        assert len(whole) == len(set(whole)) == (6 if sort in HIDDEN_FROM_CLIENTS else 7)
        assert stand(varied, varied.anna, listing, 2) == whole, listing
        beside = neighbours(anna, listing, Ticket.objects.get(pk=whole[2]))
        assert (beside.previous, beside.next, beside.place) == (whole[1], whole[3], 3)
        assert beside.total.number == len(whole)


def test_those_without_what_is_ordered_by_come_last_in_both_directions(varied: World) -> None:
    for falls in (False, True):
        numbers = stand(
            varied, varied.vera, Listing(View.OPEN, sort=SortBy.CATEGORY, falls=falls), 50
        )
        with_one = [Ticket.objects.get(pk=one).category_id is not None for one in numbers]
        assert with_one == sorted(with_one, reverse=True)


def test_filters_add_up_and_tell_nothing_of_the_own_ticket(varied: World) -> None:
    def found(person: Person, **asked: Any) -> int:
        return len(stand(varied, person, Listing(View.OPEN, Filters(**asked)), 50))

    none = frozenset({NONE})
    assert found(varied.vera) == 7
    assert found(varied.vera, references={"responsible": none}) == 3
    assert found(varied.vera, references={"responsible": none | {varied.anna.pk}}) == 5
    assert found(varied.vera, references={"category": none}, client="pavel") == 3
    assert found(varied.vera, organization=varied.elena.organization_id) == 3
    assert found(varied.vera, numbers={"messages": Span(2, None)}) == 2
    assert found(varied.vera, days={"created": Span(None, date(2026, 11, 23))}) == 0
    assert found(varied.vera, days={"created": Span(date(2026, 11, 24), None)}) == 7
    assert found(varied.vera, days={"closes": Span(date(2026, 11, 25), None)}) == 2
    assert found(varied.anna, references={"category": none}) == 4
    assert found(varied.anna, references={"difficulty": none}) == 6


def test_nobody_counts_without_end(varied: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_AT_MOST", 4)
    narrowed = Listing(View.OPEN, Filters(numbers={"number": Span(1, None)}))
    for person in (varied.anna, varied.vera):
        found = counts(varied.viewer(person), narrowed)
        assert str(found.views[View.OPEN]) == str(found.shown) == "4+"
        assert str(found.views[View.UNASSIGNED]) == "3"
    monkeypatch.setattr(paging, "LOOKED_THROUGH", 2)
    assert str(counts(varied.viewer(varied.anna)).views[View.HELD]) == "0+"
    assert str(counts(varied.viewer(varied.vera)).views[View.HELD]) == "0"


def test_far_down_a_list_a_ticket_still_knows_its_neighbours(
    varied: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, listing = varied.viewer(varied.anna), Listing(View.OPEN)
    whole = stand(varied, varied.anna, listing, 50)
    monkeypatch.setattr(lists, "PLACES", 2)
    for at, number in enumerate(whole[:-1]):
        beside = neighbours(anna, listing, Ticket.objects.get(pk=number))
        assert beside.next == whole[at + 1]
        assert beside.previous == (whole[at - 1] if at else None)
        assert (beside.place, str(beside.total)) == (at + 1 if at < 2 else 0, "2+")
    gone = neighbours(anna, Listing(View.HELD), Ticket.objects.get(pk=whole[0]))
    assert (gone.previous, gone.next, gone.place) == (None, None, 0)
