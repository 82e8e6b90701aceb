"""The whole corpus through every way in, before a real browser whose pages have lost their policy.

The Content-Security-Policy would stop most of it a second time. Here it is switched off, so that
the sanitiser, the templates and our own scripts have to hold alone.
"""

import html
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route, expect

from otklik.core.html import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, clean, to_text
from otklik.desk.tests.site import serve
from otklik.directory.models import CannedAnswer, Category, Status
from otklik.mail.models import Mailbox, Outgoing
from otklik.mail_in.models import Received
from otklik.mail_in.tests.post import ADDRESS, bring, ticket_of, write
from otklik.people.models import Organization, Person
from otklik.tickets.follow import follow
from otklik.tickets.models import Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World, make_world
from tests.hostile.uploads import FILES
from tests.hostile.vectors import ADDRESSES, NAMES, RESTING, RUNNING, armed, marked
from tests.stage import session_of

pytestmark = pytest.mark.django_db(transaction=True)

INSPECT: Final = Path(__file__).with_name("inspect.js").read_text(encoding="utf-8")
SETTLE: Final = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
HEAR: Final = "document.addEventListener('live:resync', () => { window.hears = true; });"
CONTROL: Final = "http://control.example/"
MARKUP: Final = marked((*RUNNING, *RESTING), "m")
"""Pieces of markup, those first that run by themselves."""
LINKS: Final = [f'<a href="{armed(one, n)}">x</a> l{n}.' for n, one in enumerate(ADDRESSES)]
CLOSED: Final = [one for n, one in enumerate(MARKUP) if f"m{n}." in to_text(clean(one))]
"""What leaves the words behind it in sight, so that many of them make one message."""
OPEN: Final = [one for one in MARKUP if one not in CLOSED]
SEEN_MARKUP: Final = [one.split()[-1] for one in CLOSED]
CALLED: Final = [" ".join(NAMES[first::10]) for first in range(10)]
"""The hostile names, several in each so that they are few."""
RULES: Final = {
    "tags": sorted(ALLOWED_TAGS),
    "attributes": {tag: sorted(names) for tag, names in ALLOWED_ATTRIBUTES.items()},
}
EDITOR: Final = "#composer .editor[contenteditable=true]"
PASTE: Final = """(editor, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    const init = { clipboardData: data, bubbles: true, cancelable: true };
    editor.dispatchEvent(new ClipboardEvent("paste", init));
}"""


@dataclass
class Watch:
    """What a browser did that it should not have done.

    Attributes:
        home: The host from which everything has to come.
        ran: The numbers of the vectors that ran.
        odd: Dialogs, windows, requests to somebody else, requests that a vector asked for.
    """

    home: str
    ran: set[int] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a context."""
        context.expose_binding("ran", lambda _source, number: self.ran.add(number))
        context.on("request", self._request)
        context.on("dialog", self._dialog)
        context.on("page", lambda page: page.on("popup", lambda it: self.odd.append(it.url)))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        is_foreign = parts.scheme in {"http", "https"} and parts.netloc != self.home
        if is_foreign or parts.path.startswith("/ran/") or "sign-out" in parts.path:
            self.odd.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.odd.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Ends what a test opened."""
    with ExitStack() as opened:
        yield opened


def given(chromium: Browser, stack: ExitStack, pieces: list[str]) -> tuple[Watch, Page]:
    """Show each piece in a document of its own."""
    frames = "".join(f'<iframe srcdoc="{html.escape(one)}"></iframe>' for one in pieces)
    context = chromium.new_context(bypass_csp=True)
    stack.callback(context.close)
    watch = Watch(urlsplit(CONTROL).netloc)
    watch.over(context)

    def answer(route: Route) -> None:
        if route.request.url == CONTROL:
            route.fulfill(body=f"<!doctype html>{frames}", content_type="text/html")
        else:
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(CONTROL)
    page.evaluate(SETTLE)
    return watch, page


def test_the_probes_are_live_and_the_sanitiser_stills_them(
    chromium: Browser, stack: ExitStack
) -> None:
    some = range(0, len(RUNNING), 3)
    raw, _page = given(chromium, stack, [MARKUP[n] for n in some])
    assert set(some) - raw.ran == set()
    cleaned, page = given(chromium, stack, ["".join(map(clean, (*MARKUP, *LINKS)))])
    page.frames[1].evaluate("() => { document.body.innerHTML += document.body.innerHTML }")
    page.evaluate(SETTLE)
    assert (cleaned.ran, cleaned.odd) == (set(), [])


@dataclass
class Filled:
    """The hostile house.

    Attributes:
        ticket: The ticket that a letter opened and in which all have written.
        letter: That letter.
        answer: The letter that told its author of the answer.
        category: One of the rows with a hostile name.
        person: One of the people.
    """

    ticket: Ticket
    letter: Received
    answer: Outgoing
    category: Category
    person: Person


def as_(person: Person) -> Client:
    """Return a browser without a screen."""
    client = Client()
    client.force_login(person)
    return client


def fill(world: World) -> Filled:
    """Send the corpus in by letter, by the clients' and the agents' pages and by the settings."""
    box = Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)
    for title in marked(CALLED, "t"):
        world.ticket(responsible=world.anna, title=title, text=title)
    letter = write(
        sender="mallory@example.org",
        name=marked(NAMES, "a")[1],
        subject=marked(NAMES, "s")[2],
        html="".join(CLOSED),
        files=[
            (name.replace("\u2028", ""), file.claimed.partition(";")[0], file.content)
            for name, file in zip(marked(NAMES, "f"), FILES, strict=False)
        ],
    )
    row = bring(box, letter)
    ticket = ticket_of(row)
    author = ticket.author
    Person.objects.filter(pk=author.pk).update(can_sign_in=True, email_proven_at=ticket.created_at)
    write_at_desk(world, ticket)
    portal = {"key": "p", "text": "x", "html": in_a_form([*CLOSED, *LINKS])}
    assert as_(author).post(f"/portal/t/{ticket.pk}/reply/", portal).status_code == 302
    for one in OPEN:
        reply(ticket_id=ticket.pk, submit=world.by(author), body=Body(html=one))
    settle_names(world)
    for change in ticket.changes.order_by("pk")[:4]:
        follow(change.pk)
    letters = Outgoing.objects.filter(address=author.email, ref=f"ticket.{ticket.pk}")
    return Filled(
        ticket=ticket,
        letter=row,
        answer=letters.order_by("pk")[0],
        category=Category.objects.latest("pk"),
        person=Person.objects.get(email="n1@example.org"),
    )


def in_a_form(pieces: list[str]) -> str:
    """Return pieces as one text; a form is refused for a NUL alone."""
    return "".join(pieces).replace("\0", "")


def write_at_desk(world: World, ticket: Ticket) -> None:
    """Let an agent take the ticket, write an answer and a note, and begin another answer."""
    anna, at = as_(world.anna), f"/desk/t/{ticket.pk}"
    assert anna.post(f"{at}/take/").status_code == 302
    for mode, pieces in (("reply", CLOSED), ("note", LINKS)):
        said = {"key": mode, "mode": mode, "text": "x", "seen": "999"}
        form = {**said, "html": in_a_form(pieces)}
        assert anna.post(f"{at}/write/", form).status_code == 302
    begun = {"text": "x", "html": in_a_form([*CLOSED, *LINKS]), "mode": "reply"}
    assert anna.post(f"{at}/draft/", begun).status_code == 204


def settle_names(world: World) -> None:
    """Call people, organizations and rows of dictionaries by hostile names, by the settings."""
    vera = as_(world.vera)
    for n, name in enumerate(marked(CALLED, "n")):
        person = {"kind": "contact", "name": name, "email": f"n{n}@example.org"}
        vera.post("/office/people/add/", person)
        vera.post("/office/groups/organizations/add/", {"name": name})
        vera.post("/office/dictionaries/category/add/", {"name_ru": name, "description": name})
        vera.post(
            "/office/dictionaries/cannedanswer/add/",
            {"name_ru": name, "folder": name[:60], "text_ru": name},
        )
    names = [model.objects.filter(**{f"{field}__contains": " n"}).count() for model, field in NAMED]
    assert names == [len(CALLED)] * len(NAMED)
    Person.objects.filter(pk=world.gleb.pk).update(name=marked(NAMES, "g")[1])
    Status.objects.filter(pk=world.status.pk).update(name_ru=marked(NAMES, "u")[2])


NAMED: Final = (
    (Person, "name"),
    (Organization, "name"),
    (Category, "name_ru"),
    (CannedAnswer, "name_ru"),
)


@pytest.fixture(scope="module")
def address(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, which runs in a process of its own."""
    path = tmp_path_factory.mktemp("site") / "log"
    with path.open("wb") as log, serve(log.fileno()) as url:
        yield url


def visitor(
    chromium: Browser, stack: ExitStack, address: str, person: Person
) -> tuple[Watch, Page]:
    """Return a page of somebody, in a browser that knows no policy."""
    context = chromium.new_context(bypass_csp=True, locale="ru", reduced_motion="reduce")
    stack.callback(context.close)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": address}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict
    context.add_init_script(HEAR)
    watch = Watch(urlsplit(address).netloc)
    watch.over(context)
    return watch, context.new_page()


def looks(world: World, filled: Filled) -> list[tuple[Person, dict[str, list[str]]]]:
    """Return who opens which pages, and the marks of the vectors that each of them shows."""
    names = [f"n{n}." for n in range(len(CALLED))]
    titles = [f"t{n}." for n in range(len(CALLED))]
    ticket, letter, answer = filled.ticket.pk, filled.letter.pk, filled.answer.pk
    story = [*SEEN_MARKUP, "s2.", "f17", "f28"]
    return [
        (
            world.vera,
            {
                f"/office/people/?q={quote(NAMES[2])}": [],
                f"/office/people/{filled.person.pk}/": names,
                "/office/groups/organizations/": names,
                f"/office/dictionaries/category/{filled.category.pk}/": names,
                "/office/dictionaries/cannedanswer/": names,
                "/office/journal/": names[-3:],
                "/office/letters/in/": ["a1.", "s2."],
                f"/office/letters/in/{letter}/": ["a1.", "s2."],
                f"/office/letters/in/{letter}/source/": ["m0."],
                f"/office/letters/out/{answer}/": [],
                f"/office/letters/out/{answer}/body/": SEEN_MARKUP,
            },
        ),
        (
            filled.ticket.author,
            {f"/portal/?q={quote(NAMES[2])}": [], f"/portal/t/{ticket}/": story},
        ),
        (
            world.anna,
            {
                "/desk/?view=mine": titles,
                "/desk/bell/": [],
                f"/desk/search/?q={quote(NAMES[1])}": [],
                "/desk/search/?q=t1": titles[1:2],
                f"/desk/t/{ticket}/history/": [],
                f"/desk/t/{ticket}/letters/": [],
                f"/desk/t/{ticket}/": story,
            },
        ),
    ]


def oddities(page: Page, marks: list[str]) -> list[str]:
    """Return what is wrong with the page as it stands."""
    page.evaluate(SETTLE)
    shown = page.evaluate("() => document.documentElement.textContent")
    missing = [f"not shown: {mark}" for mark in marks if mark not in shown]
    return [*page.evaluate(INSPECT, RULES), *missing]


def test_nothing_that_strangers_send_runs_or_breaks_a_page(
    chromium: Browser, stack: ExitStack, address: str, transactional_db: None
) -> None:
    world = make_world()
    filled = fill(world)
    found, watches = {}, []
    for person, pages in looks(world, filled):
        watch, page = visitor(chromium, stack, address, person)
        watches.append(watch)
        for path, marks in pages.items():
            page.goto(address + path)
            found[path] = oddities(page, marks)
    page.wait_for_function("() => window.hears")
    arrives = Body(html="".join(CLOSED) + "<p>Пришло само</p>")
    reply(ticket_id=filled.ticket.pk, submit=world.by(filled.ticket.author), body=arrives)
    expect(page.locator("#cards")).to_contain_text("Пришло само")
    page.locator(EDITOR).evaluate(PASTE, "".join([*CLOSED, *LINKS]))
    found["what came by itself and what was pasted"] = oddities(page, SEEN_MARKUP)
    assert {path: odd for path, odd in found.items() if odd} == {}
    assert [(watch.ran, watch.odd) for watch in watches] == [(set(), [])] * 3
