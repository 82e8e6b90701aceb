"""The service itself: the journal of changes, planned maintenance."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.time import now
from otklik.directory.maintenance import planned
from otklik.people import journal
from otklik.people.viewer import Viewer
from otklik.ui.parts.settings import About, Row
from otklik.ui.parts.words import moment_words

A_WEEK: Final = timedelta(days=7)


def about(_viewer: Viewer) -> About:
    """Return what a person should know of the service itself."""
    count = journal.count_since(now() - A_WEEK)
    words = ngettext("%(count)s change this week", "%(count)s changes this week", count)
    shown = f"{journal.COUNTED}+" if count > journal.COUNTED else str(count)
    row = Row(
        icon="history",
        title=_("Journal of changes"),
        hint=_("Who changed what and when"),
        state=words % {"count": shown} if count else _("no changes this week"),
        url=reverse("office:journal"),
    )
    return About(title=_("Service"), rows=[row, _maintenance()])


def _maintenance() -> Row:
    found = planned()
    return Row(
        icon="calendar-clock",
        title=_("Planned maintenance"),
        hint=_("When the service will be away, said on all pages"),
        state=moment_words(found.starts_at) if found and found.starts_at else _("none announced"),
        url=reverse("office:maintenance"),
    )
