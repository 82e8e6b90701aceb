"""A person's own uploads, before they belong to a message."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final, TypedDict

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.files import uploads
from otklik.files.models import Upload
from otklik.files.pictures import PICTURES
from otklik.files.responses import serve, serve_thumbnail
from otklik.files.store import FileTooBig

LimitFor = Callable[[HttpRequest], int]
WaitingLimitFor = Callable[[HttpRequest], int | None]
RETRY_AFTER: Final = 3600
"""Seconds until somebody who has uploaded too much should try again."""

View = Callable[..., HttpResponseBase]


class Described(TypedDict):
    """One upload, as the browser learns of it.

    Attributes:
        key: What the form sends back with the message.
        name: The harmless name.
        size: In bytes.
        type: What the bytes are.
        url: Shows the picture or downloads the file; DELETE there removes the upload.
        thumb: The thumbnail's address; None for what is no picture.
    """

    key: str
    name: str
    size: int
    type: str
    url: str
    thumb: str | None


def uploads_view(*, limit_for: LimitFor, waiting_limit_for: WaitingLimitFor) -> View:
    """Return the view that takes uploads, one file per request.

    Args:
        limit_for: Returns the greatest size of a file for whoever makes the request, in bytes
            (spec FILE-2). This room knows no roles, so whoever mounts the view decides.
        waiting_limit_for: Returns how much of theirs may wait to be sent, in bytes; None for any
            amount.
    """

    @require_POST
    def take(request: HttpRequest) -> HttpResponse:
        """Keep the form field `file` for whoever sends it, and describe it as JSON."""
        file = request.FILES.get("file")
        if file is None:
            return _refusal(gettext("No file has arrived."), status=400)
        try:
            added = uploads.add(
                file,
                owner_id=_owner_id(request),
                limit=limit_for(request),
                waiting_limit=waiting_limit_for(request),
            )
        except FileTooBig as error:
            return _refusal(_too_big(error), status=413)
        except uploads.TooManyUploads:
            return _refusal(_too_many(), status=429)
        except uploads.TooMuchWaiting as error:
            return _refusal(_too_much(error), status=429)
        return JsonResponse(_described(added, f"{request.path}{added.key}/"), status=201)

    return take


@require_http_methods(["GET", "HEAD", "DELETE"])
def upload(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show one's own upload, or remove it."""
    own = _own(request, key)
    if request.method == "DELETE":
        uploads.drop(own)
        return HttpResponse(status=204)
    return serve(request, own.blob, name=own.name)


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """Download one's own upload."""
    own = _own(request, key)
    return serve(request, own.blob, name=own.name, download=True)


@require_safe
def thumb(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the thumbnail of one's own upload."""
    return serve_thumbnail(request, _own(request, key).blob)


def _own(request: HttpRequest, key: str) -> Upload:
    """Return the upload if it is this person's; another's does not exist for them.

    Raises:
        Http404: It is not.
    """
    mine = uploads.waiting(owner_id=_owner_id(request)).select_related("blob")
    return get_object_or_404(mine, key=key)


def _owner_id(request: HttpRequest) -> int:
    """Return who makes the request.

    Raises:
        PermissionDenied: Nobody; the guard that mounts the views should have said so.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user.pk


def _described(added: Upload, url: str) -> Described:
    is_picture = added.blob.content_type in PICTURES
    return {
        "key": added.key,
        "name": added.name,
        "size": added.blob.size,
        "type": added.blob.content_type,
        "url": url,
        "thumb": f"{url}thumb" if is_picture else None,
    }


def _refusal(message: str, *, status: int) -> HttpResponse:
    answer = JsonResponse({"error": message}, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _too_big(error: FileTooBig) -> str:
    return gettext("“%(name)s” is bigger than %(limit)s. Nothing was attached.") % {
        "name": error.name,
        "limit": filesizeformat(error.limit),
    }


def _too_much(error: uploads.TooMuchWaiting) -> str:
    return gettext(
        "More than %(limit)s would wait to be sent. Send what is attached, or try again later."
    ) % {"limit": filesizeformat(error.limit)}


def _too_many() -> str:
    limit = uploads.WAITING_LIMIT
    return ngettext(
        "No more than %(limit)s file can wait to be sent.",
        "No more than %(limit)s files can wait to be sent.",
        limit,
    ) % {"limit": limit}
