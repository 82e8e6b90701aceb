"""A person's own profile."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.core.config import config
from otklik.directory.models import every_language
from otklik.gate import operations
from otklik.gate.forms import ChangeAddressForm, ChangePasswordForm, NoticesForm, ProfileForm
from otklik.gate.pages import page, speaking
from otklik.notices.matrix import Role
from otklik.notices.operations import choose
from otklik.notices.queries import questions, roles_of
from otklik.people.absence import Absence
from otklik.people.absence_forms import AbsenceForm
from otklik.people.acts import Act, may
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.operations import change_profile
from otklik.people.queries import absences_of
from otklik.people.viewer import Viewer


@view_for(Act.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the profile, or save what the person says about himself (screen 22c)."""
    if request.method != "POST":
        return profile_page(request)
    form = _profile_form(request, request.POST)
    if not form.is_valid():
        return profile_page(request, profile_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    change_profile(person=request.user, profile=form.profile)
    with translation.override(request.user.language or translation.get_language()):
        messages.success(request, _("Saved."))
    return redirect("gate:profile")


def _profile_form(request: AuthenticatedRequest, sent: QueryDict | None = None) -> ProfileForm:
    has_desk = may(request.viewer, Act.READ_DESK)
    offered = every_language() if has_desk else speaking(request).languages
    return ProfileForm(sent, person=request.user, languages=offered, has_keys=has_desk)


@view_for(Act.SIGNED_IN)
@require_POST
def choose_notices(request: AuthenticatedRequest) -> HttpResponseBase:
    """Save how the person wants to be told of what."""
    form = _notices_form(request, request.POST)
    if not form.is_valid():
        return profile_page(request, notices_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    choose(person=request.user, roles=_roles(request.viewer), wishes=form.wishes)
    messages.success(request, _("Saved."))
    return redirect(reverse("gate:profile") + "#notices")


def _notices_form(request: AuthenticatedRequest, data: QueryDict | None = None) -> NoticesForm:
    asked = questions(request.user, _roles(request.viewer))
    is_staff = request.viewer.is_staff
    return NoticesForm(data, questions=asked, is_staff=is_staff, prefix="notice")


def _roles(viewer: Viewer) -> frozenset[Role]:
    return roles_of(is_staff=viewer.is_staff, is_admin=viewer.is_admin)


@view_for(Act.SIGNED_IN)
@require_POST
def end_other_sessions(request: AuthenticatedRequest) -> HttpResponseBase:
    """End every session of the person but this one."""
    operations.end_sessions(person=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("All your other sessions have ended."))
    return redirect("gate:profile")


def profile_page(
    request: AuthenticatedRequest,
    *,
    profile_form: ProfileForm | None = None,
    password_form: ChangePasswordForm | None = None,
    address_form: ChangeAddressForm | None = None,
    notices_form: NoticesForm | None = None,
    absence_form: AbsenceForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    is_limited: bool = False,
) -> HttpResponse:
    """Return the profile with its forms.

    Args:
        request: Whose profile.
        profile_form: The refused form, if it was this one.
        password_form: The same.
        address_form: The same.
        notices_form: The same.
        absence_form: The same.
        status: 422 with a refused form, 429 after too many attempts.
        is_limited: Whether to say that there were too many attempts.
    """
    person = request.user
    speaking(request)
    return page(
        request,
        "profile",
        {
            "person": person,
            "profile_form": profile_form or _profile_form(request),
            "usual_zone": config().time_zone,
            "has_desk": may(request.viewer, Act.READ_DESK),
            "password_form": password_form or ChangePasswordForm(person=person, prefix="password"),
            "address_form": address_form or ChangeAddressForm(person=person, prefix="address"),
            "notices_form": notices_form or _notices_form(request),
            "is_admin": request.viewer.is_admin,
            "is_limited": is_limited,
            **(_absences(request, absence_form) if request.viewer.is_staff else {}),
        },
        status=status,
    )


def _absences(request: AuthenticatedRequest, refused: AbsenceForm | None) -> dict[str, Any]:
    """Return what the profile of somebody on the staff says of absences."""
    empty = AbsenceForm(instance=Absence(person=request.user), prefix="absence")
    return {"absences": absences_of(request.user.pk), "absence_form": refused or empty}
