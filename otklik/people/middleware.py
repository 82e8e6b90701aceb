"""What is personal about every page: its language and its time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from otklik.core.config import config
from otklik.people.models import Person
from otklik.people.preferences import is_language, is_time_zone


def personal(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Show pages in the language and time zone that the person has chosen (law 14).

    Without a choice the language stays what Django's LocaleMiddleware, which stands before, found
    in cookie and browser, and the time zone is the installation's.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        person = request.user if isinstance(request.user, Person) else None
        if person and is_language(person.language):
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        with timezone.override(zone_of(person)):
            return get_response(request)

    return middleware


def zone_of(person: Person | None) -> ZoneInfo:
    """Return the zone in which times are shown to `person`, or to a stranger."""
    chosen = person.time_zone if person else ""
    return ZoneInfo(chosen if is_time_zone(chosen) else config().time_zone)
