"""The words of tickets: dictionaries."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.directory.models import Site
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
    return About(
        title=_("Tickets"), rows=[row, _assignment()], settings=[*places, *_parts_of_assignment()]
    )


def _assignment() -> Row:
    site = Site.objects.select_related("default_responsible").get(is_default=True)
    default = site.default_responsible
    state = _("by default: %(name)s") % {"name": default} if default else _("by default: nobody")
    return Row(
        icon="user-check",
        title=_("Assignment"),
        hint=_("Who becomes responsible for a new ticket, and who is asked first"),
        state=state,
        url=reverse("office:assignments"),
    )


def _parts_of_assignment() -> list[Setting]:
    place, url = _("Assignment"), reverse("office:assignments")
    return [
        Setting(
            title=_("Responsible if nobody else is"),
            place=place,
            url=f"{url}#id_default_responsible",
            words=_("assignee default"),
        ),
        Setting(
            title=_("Order of the steps"),
            place=place,
            url=f"{url}#order",
            words=_("assignee ladder rules Bitrix"),
        ),
    ]
