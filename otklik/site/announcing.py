"""What every whole page says beside its own content."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from otklik.directory.maintenance import announced


def maintenance(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let the layouts ask `request.maintenance`; parts of pages do not, and cost nothing."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.maintenance = SimpleLazyObject(announced)  # type: ignore[attr-defined]  # ours alone
        return get_response(request)

    return middleware
