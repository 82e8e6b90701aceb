"""Signing in and out."""

from http import HTTPStatus

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from otklik.gate.demo import offered
from otklik.gate.entering import enter, where_to
from otklik.gate.forms import SignInForm
from otklik.gate.pages import page, status_of
from otklik.live.push import recheck
from otklik.people.acts import Act
from otklik.people.guards import view_for
from otklik.people.limits import allows


@view_for(Act.PUBLIC)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for address and password, and let the person in (screen 08)."""
    if request.user.is_authenticated:
        return redirect(where_to(request))
    form = SignInForm(request.POST or None, request=request)
    shown = {"form": form, "next": where_to(request), "accounts": offered()}
    if not allows(request, "login"):
        return page(
            request, "sign_in", shown | {"is_limited": True}, status=HTTPStatus.TOO_MANY_REQUESTS
        )
    if form.is_valid() and form.person is not None:
        return enter(
            request,
            form.person,
            remember=form.cleaned_data["remember"],
            time_zone=form.cleaned_data["time_zone"],
        )
    return page(request, "sign_in", shown, status=status_of(is_bound=form.is_bound))


@view_for(Act.PUBLIC)
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End this session; its open sockets notice."""
    person_id = request.user.pk
    to = where_to(request)
    logout(request)
    if person_id is not None:
        recheck(person_id)
    return redirect(to)
