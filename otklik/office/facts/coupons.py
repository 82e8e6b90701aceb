"""Coupons: how many are valid, and how many end soon."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.time import now
from otklik.coupons.queries import Shelf, held
from otklik.people.viewer import Viewer
from otklik.ui.parts.settings import About, Row, Setting


def about(_viewer: Viewer) -> About:
    """Return what a person should know of coupons."""
    shelves = held(timezone.localtime(now()).date())
    valid, ending = shelves[Shelf.VALID].coupons, shelves[Shelf.ENDING].coupons
    state = ngettext("%(count)s valid", "%(count)s valid", valid) % {"count": valid}
    if ending:
        ends = ngettext("%(count)s ends soon", "%(count)s end soon", ending) % {"count": ending}
        state = f"{state}, {ends}"
    place = _("Coupons")
    row = Row(
        icon="ticket",
        title=place,
        hint=_("Special requests beyond the level"),
        state=state,
        url=reverse("office:coupons"),
    )
    log = Setting(title=_("Log of coupons"), place=place, url=reverse("office:coupons_log"))
    return About(title=_("Promises"), rows=[row], settings=[log])
