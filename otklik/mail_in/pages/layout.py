"""What both pages about letters carry: the way from one to the other, with today's facts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.mail_in.queries import incoming, sent
from otklik.people.acts import Act, may
from otklik.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Side:
    """A link to one of the two ledgers, with what it would tell."""

    title: str
    fact: str
    url: str
    is_current: bool


def frame(viewer: Viewer, *, is_incoming: bool) -> dict[str, Any]:
    """Return the context of the frame around a page.

    Args:
        viewer: Who looks.
        is_incoming: Whether it shows the letters that came in.
    """
    tray = incoming.tray_count(viewer)
    troubles = sent.troubles(viewer)
    fact = said_of_troubles(troubles["waiting"], troubles["lost"])
    return {
        "heading": _("Incoming letters") if is_incoming else _("Outgoing letters"),
        "is_incoming": is_incoming,
        "sides": [
            Side(_("Incoming"), said_of_tray(tray), reverse("office:letters_in"), is_incoming),
            Side(_("Outgoing"), fact, reverse("office:letters_out"), not is_incoming),
        ],
        "may_decide": may(viewer, Act.CHANGE_OFFICE),
    }


def template_for(request: HttpRequest) -> str:
    """Return the whole page, or for htmx the part of it that changes."""
    is_part = "HX-Request" in request.headers
    return "mail_in/parts/split.html" if is_part else "mail_in/letters.html"


def said_of_tray(count: int) -> str:
    """Return how many letters wait for a decision, in words."""
    if not count:
        return _("Nothing waits for a decision")
    words = ngettext("%(count)s waits for a decision", "%(count)s wait for a decision", count)
    return words % {"count": capped(count, incoming.COUNT_LIMIT)}


def said_of_troubles(waiting: int, lost: int) -> str:
    """Return how many letters wait and how many were lost, in words."""
    said = []
    if waiting:
        said.append(
            ngettext("%(count)s on its way", "%(count)s on their way", waiting)
            % {"count": capped(waiting, sent.COUNT_LIMIT)}
        )
    if lost:
        said.append(
            ngettext("%(count)s not delivered", "%(count)s not delivered", lost)
            % {"count": capped(lost, sent.COUNT_LIMIT)}
        )
    return ", ".join(said) or _("All delivered")


def capped(count: int, limit: int) -> str:
    """Return a count that was not counted beyond `limit`."""
    return f"{limit - 1}+" if count >= limit else str(count)
