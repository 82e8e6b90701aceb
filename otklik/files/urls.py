"""Addresses of uploads, for whoever mounts them.

The links of sent files, `/files/<key>/<name>`, are of an upper room: it knows the messages.
"""

from collections.abc import Callable

from django.urls import URLPattern, path

from otklik.files import views
from otklik.files.views import LimitFor, View

Guard = Callable[[View], View]


def uploads(*, guard: Guard, limit_for: LimitFor) -> list[URLPattern]:
    """Return the routes for a person's own uploads.

    `path("files/uploads/", include((uploads(guard=…, limit_for=…), "uploads")))`

    Args:
        guard: Wraps each view and lets in only who is signed in: `view_for(Act.SIGNED_IN)`.
        limit_for: See `views.uploads_view`.
    """
    take = views.uploads_view(limit_for=limit_for)
    return [
        path("", guard(take), name="take"),
        path("<slug:key>/", guard(views.upload), name="show"),
        path("<slug:key>/download", guard(views.download), name="download"),
        path("<slug:key>/thumb", guard(views.thumb), name="thumb"),
    ]
