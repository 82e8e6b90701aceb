"""Finding tickets: words, wholes, and who may find what (spec SRCH-1, SRCH-2)."""

from collections.abc import Sequence

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from otklik.core.search import MOST_STEMS, MOST_WORDS, Piece, question
from otklik.people.models import Person
from otklik.tickets.models import Message, SearchText, Ticket
from otklik.tickets.operations import search_text
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_author import set_author
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.take_over import take_over
from otklik.tickets.queries import search as queries
from otklik.tickets.queries.lists import Side
from otklik.tickets.queries.search import Found, Meant, search, search_own, ticket_with_number
from otklik.tickets.tests.world import World
from tests.stage import file

EVERYTHING = Meant()


def at_desk(world: World, person: Person, words: str, meant: Meant = EVERYTHING) -> Found:
    return search(world.viewer(person), question(words), meant)


def numbers(found: Found) -> list[int]:
    return [hit.row.ticket.pk for hit in found.hits]


def found_by(world: World, person: Person, words: str) -> list[int]:
    return numbers(at_desk(world, person, words))


def found_as_client(world: World, person: Person, words: str) -> list[int]:
    return numbers(search_own(world.viewer(person), question(words), EVERYTHING))


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(f"[{one.text}]" if one.is_marked else one.text for one in pieces)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Оплатили счётом, а счета нет", "счета"),
        ("Оплатили счета", "счётом"),
        ("Ёлка упала", "елки"),
        ("Please resend the invoices", "invoice"),
        ("Your invoice", "invoices"),
        ("Заказ INV-000123456 не пришёл", "INV-000123456"),
        ("Заказ INV-000123456 не пришёл", "000123456"),
        ("После обновления 24.3", "24.3"),
        ("Принтер Zebra ZD421", "zd421"),
        ("Звоните +7 (916) 123-45-67", "8 916 123 45 67"),
        ("Мой номер 89161234567", "+79161234567"),
        ("Пишите на Buh@Granit.example", "buh@granit.example"),
        ("Пишите на buh@granit.example", "granit"),
        ("Ошибка в C:\\temp\\отчёт_за-май.xlsx.", "отчет_за-май.xlsx"),
        ("Смотрите https://example.org/help/index.html", "index.html"),
        ("Возврат не прошёл", "возвр"),
    ],
)
def test_what_is_said_is_found(world: World, said: str, asked: str) -> None:
    ticket = world.ticket(text=said)
    world.ticket(text="Совсем о другом")
    assert found_by(world, world.vera, asked) == [ticket.pk]
    assert found_as_client(world, world.elena, asked) == [ticket.pk]


@pytest.mark.parametrize(
    "asked", ["счётчик ", "invoiced order", "000123457", "other@granit.example"]
)
def test_what_is_not_said_is_not_found(world: World, asked: str) -> None:
    world.ticket(text="Счета, invoice 000123456, buh@granit.example")
    assert found_by(world, world.vera, asked) == []


def test_all_words_may_stand_in_different_messages(world: World) -> None:
    ticket = world.ticket(title="Касса", text="Не печатает чек", responsible=world.anna)
    other = world.ticket(title="Касса", responsible=world.anna)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Замените ленту"))
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Помогло"))
    assert found_by(world, world.anna, "помогла лента кассы чек") == [ticket.pk]
    assert found_by(world, world.anna, "касса") == [other.pk, ticket.pk]
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    assert found_by(world, world.anna, "ленты кассы") == [ticket.pk]
    assert numbers(at_desk(world, world.anna, "касса", Meant(side=Side.OPEN))) == [other.pk]
    assert numbers(at_desk(world, world.anna, "касса", Meant(side=Side.CLOSED))) == [ticket.pk]


def hide(world: World, ticket: Ticket, words: str) -> None:
    """Let Vera write a note with a file and a comment."""
    submit = world.by(world.vera)
    body = Body(text=f"Заметка {words}", files=[file(f"{words}.png")])
    note(ticket_id=ticket.pk, submit=submit, body=body)
    change = FieldChange("comment", words, "")
    set_fields(ticket_id=ticket.pk, submit=submit, changes=[change])


def test_a_hidden_word_is_staffs_only(world: World) -> None:
    """Hits, counts, snippets and the order of an author know nothing of it (SRCH-2)."""
    first = world.ticket(text="Касса сломалась", responsible=world.anna)
    hide(world, first, "жулик")
    second = world.ticket(text="Касса сломалась", responsible=world.anna)
    for person in (world.elena, world.irina):
        assert found_as_client(world, person, "жулик") == []
        assert found_as_client(world, person, "касса жулик") == []
        assert search_own(world.viewer(person), question("жулик"), EVERYTHING).count == 0
    found = search_own(world.viewer(world.elena), question("касса"), EVERYTHING)
    assert (numbers(found), found.count) == ([second.pk, first.pk], 2)
    assert all("жулик" not in text_of([*hit.snippet, *hit.file]) for hit in found.hits)
    (hit,) = at_desk(world, world.anna, "касса жулик").hits
    assert (hit.row.ticket, text_of(hit.snippet)) == (first, "Заметка [жулик]")
    assert text_of(hit.file) == "[жулик].png"


def test_an_agents_own_ticket_is_found_as_by_a_client(world: World) -> None:
    """Nothing of a note about himself: neither as author at the desk nor in the portal (D-5)."""
    own = world.ticket(author=world.boris, text="Прошу отпуск", responsible=world.anna)
    hide(world, own, "ненадёжен")
    assert found_by(world, world.boris, "отпуска") == [own.pk]
    for words in ("ненадежен", "отпуск ненадёжен", "заметка"):
        assert found_by(world, world.boris, words) == []
        assert found_as_client(world, world.boris, words) == []
        assert found_by(world, world.anna, words) == [own.pk]
    (hit,) = at_desk(world, world.boris, "отпуск").hits
    assert (hit.row.as_client, text_of(hit.file)) == (True, "")


def test_an_administrator_is_a_client_of_the_own_ticket(world: World) -> None:
    own = world.ticket(author=world.vera, text="Прошу отпуск", responsible=world.anna)
    body = Body(text="Недавно был")
    note(ticket_id=own.pk, submit=world.by(world.anna), body=body)
    assert found_by(world, world.vera, "недавно") == []
    assert found_by(world, world.vera, "отпуск") == [own.pk]


def test_everybody_finds_what_is_theirs(world: World) -> None:
    theirs = world.ticket(text="Особенное слово", responsible=world.anna)
    for person, finds in (
        (world.anna, True),
        (world.boris, False),
        (world.vera, True),
        (world.oleg, True),
    ):
        assert bool(found_by(world, person, "особенное")) is finds, person.name
    for person, finds in ((world.elena, True), (world.irina, True), (world.pavel, False)):
        assert bool(found_as_client(world, person, "особенное")) is finds, person.name
    assert ticket_with_number(world.viewer(world.anna), f"№ {theirs.pk}")
    assert ticket_with_number(world.viewer(world.boris), f"[#{theirs.pk}]") is None
    assert ticket_with_number(world.viewer(world.anna), "касса") is None


def test_a_narrow_viewer_searches_the_own_tickets(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the newest of everybody's: the own one is older than all that are looked at."""
    for name, value in (("WINDOWS", (1, 2)), ("MOST_COUNTED", 3)):
        monkeypatch.setattr(queries, name, value)
    monkeypatch.setattr("otklik.tickets.models.search.SHELF", 2)
    own = world.ticket(author=world.pavel, text="Частое слово", responsible=world.boris)
    for _ in range(8):
        world.ticket(text="Частое слово", responsible=world.anna)
    assert found_as_client(world, world.pavel, "частое") == [own.pk]
    assert found_by(world, world.boris, "частое") == [own.pk]
    assert len(found_by(world, world.vera, "частое")) == 4


def test_pages_go_on_and_counts_have_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 4)
    every = [world.ticket(text="Частое слово").pk for _ in range(5)][::-1]
    viewer, asked = world.viewer(world.vera), question("частое")
    first = search(viewer, asked, EVERYTHING, size=3)
    assert (numbers(first), first.count, first.is_more) == (every[:3], 4, True)
    last = search(viewer, asked, Meant(before=first.next), size=3)
    assert (numbers(last), last.is_more, last.next) == (every[3:], False, None)


def test_names_are_found_where_they_may_be_read(world: World) -> None:
    Person.objects.filter(pk=world.elena.pk).update(phone="+7 916 123-45-67")
    world.elena.refresh_from_db()
    ticket = world.ticket(title="Касса", text="Не печатает", responsible=world.anna)
    for words in ("elena касса", "гранит касса", "elena@example.org", "8 916 123-45-67"):
        assert found_by(world, world.anna, words) == [ticket.pk], words
    assert found_as_client(world, world.irina, "elena гранит") == [ticket.pk]
    assert found_as_client(world, world.irina, "elena@example.org") == []
    files = Body(text="Вот", files=[file("Акт сверки_2026.final.pdf.png")])
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=files)
    assert found_by(world, world.anna, "сверка") == [ticket.pk]
    assert found_as_client(world, world.elena, "Акт сверки_2026.final.pdf") == [ticket.pk]


def test_what_is_taken_away_is_not_found(world: World) -> None:
    ticket = world.ticket(title="Старый заголовок", responsible=world.anna)
    submit = world.by(world.anna)
    change = FieldChange("title", "Новый заголовок", "Старый заголовок")
    set_fields(ticket_id=ticket.pk, submit=submit, changes=[change])
    assert found_by(world, world.anna, "новый заголовок") == [ticket.pk]
    assert found_by(world, world.anna, "старый") == []
    take_over(contact_id=world.elena.pk, account=world.pavel, submit=world.by(world.vera))
    assert found_by(world, world.anna, "pavel") == [ticket.pk]
    assert found_by(world, world.anna, "elena") == []
    by_vera, shown = world.by(world.vera), world.pavel.pk
    set_author(ticket_id=ticket.pk, submit=by_vera, author=world.irina, shown=shown)
    assert found_as_client(world, world.irina, "pavel") == []
    assert found_as_client(world, world.irina, "irina") == [ticket.pk]


def test_a_snippet_is_about_the_words(world: World) -> None:
    ticket = world.ticket(text="Начало. " + "Пустые слова. " * 60 + "Вот чек, лента и касса.")
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Снова касса"))
    (hit,) = at_desk(world, world.vera, "лента касса чек").hits
    said = text_of(hit.snippet)
    assert "Вот [чек], [лента] и [касса]." in said
    assert said.startswith("…")
    assert len(said) < 250
    assert text_of(hit.title) == "[Касса] не печатает [чек]"


def test_a_message_never_fails_for_its_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses more than a megabyte of words, and with it would refuse the reply."""
    monkeypatch.setattr(search_text, "LONGEST_TEXT", search_text.LONGEST_DOCUMENT)
    ticket = world.ticket(responsible=world.anna)
    for part in range(12):
        words = " ".join(f"слово{part}нет{n}" for n in range(4000))
        search_text.index_message(Message(ticket=ticket, text=words), [])
    assert found_by(world, world.anna, "слово0нет1 слово1нет1 касса") == [ticket.pk]
    assert found_by(world, world.anna, "слово11нет1") == []


def test_a_full_ticket_takes_no_more_and_is_written_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_text, "LONGEST_DOCUMENT", 100)
    ticket = world.ticket(responsible=world.anna)
    for word in ("раз", "два", "три"):
        body = Body(text=f"{word} " + "слова " * 10)
        reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)
    search_text.index_ticket(ticket)
    assert found_by(world, world.anna, "раз два три касса") == [ticket.pk]
    monkeypatch.setattr(search_text, "FULL", 1)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="четыре"))
    assert found_by(world, world.anna, "четыре") == []


def test_everything_can_be_written_anew(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(search_text, "BATCH", 2)
    tickets = [world.ticket(text=f"Слово {n}", responsible=world.anna) for n in range(5)]
    hide(world, tickets[0], "жулик")
    before = list(SearchText.objects.order_by("pk").values_list("public", "staff"))
    SearchText.objects.all().delete()
    call_command("reindex")
    assert list(SearchText.objects.order_by("pk").values_list("public", "staff")) == before
    assert f"ticket {tickets[-1].pk}" in capsys.readouterr().out
    SearchText.objects.filter(ticket=tickets[1]).delete()
    reply(ticket_id=tickets[1].pk, submit=world.by(world.anna), body=Body(text="Ещё"))
    assert found_by(world, world.anna, "слово 1 еще") == [tickets[1].pk]


@given(words=st.text(max_size=60))
@example(words="' & | ! :* <-> \\ \"")
@example(words="\x00\ud800")
@example(words="(((" * 5000)
@example(words="а" * 10_000)
@example(words="a@b.c" * 3000)
@example(words="+7" * 3000)
@example(words="не и the of")
@example(words="ﬁ Ⅳ ½ 1e5 -5 §1 3d")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_fails(world: World, words: str) -> None:
    viewer = world.viewer(world.anna)
    asked = question(words)
    assert search(viewer, asked, EVERYTHING).count == 0
    assert search_own(viewer, asked, EVERYTHING).count == 0
    ticket_with_number(viewer, words)


@given(text=st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_can_be_indexed_and_shown(world: World, text: str) -> None:
    ticket = world.ticket(text=f"{text} касса", responsible=world.anna)
    asked = question(f"{text} касса ")
    hits = [hit.row.ticket for hit in at_desk(world, world.anna, f"{text} касса").hits]
    assert ticket in hits or len(asked.asked) < len(text)


def test_a_search_takes_so_many_queries(world: World) -> None:
    counted = []
    for more in (1, 25):
        for _ in range(more):
            hide(world, world.ticket(text="Частое слово", responsible=world.anna), "жулик")
        viewer, asked = world.viewer(world.anna), question("частое")
        with CaptureQueriesContext(connection) as context:
            search(viewer, asked, EVERYTHING)
        own = world.viewer(world.elena)
        with CaptureQueriesContext(connection) as narrow:
            search_own(own, asked, EVERYTHING)
        counted.append((len(context), len(narrow)))
    assert counted[0] == counted[1]


def test_a_long_question_costs_no_more_than_a_short_one(world: World) -> None:
    """So many words are looked for, and of those so many are marked, each text read once."""
    ticket = world.ticket(text=" ".join(f"слово{n}" for n in range(MOST_WORDS)))
    words = " ".join(f"слово{n}" for n in range(60))
    asked = question(words)
    assert (len(asked.lexemes), len(asked.stems)) == (MOST_WORDS, MOST_STEMS)
    with CaptureQueriesContext(connection) as context:
        found = search_own(world.viewer(world.elena), asked, EVERYTHING)
    assert numbers(found) == [ticket.pk]
    (told,) = [one["sql"] for one in context if "DISTINCT ON" in one["sql"]]
    assert told.upper().count("LOWER(") == 1
    addresses = " ".join(f"a{n}@b.ru" for n in range(20))
    assert len(question(addresses).lexemes) == MOST_WORDS


def test_excerpts_have_an_end_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the database takes too long over them, the hits are shown with their last messages."""

    def forever(*_args: object) -> dict[int, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return {}

    ticket = world.ticket(text="Касса молчит")
    monkeypatch.setattr(queries, "EXCERPTS_TIMEOUT", "10ms")
    monkeypatch.setattr(queries, "_said", forever)
    (hit,) = at_desk(world, world.vera, "касса").hits
    assert hit.row.ticket == ticket
    assert text_of(hit.snippet) == "[Касса] молчит"
