"""Sites: names, colour, language, letters, and the rules of their support (spec SITE-1, 26)."""

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.core.refusals import show_refusal
from otklik.directory.models import Site
from otklik.directory.operations import NO_PICTURE, change_site, set_logo
from otklik.directory.queries import default_site
from otklik.files.models import Blob
from otklik.files.pictures import thumbnail
from otklik.files.store import store
from otklik.office.forms import LogoForm, SiteForm
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, Side, is_part

LOGO_SIZE: Final = 160
"""Pixels of the longer side: enough for screens with many of them."""


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


@view_for(Act.CHANGE_OFFICE)
@require_POST
def logo(request: AuthenticatedRequest, site_id: int) -> HttpResponseBase:
    """Give a site the picture that was sent, made small, or take its logo away; 422 if neither."""
    row = get_object_or_404(Site, pk=site_id)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(site_id=site_id, logo=_picture(form), by=request.user)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved; it counts from now on."))
            return redirect("office:site", site_id)
    refused = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, row, SiteForm(instance=row), logo_form=form, status=refused)


def _picture(form: LogoForm) -> Blob | None:
    """Return a small picture made of the one that was sent; nothing if it is to be taken away.

    Raises:
        ValidationError: It is no picture.
    """
    file = form.cleaned_data["logo"]
    if not file:
        return None
    small = thumbnail(store(file, name=file.name), LOGO_SIZE)
    if small is None:
        raise ValidationError({"logo": NO_PICTURE}, code="picture")
    return small


def _page(
    request: AuthenticatedRequest,
    row: Site,
    form: SiteForm,
    *,
    logo_form: LogoForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
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
    context = {"frame": frame, "form": form, "row": row, "logo_form": logo_form or LogoForm()}
    return render(request, "office/site.html", context, status=status)
