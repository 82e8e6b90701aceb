"""Rating answers (spec RATE-1…RATE-4, C-7, GRP-4)."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from otklik.directory.models import Rating
from otklik.tickets import audience
from otklik.tickets.access import Refused, Unseen
from otklik.tickets.letters import write
from otklik.tickets.models import Change, EventKind, Message, MessageRating, TextVersion, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.rate import LONGEST_TEXT, Verdict, rate
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.tests.world import World


def row(code: str) -> int:
    return Rating.objects.get(code=code).pk


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Elena's ticket, for which Anna is responsible."""
    return world.ticket(responsible=world.anna)


@pytest.fixture
def answer(world: World, ticket: Ticket) -> Message:
    """Anna's answer in it."""
    return reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Обновите"))


def verdict(answer: Message, code: str = "good", shown: int | None = None, text: str = ""):
    return Verdict(message_id=answer.pk, rating=row(code), shown=shown, text=text)


def last_letter(ticket: Ticket, address: str) -> str:
    change = Change.objects.filter(ticket=ticket).select_related("ticket__site").latest("pk")
    told = {one.address: one for one in audience.recipients(change)}
    return write(change, [told[address]])[0].text if address in told else ""


def test_the_author_rates_changes_his_mind_and_the_ticket_shows_the_last(
    world: World, ticket: Ticket, answer: Message
) -> None:
    elena = world.by(world.elena)
    rate(ticket_id=ticket.pk, submit=elena, verdict=verdict(answer, "good", text="Быстро"))
    close(ticket_id=ticket.pk, submit=elena)
    changed = verdict(answer, "bad", shown=row("good"), text="Сломалось снова")
    rate(ticket_id=ticket.pk, submit=elena, verdict=changed)
    given = MessageRating.objects.get()
    assert (given.message, given.rating_id, given.words, given.by) == (
        answer,
        row("bad"),
        "Сломалось снова",
        world.elena,
    )
    ticket.refresh_from_db()
    assert (ticket.rating_id, ticket.is_closed) == (row("bad"), True)
    told = list(ticket.events.filter(kind=EventKind.RATED).order_by("seq"))
    assert [event.payload["new"]["ru"] for event in told] == [
        "Ответ устраивает",
        "Ответ не устраивает",
    ]
    assert "Быстро" not in str([event.payload for event in told])


def test_the_words_can_be_erased_and_the_rating_stays(
    world: World, ticket: Ticket, answer: Message
) -> None:
    said = verdict(answer, text="Зовите меня +7 900")
    rate(ticket_id=ticket.pk, submit=world.by(world.elena), verdict=said)
    TextVersion.objects.filter(ticket=ticket).delete()
    assert (MessageRating.objects.get().rating_id, MessageRating.objects.get().words) == (
        row("good"),
        "",
    )


def test_a_colleague_rates_too_and_a_race_is_shown(
    world: World, ticket: Ticket, answer: Message
) -> None:
    rate(ticket_id=ticket.pk, submit=world.by(world.irina), verdict=verdict(answer, "partly"))
    with pytest.raises(Stale):
        rate(ticket_id=ticket.pk, submit=world.by(world.elena), verdict=verdict(answer, "bad"))
    assert MessageRating.objects.get().rating_id == row("partly")


def test_a_repeat_changes_nothing(world: World, ticket: Ticket, answer: Message) -> None:
    for _press in range(2):
        rate(ticket_id=ticket.pk, submit=world.by(world.elena, key="k"), verdict=verdict(answer))
    assert ticket.events.filter(kind=EventKind.RATED).count() == 1


@pytest.mark.parametrize("name", ["anna", "vera", "oleg"])
def test_staff_do_not_rate(world: World, ticket: Ticket, answer: Message, name: str) -> None:
    with pytest.raises(Refused):
        rate(ticket_id=ticket.pk, submit=world.by(getattr(world, name)), verdict=verdict(answer))


def test_who_only_typed_it_in_does_not_rate(world: World, ticket: Ticket, answer: Message) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(creator=world.boris)
    with pytest.raises(Refused):
        rate(ticket_id=ticket.pk, submit=world.by(world.boris), verdict=verdict(answer))


def test_only_visible_answers_of_this_ticket_are_rated(world: World, ticket: Ticket) -> None:
    anna, elena = world.by(world.anna), world.by(world.elena)
    secret = note(ticket_id=ticket.pk, submit=anna, body=Body(text="Секрет"))
    question = Message.objects.get(ticket=ticket, number=1)
    other = world.ticket(author=world.pavel, responsible=world.anna)
    foreign = reply(ticket_id=other.pk, submit=anna, body=Body(text="Другому"))
    for message in (secret, question, foreign):
        with pytest.raises(Unseen):
            rate(ticket_id=ticket.pk, submit=elena, verdict=verdict(message))


def test_what_is_not_offered_is_refused(world: World, ticket: Ticket, answer: Message) -> None:
    Rating.objects.filter(code="bad").update(archived_at=answer.at)
    wrong = verdict(answer, "bad"), verdict(answer, text="ы" * (LONGEST_TEXT + 1))
    for said in wrong:
        with pytest.raises(ValidationError):
            rate(ticket_id=ticket.pk, submit=world.by(world.elena), verdict=said)
    assert not MessageRating.objects.exists()


def test_rating_and_closing_are_one_change(world: World, ticket: Ticket, answer: Message) -> None:
    rate(ticket_id=ticket.pk, submit=world.by(world.elena), verdict=verdict(answer), closes=True)
    change = Change.objects.filter(ticket=ticket).latest("pk")
    assert [event.kind for event in change.events.order_by("seq")] == ["rated", "closed"]


def test_staff_get_a_letter_with_the_words(world: World, ticket: Ticket, answer: Message) -> None:
    said = verdict(answer, "partly", text="А если не поможет?")
    rate(ticket_id=ticket.pk, submit=world.by(world.elena), verdict=said)
    letter = last_letter(ticket, "anna@example.org")
    assert "Недостаточно полно" in letter
    assert "А если не поможет?" in letter


def test_the_letter_about_the_closing_asks_for_a_rating_once(
    world: World, ticket: Ticket, answer: Message
) -> None:
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    asked = f"/t/{ticket.pk}?answer={answer.public_number}&rate={row('partly')}#rate"
    assert asked in last_letter(ticket, "elena@example.org")
    assert "?answer=" not in last_letter(ticket, "vera@example.org")
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=None)
    rate(ticket_id=ticket.pk, submit=world.by(world.elena), verdict=verdict(answer))
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    assert "?answer=" not in last_letter(ticket, "elena@example.org")


def test_a_hidden_closing_asks_nobody(world: World, ticket: Ticket, answer: Message) -> None:
    close(ticket_id=ticket.pk, submit=replace(world.by(world.anna), hidden=True))
    assert last_letter(ticket, "elena@example.org") == ""
