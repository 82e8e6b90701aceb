"""What the fault bench puts up: a whole service in a folder of its own, and the world around it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from otklik.cli import postgres
from otklik.cli.environment import settle
from otklik.cli.place import locate
from otklik.cli.service import listen
from otklik.core.config import Config
from otklik.core.vault import open_vault
from otklik.mail_in.tests.dovecot import Dovecot, running
from tests import template
from tests.faults.nursery import Nursery
from tests.flows.service import Post, post_office

LOADED: Final = (
    "otklik.mail_in.doors",
    "otklik.site.asgi",
    "procrastinate.worker",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
)
PAGES: Final = ("desk/ticket.html", "portal/ticket.html")


@dataclass(frozen=True)
class Stand:
    """A service that can be killed part by part.

    Attributes:
        config: Its settings.
        cluster: Its database server.
        nursery: Where its processes are born.
        post: The mail server to which its letters go.
        dovecot: The mail server whose mailbox it looks into.
        log: What its processes have said.
    """

    config: Config
    cluster: postgres.Cluster
    nursery: Nursery
    post: Post
    dovecot: Dovecot
    log: Path


@contextmanager
def standing() -> Iterator[Stand]:
    """Put everything up with a migrated database and load Django; no part lives yet."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="otklik-faults-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(postgres.remove, folder)
        cluster = postgres.Cluster(locate(folder))
        stack.callback(cluster.stop)
        cluster.initialise()
        os.environ["DATABASE_URL"] = cluster.start()
        listening = stack.enter_context(listen("127.0.0.1", 0))
        config = _settle(folder, listening.getsockname()[1])
        _load()

        template.fill(postgres.DATABASE)
        log = folder / "service.log"
        nursery = Nursery(config, listening=listening.fileno(), log=log)
        stack.callback(nursery.close)
        post, _port = stack.enter_context(post_office(config.smtp_port))
        dovecot = stack.enter_context(running())
        yield Stand(config, cluster, nursery, post, dovecot, log)


def _settle(folder: Path, port: int) -> Config:
    config = settle(
        folder,
        mode="development",
        log_level="warning",
        log_format="text",
        url=f"http://127.0.0.1:{port}",
        port=port,
        client_messages_an_hour=1_000_000,
        smtp_listen_port=postgres.free_port(),
        smtp_host="127.0.0.1",
        smtp_port=postgres.free_port(),
        smtp_security="none",
    )
    open_vault(config.data, config.mode)
    return config


def _load() -> None:
    """Load what the processes need, so that they need not."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    for name in LOADED:
        import_module(name)
    get_resolver().url_patterns  # noqa: B018 (reading it loads all views)
    for name in PAGES:
        get_template(name)
