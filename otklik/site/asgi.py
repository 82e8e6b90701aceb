"""The whole service as one ASGI application: static files, pages, the live socket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.site.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 (Django is set up first)

from otklik.live.routing import websocket_urlpatterns  # noqa: E402
from otklik.site.limits import Bounded  # noqa: E402
from otklik.site.static import StaticFiles  # noqa: E402

application = Bounded(
    StaticFiles(ProtocolTypeRouter({"http": pages, "websocket": URLRouter(websocket_urlpatterns)}))
)
