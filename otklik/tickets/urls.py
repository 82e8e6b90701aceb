"""The addresses of files: of messages by link and right, and a person's own uploads.

The room `files` knows no person, so its views are guarded and limited here.
"""

from django.http import HttpRequest
from django.urls import path

from otklik.core.config import config
from otklik.files import views as own
from otklik.people.acts import Act
from otklik.people.guards import view_for
from otklik.people.viewer import viewer
from otklik.tickets import views

guarded = view_for(Act.SIGNED_IN)


def limit_for(request: HttpRequest) -> int:
    """Return the greatest size of an upload in bytes: staff have a limit of their own (FILE-2)."""
    limits = config()
    return limits.staff_upload_max_bytes if viewer(request).is_staff else limits.upload_max_bytes


def waiting_limit_for(request: HttpRequest) -> int | None:
    """Return how much somebody may have uploaded and not yet sent; staff have no limit."""
    return None if viewer(request).is_staff else config().client_waiting_bytes


uploads = own.uploads_view(limit_for=limit_for, waiting_limit_for=waiting_limit_for)

app_name = "files"
urlpatterns = [
    path("uploads/", guarded(uploads), name="uploads"),
    path("uploads/<slug:key>/", guarded(own.upload), name="upload"),
    path("uploads/<slug:key>/download", guarded(own.download), name="download"),
    path("uploads/<slug:key>/thumb", guarded(own.thumb), name="thumb"),
    path("<slug:key>/thumb/", views.thumbnail, name="thumbnail"),
    path("<slug:key>/<str:name>", views.attachment, name="attachment"),
]
