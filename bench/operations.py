"""What is timed: one function for each thing that people do, with what its answer has to hold."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.browser import Browser
from bench.corpus import CLIENTS, COMMON, RARE
from bench.names import ADMIN_ADDRESS, agent_address, client_address

HTMX: Final = {"HX-Request": "true"}
EVERYTHING: Final = ADMIN_ADDRESS
A_THIRTIETH: Final = agent_address(0)
CLIENT: Final = client_address(0)


@dataclass(frozen=True)
class Ground:
    """What the operations need to know of the database.

    Attributes:
        usual: Numbers of open tickets of three or four messages, all of which the agent sees.
        big: Numbers of the tickets of 200 messages.
        status: A status that many open tickets have.
        agent: The id of the agent.
    """

    usual: Sequence[int]
    big: Sequence[int]
    status: int
    agent: int


Run = Callable[[Browser, Ground, random.Random], float]


@dataclass(frozen=True)
class Operation:
    """One thing that people do.

    Attributes:
        name: What the figures call it.
        who: The address of the person.
        run: Does it once and returns how many seconds it took.
    """

    name: str
    who: str
    run: Run


def _page(path: str, expect: str) -> Run:
    def run(browser: Browser, _ground: Ground, _luck: random.Random) -> float:
        return (browser.get(path, expect=expect)).seconds

    return run


def _filtered(browser: Browser, ground: Ground, _luck: random.Random) -> float:
    path = f"/desk/?view=open&status={ground.status}&responsible={ground.agent}"
    return (browser.get(path, expect="/desk/t/")).seconds


def _ticket(browser: Browser, ground: Ground, luck: random.Random) -> float:
    return (browser.get(f"/desk/t/{luck.choice(ground.usual)}/", expect="Ref INV-")).seconds


def _big_ticket(browser: Browser, ground: Ground, luck: random.Random) -> float:
    return (browser.get(f"/desk/t/{luck.choice(ground.big)}/", expect="Ref INV-")).seconds


def _open(browser: Browser, _ground: Ground, luck: random.Random) -> float:
    form = browser.get("/desk/new/", expect="name=").form("title")
    form.values |= {
        "email": client_address(luck.randrange(CLIENTS)),
        "title": f"Не печатает принтер {luck.getrandbits(40):x}",
        "text": "После обновления печать не начинается. " * 8,
    }
    return browser.send(form, expect="/desk/t/").seconds


def _reply(browser: Browser, ground: Ground, luck: random.Random) -> float:
    number = luck.choice(ground.usual)
    form = (browser.get(f"/desk/t/{number}/", expect="Ref INV-")).form("seen")
    text = f"Обновите драйвер {luck.getrandbits(40):x}. " + "Он лежит на сайте изготовителя. " * 8
    form.values |= {"text": text, "mode": "reply"}
    return (browser.send(form, expect="", headers=HTMX)).seconds


_SEARCHES: Final[Mapping[str, str]] = {"search, rare word": RARE, "search, common word": COMMON}

OPERATIONS: Final[Sequence[Operation]] = (
    Operation("queue", EVERYTHING, _page("/desk/", "/desk/t/")),
    Operation("queue of a thirtieth", A_THIRTIETH, _page("/desk/", "/desk/t/")),
    Operation("all open tickets", EVERYTHING, _page("/desk/?view=open", "/desk/t/")),
    Operation("filtered queue", EVERYTHING, _filtered),
    Operation("closed tickets", EVERYTHING, _page("/desk/?view=closed", "/desk/t/")),
    Operation("ticket, 4 messages", EVERYTHING, _ticket),
    Operation("ticket, 4 messages, of a thirtieth", A_THIRTIETH, _ticket),
    Operation("ticket, 200 messages", EVERYTHING, _big_ticket),
    *(
        Operation(name, EVERYTHING, _page(f"/desk/search/?q={word}", "/desk/t/"))
        for name, word in _SEARCHES.items()
    ),
    Operation(
        "search, common word, of a thirtieth",
        A_THIRTIETH,
        _page(f"/desk/search/?q={COMMON}", "/desk/t/"),
    ),
    Operation("a client's tickets", CLIENT, _page("/portal/", "/portal/t/")),
    Operation("new ticket", EVERYTHING, _open),
    Operation("reply", EVERYTHING, _reply),
)
