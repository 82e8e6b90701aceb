"""What every page of the portal carries around its content."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from otklik.core.time import now
from otklik.directory.languages import speak_as
from otklik.directory.models import Site
from otklik.directory.queries import default_site
from otklik.live.tokens import page_tokens
from otklik.people.acts import Act, may
from otklik.people.guards import AuthenticatedRequest
from otklik.people.zones import zone_words
from otklik.tickets.topics import person_topic


def frame(
    request: AuthenticatedRequest,
    *,
    site: Site | None = None,
    topics: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Return the context of the portal's layout; from here on words are in a language of the site.

    Args:
        request: Who asks.
        site: Whose name and accent the page bears; the installation's first if not given.
        topics: What the page hears besides the person's own lists, by alias (docs/live.md).
    """
    shown = site or default_site()
    speak_as(shown)
    heard = {"own": [person_topic(request.user.pk)], **(topics or {})}
    return {
        "site": shown,
        "offered_languages": shown.languages,
        "section": "tickets",
        "zone": zone_words(timezone.get_current_timezone_name(), now().date()),
        "may_write": may(request.viewer, Act.WRITE_TICKETS),
        "may_desk": may(request.viewer, Act.READ_DESK),
        "live_tokens": page_tokens(heard, person_id=request.user.pk, stance="client"),
    }
