"""The uploads as an upper room mounts them, and one content served to everybody."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from otklik.files import views
from otklik.files.models import Blob
from otklik.files.responses import serve, serve_thumbnail
from otklik.files.tests.conftest import LIMIT, WAITING


def content(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    blob = Blob.objects.get(pk=pk)
    if "thumb" in request.GET:
        return serve_thumbnail(request, blob)
    return serve(request, blob, name=name, download="download" in request.GET)


take = views.uploads_view(
    limit_for=lambda _request: LIMIT, waiting_limit_for=lambda _request: WAITING
)
urlpatterns = [
    path("files/uploads/", login_required(take)),
    path("files/uploads/<slug:key>/", login_required(views.upload)),
    path("files/uploads/<slug:key>/download", login_required(views.download)),
    path("files/uploads/<slug:key>/thumb", login_required(views.thumb)),
    path("content/<int:pk>/<str:name>", content),
]
