"""The product's addresses: each door under its own prefix."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from otklik.site import health, permalinks
from otklik.site.office import office

DOORS = {
    "account/": "gate",
    "desk/": "desk",
    "portal/": "portal",
    "files/": "tickets",
}

handler400 = "otklik.site.failures.not_understood"
handler403 = "otklik.site.failures.refused"
handler404 = "otklik.site.failures.not_found"
handler500 = "otklik.site.failures.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", permalinks.home, name="home"),
    path("t/<int:number>", permalinks.ticket, name="ticket"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("office/", include(office)),
    *(
        path(prefix, include(f"otklik.{door}.urls"))
        for prefix, door in DOORS.items()
        if find_spec(f"otklik.{door}.urls")
    ),
]
