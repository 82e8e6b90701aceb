"""Passwords: forgotten ones and new ones."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from otklik.gate import letters, operations
from otklik.gate.entering import enter
from otklik.gate.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from otklik.gate.links import read_password_key
from otklik.gate.pages import page, status_of
from otklik.gate.views.profile import profile_page
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.limits import allows
from otklik.people.queries import account_with


@view_for(Act.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Send a link for a new password (screen 22b); the answer is the same for any address."""
    form = ForgottenForm(request.POST or None)
    if not form.is_valid():
        status = status_of(is_bound=form.is_bound)
        return page(request, "forgotten", {"form": form}, status=status)
    address = form.cleaned_data["email"]
    if not allows(request, "ask_for_letter", key=address):
        shown = {"form": form, "is_limited": True}
        return page(request, "forgotten", shown, status=HTTPStatus.TOO_MANY_REQUESTS)
    account = account_with(address)
    if account is not None and account.is_active:
        letters.send_reset(account)
    return page(request, "forgotten_sent", {"address": address})


@view_for(Act.PUBLIC)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponseBase:
    """Set a new password for whoever holds the link from the letter, and let the person in."""
    key = request.POST.get("key") or request.GET.get("key") or ""
    person = read_password_key(key)
    if person is None:
        return page(request, "dead_link", status=HTTPStatus.GONE)
    form = NewPasswordForm(request.POST or None, person=person)
    if not allows(request, "new_password"):
        shown = {"form": form, "key": key, "is_limited": True}
        return page(request, "new_password", shown, status=HTTPStatus.TOO_MANY_REQUESTS)
    if form.is_valid():
        operations.set_forgotten_password(person=person, password=form.cleaned_data["password"])
        messages.success(request, _("The password is set. All earlier sessions have ended."))
        return enter(request, person)
    shown = {"form": form, "key": key}
    return page(request, "new_password", shown, status=status_of(is_bound=form.is_bound))


@view_for(Act.SIGNED_IN)
@sensitive_post_parameters("current", "new")
@require_POST
def change_password(request: AuthenticatedRequest) -> HttpResponseBase:
    """Set a new password and end the other sessions."""
    form = ChangePasswordForm(request.POST, person=request.user, prefix="password")
    if not allows(request, "check_password"):
        return profile_page(
            request, password_form=form, status=HTTPStatus.TOO_MANY_REQUESTS, is_limited=True
        )
    if not form.is_valid():
        return profile_page(request, password_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    operations.change_password(person=request.user, password=form.cleaned_data["new"])
    update_session_auth_hash(request, request.user)
    messages.success(request, _("The password is changed. Your other sessions have ended."))
    return redirect("gate:profile")
