"""The files of messages, served by link and right (spec FILE-5, law 13)."""

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from otklik.files.responses import serve, serve_thumbnail
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.tickets import access


@view_for(Act.SIGNED_IN)
@require_safe
def attachment(request: AuthenticatedRequest, key: str, name: str) -> HttpResponseBase:
    """Serve a file: pictures to look at, everything else, and `?download`, to keep.

    Args:
        request: From somebody signed in.
        key: The link's 32 hexadecimal digits.
        name: What the address calls it; the stored name counts.
    """
    del name
    link = access.attachment(request.viewer, key)
    return serve(request, link.blob, name=link.name, download="download" in request.GET)


@view_for(Act.SIGNED_IN)
@require_safe
def thumbnail(request: AuthenticatedRequest, key: str) -> HttpResponseBase:
    """Serve the small picture of a picture; nothing for other files.

    Args:
        request: From somebody signed in.
        key: The link's 32 hexadecimal digits.
    """
    link = access.attachment(request.viewer, key)
    return serve_thumbnail(request, link.blob)
