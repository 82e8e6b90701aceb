"""The guard that every view carries: it names the act and lets in who may do it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from otklik.people.acts import Act, may, may_know
from otklik.people.models import Person
from otklik.people.viewer import Viewer, viewer

P = ParamSpec("P")


class AuthenticatedRequest(HttpRequest):
    """The request that a view behind a guard really has."""

    user: Person
    viewer: Viewer


class GuardedView(Protocol[P]):
    """A view that says for what act it stands."""

    act: Act

    def __call__(
        self, request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        """Answer a request, or refuse it."""
        ...


def view_for(
    act: Act,
) -> Callable[[Callable[Concatenate[AuthenticatedRequest, P], HttpResponseBase]], GuardedView[P]]:
    """Guard a view: only who may do `act` comes in.

    A stranger is sent to sign in and then back; a fragment or a form that a stranger sends is
    answered with 401, and the page keeps what was typed. Who may not know of the place gets 404,
    everybody else 403. Written outermost, so that the tests find `view.act`.

    Args:
        act: What the view does. With `Act.PUBLIC` the request's user may be anonymous.
    """

    def guard(
        view: Callable[Concatenate[AuthenticatedRequest, P], HttpResponseBase],
    ) -> GuardedView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refusal = _refusal(request, act)
            if refusal is not None:
                return refusal
            return view(cast("AuthenticatedRequest", request), *args, **kwargs)

        guarded.act = act  # type: ignore[attr-defined]  # the protocol's one attribute
        return cast("GuardedView[P]", guarded)

    return guard


def _refusal(request: HttpRequest, act: Act) -> HttpResponse | None:
    """Return the answer for a stranger, or nothing if the request may go on.

    Raises:
        Http404: The person may not know of the place.
        PermissionDenied: The person may know of it, but not do this.
    """
    if act is Act.PUBLIC:
        return None
    who = viewer(request)
    if who.person is None:
        return _ask_to_sign_in(request)
    if may(who, act):
        return None
    if not may_know(who, act):
        raise Http404
    raise PermissionDenied


def refuse_forged(request: HttpRequest) -> HttpResponse:
    """Answer a script that sent a form without the page's token.

    Nearly always the session has ended, or another one has begun in another tab. A script of our
    own page learns which: a stranger is asked to sign in, and whoever has signed in again gets the
    new token, so that what was typed can be sent after all. Only a page of ours may read it.
    """
    if viewer(request).person is None:
        return _ask_to_sign_in(request)
    renewed = HttpResponse(_("Your session is a new one. Send it again."), status=403)
    renewed.headers["Content-Type"] = "text/plain; charset=utf-8"
    renewed.headers["X-CSRFToken"] = get_token(request)
    return renewed


def is_scripted(request: HttpRequest) -> bool:
    """Tell whether a script of a page sent the request, and not the browser by itself."""
    return "HX-Request" in request.headers or "X-Requested-With" in request.headers


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    is_page = request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers
    if is_page:
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    return HttpResponse(
        _("You have been signed out. Sign in again; what you typed is kept here."),
        status=401,
        content_type="text/plain; charset=utf-8",
    )
