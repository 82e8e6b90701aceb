"""A description of the service for a measuring client of another make: sessions and requests.

A step is one request: `get` or `post`, the `form` that it sends, what it extracts by a regular
expression for later steps, what it has to find, and whether its time counts.
"""

from typing import Any, Final

from bench.corpus import CLIENTS, COMMON, RARE
from bench.names import ADMIN_ADDRESS, PASSWORD, agent_address, client_address
from bench.operations import Ground

Json = dict[str, Any]

_TOKEN: Final = {"csrf": 'name="csrfmiddlewaretoken" value="([^"]+)"'}
_SENT: Final = {"csrfmiddlewaretoken": "{csrf}"}
_TEXT: Final = "Обновите драйвер {rand}. " + "Он лежит на сайте изготовителя. " * 8


def target(base: str, ground: Ground, *, service: int, database: int) -> Json:
    """Return the description.

    Args:
        base: The service's address.
        ground: What the operations need to know of the database.
        service: The process number of the service.
        database: That of the database's first process.
    """
    return {
        "name": "Otklik",
        "base": base,
        "pids": f"echo {service}",
        "dbpids": f"echo {database}",
        "sessions": {
            "agent": _signing_in(ADMIN_ADDRESS),
            "thirtieth": _signing_in(agent_address(0)),
            "client": _signing_in(client_address(0)),
        },
        "ops": _operations(ground),
    }


def _signing_in(address: str) -> list[Json]:
    page = "/account/sign-in/"
    form = {**_SENT, "email": address, "password": PASSWORD}
    return [
        {"get": page, "extract": _TOKEN},
        {"post": page, "form": form, "status": [302]},
    ]


def _operations(ground: Ground) -> Json:
    queue = "/desk/?view=open"
    narrowed = f"{queue}&status={ground.status}&responsible={ground.agent}"
    return {
        "list_open": _page(queue),
        "list_filtered": _page(narrowed),
        "list_open_thirtieth": _page(queue, session="thirtieth"),
        "ticket4": _page("/desk/t/{i}/", found="Ref INV-", cycle=list(ground.usual)),
        "ticket200": _page("/desk/t/{i}/", found="Ref INV-", cycle=list(ground.big)),
        "search_rare": _page(f"/desk/search/?q={RARE}"),
        "search_common": _page(f"/desk/search/?q={COMMON}"),
        "client_list": _page("/portal/", session="client", found="/portal/t/"),
        "new_ticket": _new_ticket(),
        "reply": _reply(list(ground.usual)),
    }


def _page(path: str, *, session: str = "agent", found: str = "/desk/t/", **more: Any) -> Json:
    return {"session": session, "steps": [{"get": path, "expect": [found]}], **more}


def _new_ticket() -> Json:
    extract = {**_TOKEN, "key": 'name="key" value="([^"]+)"'}
    form = {
        **_SENT,
        "key": "{key}",
        "email": client_address(CLIENTS // 2),
        "title": "Не печатает принтер {rand}",
        "text": _TEXT,
        "responsible": "ladder",
    }
    return {
        "session": "agent",
        "steps": [
            {"get": "/desk/new/", "extract": extract, "timed": False},
            {"post": "/desk/new/", "form": form, "status": [302], "expect": ["Location: /desk/"]},
        ],
    }


def _reply(numbers: list[int]) -> Json:
    extract = {
        **_TOKEN,
        "key": 'name="key" value="([^"]+)"',
        "seen": 'name="seen" value="([^"]+)"',
    }
    form = {**_SENT, "key": "{key}", "seen": "{seen}", "mode": "reply", "text": _TEXT}
    return {
        "session": "agent",
        "cycle": numbers,
        "steps": [
            {"get": "/desk/t/{i}/", "extract": extract, "timed": False},
            {"post": "/desk/t/{i}/write/", "form": form, "status": [302]},
        ],
    }
