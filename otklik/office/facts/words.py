"""The words of tickets: dictionaries."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.directory.queries import sizes
from otklik.office.pages.dictionaries import KINDS, address_of, name_of, values_words
from otklik.people.viewer import Viewer
from otklik.ui.parts.settings import About, Row, Setting


def about(_viewer: Viewer) -> About:
    """Return what a person should know of the dictionaries."""
    known = sizes([*KINDS.values()]).values()
    title = _("Dictionaries")
    kinds = ngettext("%(count)s dictionary", "%(count)s dictionaries", len(known))
    told = [kinds % {"count": len(known)}, values_words(sum(size.active for size in known))]
    if archived := sum(size.archived for size in known):
        told.append(_("%(count)s in the archive") % {"count": archived})
    row = Row(
        icon="tags",
        title=title,
        hint=_("Categories, criticalities, statuses, sources, difficulty, ratings"),
        state=", ".join(told),
        url=reverse("office:dictionaries"),
    )
    places = [
        Setting(title=name_of(kind), place=title, url=address_of(kind)) for kind in KINDS.values()
    ]
    return About(title=_("Tickets"), rows=[row], settings=places)
