"""Planned maintenance, announced to everybody (screen 25)."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.core.time import now
from otklik.directory.models import Maintenance
from otklik.directory.operations import announce_maintenance
from otklik.people.acts import Act, may
from otklik.people.edit_forms import MOMENT, EditForm, attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.people.zones import zone_words
from otklik.ui.parts.settings import Frame, is_part


class MaintenanceForm(EditForm):
    """From when till when, by the reader's clock, and what to say about it."""

    class Meta:
        """The fields in the order of the page."""

        model = Maintenance
        fields: ClassVar = ["starts_at", "ends_at", "words_ru", "words_en"]
        widgets: ClassVar = {"starts_at": MOMENT, "ends_at": MOMENT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = zone_words(timezone.get_current_timezone_name(), now().date())
        self.fields["starts_at"].help_text = _("By your clock: %(zone)s.") % {"zone": zone}
        self.fields["ends_at"].help_text = _("To call it off, empty both times.")


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def maintenance(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show what is announced."""
    return _page(request, MaintenanceForm(instance=_present()))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def announce(request: AuthenticatedRequest) -> HttpResponseBase:
    """Announce it: 422 if the times do not fit, 409 if somebody else was faster."""
    done = attempt(
        MaintenanceForm(request.POST, instance=_present()),
        lambda form: announce_maintenance(edit=form.edit(), by=request.user),
        present=_present,
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:maintenance")
    return _page(request, done.form, status=done.status)


def _present() -> Maintenance:
    return Maintenance.objects.first() or Maintenance(pk=1)


def _page(
    request: AuthenticatedRequest, form: MaintenanceForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    frame = Frame(
        heading=_("Planned maintenance"),
        label=_("Service"),
        may_change=may(viewer(request), Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )
    context = {"frame": frame, "form": form}
    return render(request, "office/maintenance.html", context, status=status)
