"""What every page of the desk carries around its content: navigation and the live connection."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from otklik.live.tokens import page_tokens
from otklik.people.acts import Act, may
from otklik.people.guards import AuthenticatedRequest
from otklik.people.viewer import viewer
from otklik.tickets.topics import DESK, person_topic


def frame(
    request: AuthenticatedRequest, *, topics: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Return the context of the desk's layout.

    Args:
        request: Who asks.
        topics: What the page hears besides the desk's and the person's own nudges, by alias
            (docs/live.md).
    """
    who = viewer(request)
    heard = {"desk": [DESK], "own": [person_topic(request.user.pk)], **(topics or {})}
    return {
        "may_work": may(who, Act.WORK_AT_DESK),
        "may_read_office": may(who, Act.READ_OFFICE),
        "queue_url": reverse("desk:queue"),
        "live_tokens": page_tokens(heard, person_id=request.user.pk, stance="staff"),
    }
