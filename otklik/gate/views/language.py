"""Choosing a language."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from otklik.gate.entering import where_to
from otklik.people.acts import Act
from otklik.people.guards import view_for
from otklik.people.models import Person
from otklik.people.operations import choose_language
from otklik.people.preferences import is_language


@view_for(Act.PUBLIC)
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Speak another language from now on, to a stranger in this browser only."""
    code = request.POST.get("language", "")
    response = redirect(where_to(request))
    if not is_language(code):
        return response
    if isinstance(request.user, Person):
        choose_language(person=request.user, language=code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
