"""What both pages about letters carry: the way from one to the other, with today's facts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.mail_in.queries import incoming, sent
from otklik.people.acts import Act, may
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, Side, is_part


def frame(request: HttpRequest, *, is_incoming: bool) -> dict[str, Any]:
    """Return the context of the frame around a page.

    Args:
        request: From somebody who may read the settings.
        is_incoming: Whether it shows the letters that came in.
    """
    who = viewer(request)
    tray = incoming.tray_count(who)
    troubles = sent.troubles(who)
    fact = said_of_troubles(troubles["waiting"], troubles["lost"])
    around = Frame(
        heading=_("Incoming letters") if is_incoming else _("Outgoing letters"),
        label=_("Letters"),
        sides=[
            Side(_("Incoming"), said_of_tray(tray), reverse("office:letters_in"), is_incoming),
            Side(_("Outgoing"), fact, reverse("office:letters_out"), not is_incoming),
        ],
        may_change=may(who, Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )
    return {"frame": around, "is_incoming": is_incoming}


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
