"""Coupons: how many are valid, and how many end soon."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.time import now
from otklik.coupons.queries import Shelf, held
from otklik.ui.parts.settings import Row, Setting


def row() -> Row:
    """Return what a person should know of coupons."""
    shelves = held(timezone.localtime(now()).date())
    valid, ending = shelves[Shelf.VALID].coupons, shelves[Shelf.ENDING].coupons
    state = ngettext("%(count)s valid", "%(count)s valid", valid) % {"count": valid}
    if ending:
        ends = ngettext("%(count)s ends soon", "%(count)s end soon", ending) % {"count": ending}
        state = f"{state}, {ends}"
    return Row(
        icon="ticket",
        title=_("Coupons"),
        hint=_("Special requests beyond the level"),
        state=state,
        url=reverse("office:coupons"),
    )


def log() -> Setting:
    """Return where the log is found."""
    place = _("Coupons")
    return Setting(title=_("Log of coupons"), place=place, url=reverse("office:coupons_log"))
