"""What strangers see of a site besides words: its logo."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from otklik.directory.models import Site
from otklik.files.models import Blob
from otklik.files.responses import serve
from otklik.people.acts import Act
from otklik.people.guards import view_for


@view_for(Act.PUBLIC)
@require_safe
def logo(request: HttpRequest, site_id: int, blob_id: int) -> HttpResponseBase:
    """Return a site's present logo; its id stands in the address, so a new one is seen at once.

    Raises:
        Http404: The site has another one, or none.
    """
    get_object_or_404(Site, pk=site_id, logo=blob_id)
    return serve(request, Blob.objects.get(pk=blob_id), name="logo.webp")
