"""Where clients come in: the sites."""

from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from otklik.directory.models import Site
from otklik.office.forms import SiteForm
from otklik.people.viewer import Viewer
from otklik.ui.parts.settings import About, Row, Setting

SYNONYMS: Final = {
    "accent": gettext_lazy("colour brand look"),
    "base_url": gettext_lazy("link domain"),
    "language": gettext_lazy("Russian English"),
    "time_zone": gettext_lazy("hours clock"),
    "sender_name": gettext_lazy("signature letters from"),
    "sender_address": gettext_lazy("letters from mail"),
    "field_rights": gettext_lazy("rights permissions"),
    "agents_see_unassigned": gettext_lazy("unassigned free"),
    "answering": gettext_lazy("presence collision two agents"),
    "hidden_by_default": gettext_lazy("note"),
    "auto_close_days": gettext_lazy("closing by itself"),
    "reopen_days": gettext_lazy("reopen closed"),
    "hold_pauses_clock": gettext_lazy("deadline pause"),
    "takes_coupons": gettext_lazy("special request code"),
}
"""Other words by which people look for the settings of a site."""


def about(_viewer: Viewer) -> About:
    """Return what a person should know of the sites."""
    sites = list(Site.objects.order_by("-is_default", "pk"))
    count = ngettext("%(count)s site", "%(count)s sites", len(sites)) % {"count": len(sites)}
    row = Row(
        icon="globe",
        title=_("Sites"),
        hint=_("Name, colour, language, sender of letters, rules of the support"),
        state=str(sites[0]) if len(sites) == 1 else count,
        url=reverse("office:sites"),
    )
    settings = [
        Setting(
            title=capfirst(str(field.label)),
            place=_("Site “%(name)s”") % {"name": site},
            url=f"{reverse('office:site', args=[site.pk])}#id_{name}",
            words=str(SYNONYMS.get(name, "")),
        )
        for site in sites
        for name, field in SiteForm.base_fields.items()
    ]
    return About(title=_("Places"), rows=[row], settings=settings)
