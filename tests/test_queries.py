"""How many SQL queries each page takes: exactly so many, with little and with much data.

A number that grows with the rows is a page that will be slow next year. Whoever adds a query
changes the number here, and is asked whether it was worth it.
"""

from dataclasses import replace
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.directory.models import Category
from otklik.directory.operations import create_entry
from otklik.people.models import Organization, UserGroup
from otklik.people.operations import Profile, add_account, add_to_user_group
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import moscow, read_kept_tables
from tests.everybody import ROWS, House, Row
from tests.stage import Stage, file, follow_all

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("queries")]

PAGES: Final = {
    ("stranger", "/account/sign-in/"): 1,
    ("stranger", "/account/sign-up/"): 1,
    ("stranger", "/account/forgotten/"): 1,
    ("stranger", "/account/new-password/?key={reset}"): 2,
    ("stranger", "/account/proof/?key={proof}"): 2,
    ("assignee", "/account/profile/"): 7,
    ("author", "/portal/"): 10,
    ("author", "/portal/list/"): 9,
    ("author", "/portal/?q=касса"): 16,
    ("author", "/portal/new/"): 10,
    ("author", "/portal/t/{ticket}/"): 20,
    ("author", "/portal/t/{ticket}/newer/?after=0"): 15,
    ("author", "/portal/t/{ticket}/earlier/?before=6&click=4"): 11,
    ("author", "/portal/t/{ticket}/state/"): 7,
    ("author", "/portal/t/{ticket}/clock/"): 5,
    ("author", "/portal/bell/"): 6,
    ("author", "/portal/bell/count/"): 4,
    ("author", "/files/{file}/a.png"): 4,
    ("assignee", "/desk/?view=waiting"): 12,
    ("assignee", "/desk/?view=mine"): 12,
    ("assignee", "/desk/?view=open"): 12,
    ("helper", "/desk/?view=co-executing"): 12,
    ("assignee", "/desk/?view=unassigned"): 12,
    ("assignee", "/desk/?view=held"): 12,
    ("assignee", "/desk/?view=closed"): 13,
    ("admin", "/desk/?view=open"): 12,
    ("assignee", "/desk/?view=open&category=none&client=elena&sort=-client"): 15,
    ("assignee", "/desk/filters/"): 13,
    ("assignee", "/desk/bulk/?do=status&chosen={ticket}"): 7,
    ("assignee", "/desk/columns/"): 5,
    ("assignee", "/desk/refresh/?view=open"): 12,
    ("assignee", "/desk/bell/"): 6,
    ("assignee", "/desk/bell/count/"): 4,
    ("assignee", "/desk/search/?q=касса"): 20,
    ("admin", "/desk/search/?q=касса"): 20,
    ("assignee", "/desk/search/found/?q=касса"): 18,
    ("assignee", "/desk/search/quick/?q=касса"): 18,
    ("assignee", "/desk/new/"): 10,
    ("assignee", "/desk/new/people/?q=elena"): 5,
    ("assignee", "/desk/t/{ticket}/"): 27,
    ("observer", "/desk/t/{ticket}/"): 24,
    ("admin", "/desk/t/{ticket}/"): 26,
    ("assignee", "/desk/t/{ticket}/newer/?after=1"): 20,
    ("assignee", "/desk/t/{ticket}/earlier/?before=6&click=4"): 13,
    ("assignee", "/desk/t/{ticket}/presence/"): 6,
    ("assignee", "/desk/t/{ticket}/live/"): 13,
    ("assignee", "/desk/t/{ticket}/properties/"): 13,
    ("assignee", "/desk/t/{ticket}/author/"): 5,
    ("assignee", "/desk/t/{ticket}/edit/title/"): 5,
    ("assignee", "/desk/t/{ticket}/hold/"): 5,
    ("admin", "/desk/t/{ticket}/messages/{answer}/"): 14,
    ("assignee", "/desk/t/{ticket}/canned/"): 6,
    ("assignee", "/desk/t/{ticket}/history/"): 7,
    ("assignee", "/desk/t/{ticket}/clock/"): 5,
    ("assignee", "/desk/t/{ticket}/letters/"): 6,
    ("assignee", "/desk/t/{ticket}/letters/{letter}/"): 6,
    ("admin", "/office/people/"): 13,
    ("admin", "/office/people/{elena}/"): 19,
    ("admin", "/office/groups/customers/{customers}/"): 11,
}
"""By who asks for what."""

ELSEWHERE: Final = ("/office/", "/files/", "/healthz", "/readyz")
"""Pages that their rooms count, files, and what machines ask."""

Counts = dict[str, dict[tuple[str, str], int]]
"""How many queries each page takes, by how much data there is."""

CONTROL: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
TICKETS: Final = 30
FEW_ROUNDS: Final = 2
LOUD_ROUNDS: Final = 4
QUIET_ROUNDS: Final = 44


@pytest.fixture(scope="module")
def counted(stage: Stage) -> Counts:
    """How many queries each page takes, with little and with much."""
    house = House(stage)
    talk(stage, FEW_ROUNDS, quiet=True)
    little = {page: count(house, *page) for page in PAGES}
    grow(stage)
    return {"little": little, "much": {page: count(house, *page) for page in PAGES}}


def count(house: House, visitor: str, path: str) -> int:
    """Return how many queries a page takes; what begins and ends transactions is none."""
    read_kept_tables()
    with CaptureQueriesContext(connection) as queries:
        answer = house.ask(Row("GET", path, {}), visitor)
    assert answer.status in {200, 204}, f"{visitor} {path}: {answer.status}"
    return sum(not query["sql"].startswith(CONTROL) for query in queries)


def talk(stage: Stage, rounds: int, *, quiet: bool) -> None:
    """Let Anna answer and the clients ask again: a round is four messages, the last one waits."""
    world, number = stage.world, stage.ticket.pk
    body = Body(text="Слова", files=[file("a.png")])
    for _round in range(rounds):
        for person, say in ((world.anna, reply), (world.anna, note), (world.elena, reply)):
            say(ticket_id=number, submit=replace(world.by(person), quiet=quiet), body=body)
        reply(ticket_id=number, submit=replace(world.by(world.irina), quiet=quiet), body=body)


def grow(stage: Stage) -> None:
    """Make a year's work of the stage: messages, letters, tickets, colleagues, words."""
    world = stage.world
    talk(stage, LOUD_ROUNDS, quiet=False)
    follow_all()
    talk(stage, QUIET_ROUNDS, quiet=True)
    for number in range(TICKETS):
        _add_people(number)
        create_entry(entry=Category(name_ru=f"Категория {number}"))
        world.ticket(
            title=f"Обращение {number}",
            responsible=world.anna if number % 3 else None,
            co_executors=(world.gleb,) if number % 3 else (),
            at=moscow(2, 10),
        )


def _add_people(number: int) -> None:
    company = Organization.objects.create(name=f"Компания {number}")
    for group in ("agents", "clients"):
        person = add_account(
            email=f"{group}{number}@example.org",
            profile=Profile(name=f"Elena {number}"),
            password="correct horse battery staple",
            organization=company,
            proven_at=moscow(1, 9),
        )
        add_to_user_group(person=person, group=UserGroup.objects.get(code=group))


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_a_page_takes_as_many_queries_as_agreed(counted: Counts, page: tuple[str, str]):
    got = {size: numbers[page] for size, numbers in counted.items()}
    assert got == {"little": PAGES[page], "much": PAGES[page]}


def test_every_page_of_clients_and_agents_is_counted():
    pages = {
        row.path.partition("?")[0].replace("{free}", "{ticket}")
        for row in ROWS
        if row.method == "GET" and "200" in row.expected.values()
    }
    counted = {path.partition("?")[0] for _visitor, path in PAGES}
    assert {page for page in pages - counted if not page.startswith(ELSEWHERE)} == set()
