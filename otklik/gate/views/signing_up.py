"""Registering."""

from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from otklik.gate.entering import enter, where_to
from otklik.gate.forms import TAKEN, SignUpForm, address_taken
from otklik.gate.limits import allows_proof
from otklik.gate.operations import register
from otklik.gate.pages import page, speaking, status_of
from otklik.people.acts import Act
from otklik.people.guards import view_for
from otklik.people.limits import allows
from otklik.people.models import Person
from otklik.people.operations import AddressTaken, Profile
from otklik.people.preferences import is_time_zone


@view_for(Act.PUBLIC)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Make an account and let its owner in at once (screen 22, spec T-18)."""
    if request.user.is_authenticated:
        return redirect(where_to(request))
    speaking(request)
    form = SignUpForm(request.POST or None)
    shown = {"form": form, "next": where_to(request)}
    if not allows(request, "sign_up"):
        return page(
            request, "sign_up", shown | {"is_limited": True}, status=HTTPStatus.TOO_MANY_REQUESTS
        )
    person = _register(request, form) if form.is_valid() else None
    if person is not None:
        return enter(request, person)
    shown["is_taken"] = form.has_error("email", TAKEN)
    return page(request, "sign_up", shown, status=status_of(is_bound=form.is_bound))


def _register(request: HttpRequest, form: SignUpForm) -> Person | None:
    data = form.cleaned_data
    zone = data["time_zone"] if is_time_zone(data["time_zone"]) else ""
    profile = Profile(name=data["name"], language=get_language() or "", time_zone=zone)
    try:
        return register(
            email=data["email"],
            profile=profile,
            password=data["password"],
            sends_proof=allows_proof(request),
        )
    except AddressTaken:
        # Two forms with one address at the same moment: the other one was first.
        form.add_error("email", address_taken())
        return None
