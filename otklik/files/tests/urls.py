"""The uploads as an upper room mounts them, and one content served to everybody."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path

from otklik.files.models import Blob
from otklik.files.responses import serve, serve_thumbnail
from otklik.files.tests.conftest import LIMIT
from otklik.files.urls import uploads


def content(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    blob = Blob.objects.get(pk=pk)
    if "thumb" in request.GET:
        return serve_thumbnail(request, blob)
    return serve(request, blob, name=name, download="download" in request.GET)


routes = uploads(guard=login_required, limit_for=lambda _request: LIMIT)
urlpatterns = [
    path("files/uploads/", include((routes, "uploads"))),
    path("content/<int:pk>/<str:name>", content),
]
