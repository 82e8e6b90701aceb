"""The whole site as one web process on the test's database, and browsers in it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page

from otklik.people.models import Person

_HEAR: Final = "document.addEventListener('live:resync', () => { window.hears = true; });"
_UVICORN: Final = [sys.executable, "-m", "uvicorn", "otklik.site.asgi:application"]


@dataclass
class Site:
    """A running site.

    Attributes:
        url: Its address.
        browser: Opens pages in it.
        stack: Ends what was opened.
    """

    url: str
    browser: Browser
    stack: ExitStack

    def page(self, person: Person, path: str, *, width: int = 1440, dark: bool = False) -> Page:
        """Open a page as a person, in a browser of its own."""
        client = Client()
        client.force_login(person)
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            locale="ru",
            timezone_id="Europe/Moscow",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        self.stack.callback(context.close)
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": self.url}])
        context.add_init_script(_HEAR)
        page = context.new_page()
        page.goto(self.url + path)
        page.wait_for_function("() => window.hears")
        return page


def _environment(port: int) -> dict[str, str]:
    database = connection.settings_dict
    user, password, host, db_port, name = (
        quote(str(database[key]), "") for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    )
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{user}:{password}@{host}:{db_port}/{name}",
        "OTKLIK_SECRET_KEY": str(settings.SECRET_KEY),
        "OTKLIK_URL": f"http://127.0.0.1:{port}",
        "OTKLIK_LOG_LEVEL": "warning",
    }


@contextmanager
def serve(log: int) -> Iterator[str]:
    """Run the site on the present database for as long as the block lasts; give its address.

    Args:
        log: File descriptor that takes what the process says.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    process = subprocess.Popen(
        [*_UVICORN, "--fd", str(listening.fileno()), "--timeout-graceful-shutdown", "1"],
        env=_environment(port),
        pass_fds=[listening.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    listening.close()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
