"""Mailboxes in words: how each is doing, what a check has found, and what helps (screens 16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from otklik.mail.models import Mailbox
from otklik.mail_in.checks import is_running, stages_of
from otklik.mail_in.models import Check, Cursor
from otklik.mail_in.pages import sending
from otklik.mail_in.probe import Stage, Trouble
from otklik.people.acts import Act, may
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, Side, is_part
from otklik.ui.parts.words import moment_words

ICONS: Final = {
    "ok": "circle-check",
    "failed": "circle-x",
    "running": "circle-dot",
    "skipped": "circle-dashed",
}

STAGES: Final[Mapping[Stage, Promise]] = {
    Stage.NAME: gettext_lazy("Find the server"),
    Stage.CONNECT: gettext_lazy("Connect"),
    Stage.PROTECT: gettext_lazy("Protect the connection"),
    Stage.SIGN_IN: gettext_lazy("Sign in"),
    Stage.FOLDER: gettext_lazy("Open the folder"),
    **sending.STAGES,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of a check as the list shows it.

    Attributes:
        state: ok, failed, running or skipped.
        icon: Name of its icon.
        title: What was tried and came of it.
        detail: What is worth knowing besides.
        seconds: How long it took, in words; "" if it did not end.
    """

    state: str
    icon: str
    title: str
    detail: str = ""
    seconds: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What helps after a failed step: what is probably wrong, and what to do about it."""

    title: str
    steps: Sequence[str]
    folders: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A check as the page shows it.

    Attributes:
        check: The check.
        lines: All stages, also those that come later.
        is_running: Whether more may come.
        is_fine: Whether everything worked.
        is_lost: Whether nobody works at it any more.
        remedy: What helps, if a step failed.
    """

    check: Check
    lines: Sequence[Line]
    is_running: bool
    is_fine: bool
    is_lost: bool
    remedy: Remedy | None


def frame(request: HttpRequest, heading: str, box: Mailbox | None = None) -> Frame:
    """Return the frame around a page about mailboxes: all of them beside it, with their state.

    Args:
        request: From somebody who may read the settings.
        heading: The page's name.
        box: The mailbox of the page, if there is one.
    """
    boxes = Mailbox.objects.select_related("cursor").order_by("archived_at", "pk")
    may_change = may(viewer(request), Act.CHANGE_OFFICE)
    sides = [
        Side(each.address, state_of(each), reverse("office:mailbox", args=[each.pk]), each == box)
        for each in boxes
    ]
    return Frame(
        heading=heading,
        label=_("Mailboxes"),
        parent_url=reverse("office:mailboxes"),
        sides=sides,
        may_change=may_change,
        is_part=is_part(request),
    )


def state_of(box: Mailbox) -> str:
    """Return how a mailbox is doing, in a few words.

    Args:
        box: The mailbox, with its cursor.
    """
    if box.archived_at:
        return _("in the archive")
    if not box.enabled:
        return _("switched off")
    if not box.imap_host:
        return _("letters come by SMTP")
    cursor: Cursor | None = getattr(box, "cursor", None)
    if cursor and cursor.failing_since:
        return _("has not answered since %(when)s") % {"when": moment_words(cursor.failing_since)}
    if cursor and cursor.read_at:
        return _("read %(when)s") % {"when": moment_words(cursor.read_at)}
    return _("not read yet")


def shown(check: Check) -> Shown:
    """Return a check in the reader's language."""
    steps: list[dict[str, Any]] = check.steps
    failed = next((step for step in steps if step["trouble"]), None)
    running = is_running(check) and not failed
    lines = [_line(step) for step in steps]
    stages = stages_of(check)
    rest = stages[len(steps) :]
    for place, stage in enumerate(rest):
        state = "running" if running and place == 0 else "skipped"
        lines.append(Line(state, ICONS[state], str(STAGES[stage])))
    is_fine = len(steps) == len(stages) and not failed
    return Shown(
        check=check,
        lines=lines,
        is_running=running and not is_fine,
        is_fine=is_fine,
        is_lost=not (running or is_fine or failed),
        remedy=_remedy(failed, check.server) if failed else None,
    )


def _line(step: dict[str, Any]) -> Line:
    stage, state = Stage(step["stage"]), "failed" if step["trouble"] else "ok"
    title, detail = _failure(step) if step["trouble"] else _success(stage, step["facts"])
    seconds = _("%(seconds)s s") % {"seconds": number_format(step["seconds"], decimal_pos=1)}
    return Line(state, ICONS[state], title, detail, seconds)


def _success(stage: Stage, facts: dict[str, Any]) -> tuple[str, str]:
    match stage:
        case Stage.NAME:
            return _("The server was found"), facts["address"]
        case Stage.CONNECT:
            return _("Connected"), _("port %(port)s") % facts
        case Stage.PROTECT | Stage.SEND_PROTECT:
            return _protected(facts)
        case Stage.SIGN_IN:
            return _("Signed in"), facts["user"]
        case Stage.FOLDER:
            count = ngettext("%(letters)s letter", "%(letters)s letters", facts["letters"])
            return _("Folder %(folder)s is there") % facts, count % facts
        case _:
            return sending.success(stage, facts)


def _protected(facts: dict[str, Any]) -> tuple[str, str]:
    if not facts["tls"]:
        return _("The connection is not protected"), _(
            "password and letters can be read on the way"
        )
    until = parse_datetime(facts["until"]) if facts.get("until") else None
    detail = _("certificate until %(day)s") % {"day": moment_words(until, "day")} if until else ""
    title = _("Protected, %(tls)s") % {"tls": facts["tls"].replace("TLSv", "TLS ")}
    return title, detail


def _failure(step: dict[str, Any]) -> tuple[str, str]:
    titles = {
        Stage.NAME: _("The server was not found"),
        Stage.CONNECT: _("There is no connection"),
        Stage.PROTECT: _("The connection could not be protected"),
        Stage.SIGN_IN: _("The server did not let us in"),
        Stage.FOLDER: _("The folder is not there"),
    }
    stage = Stage(step["stage"])
    if step["trouble"] == Trouble.NO_IMAP:
        return _("No mail server answers there"), ""
    said = _("The server says: %(said)s") % {"said": step["said"]} if step["said"] else ""
    return titles.get(stage) or sending.failure(stage), said


def _remedy(step: dict[str, Any], server: dict[str, Any]) -> Remedy:
    trouble = Trouble(step["trouble"])
    title, steps = sending.REMEDIES.get(trouble) or _REMEDIES[trouble]
    named = {"host": server["imap_host"], "port": server["imap_port"]}
    return Remedy(
        str(title) % named,
        [str(one) % named for one in steps],
        step["facts"].get("folders", ()),
    )


_REMEDIES: Final[Mapping[Trouble, tuple[Promise, Sequence[Promise]]]] = {
    Trouble.NO_NAME: (
        gettext_lazy("There is no server “%(host)s”"),
        [
            gettext_lazy("Compare the name with what your provider says about IMAP."),
            gettext_lazy("A new name can take an hour until it is known everywhere."),
        ],
    ),
    Trouble.FORBIDDEN: (
        gettext_lazy("No mail server stands at this address"),
        [gettext_lazy("It is an address of this link only. Name the mail server itself.")],
    ),
    Trouble.REFUSED: (
        gettext_lazy("Nothing listens at port %(port)s"),
        [
            gettext_lazy("The port is 993 for TLS and 143 for STARTTLS at nearly all servers."),
            gettext_lazy("See whether IMAP is switched on at your provider."),
        ],
    ),
    Trouble.SILENT: (
        gettext_lazy("The server does not answer at port %(port)s"),
        [
            gettext_lazy("The port is 993 for TLS and 143 for STARTTLS at nearly all servers."),
            gettext_lazy("See whether a firewall stands between us and the server."),
        ],
    ),
    Trouble.CERTIFICATE: (
        gettext_lazy("The server’s certificate is not to be trusted"),
        [
            gettext_lazy("Write the server’s name as its certificate has it, not its address."),
            gettext_lazy("If it has run out or was made by yourselves, give the server a new one."),
        ],
    ),
    Trouble.NO_TLS: (
        gettext_lazy("Port %(port)s does not speak the protection that was chosen"),
        [
            gettext_lazy("TLS belongs to port 993, STARTTLS to port 143."),
            gettext_lazy("Choose the protection that fits the port, and check again."),
        ],
    ),
    Trouble.NO_IMAP: (
        gettext_lazy("No IMAP server speaks at port %(port)s"),
        [
            gettext_lazy("IMAP has the ports 993 and 143; 995 and 110 are POP3, 465 and 25 SMTP."),
            gettext_lazy("If the port is 993, choose TLS."),
        ],
    ),
    Trouble.PASSWORD: (
        gettext_lazy("Name or password are not right"),
        [
            gettext_lazy("Make a password for programs in the settings of the mailbox."),
            gettext_lazy("Paste it here, and check again."),
            gettext_lazy("Some servers want the whole address as name, others what is before @."),
        ],
    ),
    Trouble.UNPROTECTED: (
        gettext_lazy("The server takes no password without protection"),
        [gettext_lazy("Choose TLS with port 993 or STARTTLS with port 143.")],
    ),
    Trouble.NO_FOLDER: (
        gettext_lazy("There is no such folder"),
        [gettext_lazy("Write the name of one of the folders below, or INBOX.")],
    ),
}
