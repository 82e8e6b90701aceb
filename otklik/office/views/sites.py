"""Sites: names, colour, language, letters, and the rules of their support (spec SITE-1, 26)."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.directory.models import Site
from otklik.directory.operations import change_site
from otklik.directory.queries import default_site
from otklik.office.forms import SiteForm
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, Side, is_part


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def sites(_request: AuthenticatedRequest) -> HttpResponseBase:
    """Lead to the default site."""
    return redirect("office:site", default_site().pk)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def site(request: AuthenticatedRequest, site_id: int) -> HttpResponseBase:
    """Show a site."""
    row = get_object_or_404(Site, pk=site_id)
    return _page(request, row, SiteForm(instance=row))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, site_id: int) -> HttpResponseBase:
    """Save a changed site: 422 if it cannot be, 409 if somebody else was faster."""
    done = attempt(
        SiteForm(request.POST, instance=get_object_or_404(Site, pk=site_id)),
        lambda form: change_site(site_id=site_id, edit=form.edit(), by=request.user),
        present=lambda: Site.objects.get(pk=site_id),
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:site", site_id)
    return _page(request, Site.objects.get(pk=site_id), done.form, status=done.status)


def _page(
    request: AuthenticatedRequest, row: Site, form: SiteForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    frame = Frame(
        heading=str(row),
        label=_("Sites"),
        parent_url=reverse("office:sites"),
        sides=[
            Side(
                str(each),
                _("the default site") if each.is_default else each.base_url,
                reverse("office:site", args=[each.pk]),
                each == row,
            )
            for each in Site.objects.order_by("-is_default", "pk")
        ],
        may_change=may(viewer(request), Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )
    context = {"frame": frame, "form": form, "row": row}
    return render(request, "office/site.html", context, status=status)
