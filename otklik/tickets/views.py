"""The files of messages, served by link and right (spec FILE-5, law 13)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from otklik.files.responses import Disposition, serve, serve_thumbnail
from otklik.people.acts import Act
from otklik.people.guards import view_for
from otklik.people.viewer import viewer
from otklik.tickets import access


@require_safe
@view_for(Act.SIGNED_IN)
def attachment(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """Serve a file: pictures to look at, everything else, and `?download`, to keep.

    Args:
        request: From somebody signed in.
        key: The link's 32 hexadecimal digits.
        name: What the address calls it; the stored name counts.
    """
    del name
    link = access.attachment(viewer(request), key)
    wish: Disposition = "download" if "download" in request.GET else "view"
    return serve(request, link.blob, name=link.name, disposition=wish)


@require_safe
@view_for(Act.SIGNED_IN)
def thumbnail(request: HttpRequest, key: str) -> HttpResponseBase:
    """Serve the small picture of a picture; nothing for other files.

    Args:
        request: From somebody signed in.
        key: The link's 32 hexadecimal digits.
    """
    link = access.attachment(viewer(request), key)
    return serve_thumbnail(request, link.blob, name=link.name)
