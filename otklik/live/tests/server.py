"""A web process for the tests: `uvicorn otklik.live.tests.server:application`.

Under /live/ sockets are served as in the product; under /impatient/ and /strict/ by stations of
their own that count in tenths of a second. Only /strict/ drops a browser for its silence so soon.
Under /curious/ a browser may send nothing but what it is asked for, and is asked all the time.
"""

from dataclasses import replace
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

django.setup()

from otklik.live.routing import application as sockets  # noqa: E402 (Django must be set up first)
from otklik.live.routing import websocket_urlpatterns  # noqa: E402
from otklik.live.station import Timing  # noqa: E402

soon = Timing(ping_every=0.2, session_every=0.2, keep_every=0.1, nudge_every=0.1)
views: dict[str, Any] = {
    "impatient/": sockets(timing=soon),
    "strict/": sockets(timing=replace(soon, silence_limit=0.5)),
    "curious/": sockets(timing=replace(soon, ping_every=0.01, messages_per_ping=2)),
}
routes = [path(route, view) for route, view in views.items()]
application = ProtocolTypeRouter({"websocket": URLRouter([*websocket_urlpatterns, *routes])})
