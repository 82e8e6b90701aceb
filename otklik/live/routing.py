"""The websocket's address, for the assembled ASGI application.

Origin, session and tokens are checked inside, so whoever mounts these routes cannot forget it.
"""

from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from django.urls import URLPattern, path

from otklik.live.consumer import Socket
from otklik.live.station import Station, Timing


def application(*, timing: Timing | None = None) -> ASGI3Application:
    """Return an ASGI application that serves sockets, with one listener for all of them."""
    station = Station(timing or Timing())

    async def serve(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "websocket":
            raise ValueError(f"only websockets live here, not {scope['type']}")
        headers = dict(scope["headers"])
        await receive()
        await Socket(station=station, headers=headers, receive=receive, send=send).serve()

    return serve


def routes(app: ASGI3Application) -> list[URLPattern]:
    """Return the route for Channels' URLRouter, which takes ASGI applications as views."""
    view: Any = app
    return [path("live/", view, name="live")]


websocket_urlpatterns = routes(application())
