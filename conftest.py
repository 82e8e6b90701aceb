"""What every test of the project shares."""

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from importlib import import_module
from typing import Any, Final

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from otklik.cli.testing import EMBEDDED
from otklik.core import config as config_module
from otklik.core.config import Config
from otklik.directory.models import Site
from tests import template

pytest_plugins = ["otklik.tickets.tests.world"]
"""The people whom tests of the whole house share: the fixture `world`."""

SHIPPING = ("people", "directory", "clock")
"""The rooms that fill a new installation, in the order of their migrations."""

TRANSACTIONAL = {"transactional_db", "django_db_reset_sequences", "live_server"}

FLOWS = "tests/flows/"

LONG: Final = (
    FLOWS,
    "otklik/cli/tests/test_service.py",
    "tests/faults/",
    "tests/test_wheel.py",
)
"""Files that take a minute or two, most of it waiting for a service."""

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The names of the browser, as in `./dev`; the one without windows takes a third less."""


def pytest_configure() -> None:
    """Hash passwords quickly: the tests sign in hundreds of times. Chance has no time limit."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hypothesis.settings.register_profile("patient", deadline=None)
    hypothesis.settings.load_profile("patient")


COLLECTED_AFTER: Final = 50_000
"""How many new objects bring the collector; it would walk over all the tests each time."""


def pytest_collection_finish() -> None:
    """Keep the garbage collector away from what lives to the end: it costs a sixth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that nobody waits for it in the end while all others rest."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Shares the tests out by files, so that what a file's tests share is made once.

    The flows count as one file: they share a service.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return FLOWS if file.startswith(FLOWS) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Tell how tests are shared out when several processes run them."""
    return ByFile(config, log)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one module; each opens contexts of its own and closes them.

    Playwright keeps an event loop running in this thread. Two of them in one thread are refused, so
    this is the only place that starts it, and it never outlives its module. Django refuses its
    database in such a thread unless told otherwise.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _commits(item: pytest.Item) -> bool:
    """Tell whether a test commits, so that the tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    wants = marker is not None and bool(marker.kwargs.get("transaction"))
    return wants or bool(TRANSACTIONAL.intersection(getattr(item, "fixturenames", ())))


def _emptied_row_by_row(_style: object, tables: Iterable[str], **_options: object) -> list[str]:
    """Return what empties tables after a test that commits.

    Django truncates them, which makes a new file for each table and each index; a test leaves a few
    rows. That no trigger asks about references needs the rights of our own server.
    """
    statement = sql.SQL("DELETE FROM {}")
    emptied = [statement.format(sql.Identifier(table)).as_string() for table in tables]
    return ["SET LOCAL session_replication_role = replica", *emptied]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> None:
    """Let each process clone its database from one that is migrated already."""
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    if EMBEDDED in os.environ:
        connection.ops.sql_flush = _emptied_row_by_row  # type: ignore[assignment]
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template.ready()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Give the database its shipped rows again after a test that commits, which empties it.

    The next test may be of any kind, and what a module shares may be made before it begins. Django
    could keep and restore all rows (`serialized_rollback`), but it keeps them with one connection,
    and a browser's event loop gives the test another.
    """
    result = yield
    if nextitem and _commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            if not Site.objects.exists():
                for room in SHIPPING:
                    import_module(f"otklik.{room}.migrations.0002_shipped").ship(apps, None)
    return result


@pytest.fixture(autouse=True)
def _nothing_left_in_tables_without_models(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Empty the tables that Django does not know of after a test that commits.

    Django empties the tables of its models only; the job queue and the cache have none.
    """
    yield
    if _commits(request.node):
        with django_db_blocker.unblock():
            cache.clear()
            with connection.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers;"
                    "DELETE FROM procrastinate_periodic_defers"
                )


@pytest.fixture
def set_config(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Config]:
    """Return a function that changes settings of the installation for one test.

    `set_config(mail_max_bytes=1000)` is seen by everything that asks `otklik.core.config.config`.
    """

    def change(**values: Any) -> Config:
        changed = config_module.config().model_copy(update=values)
        monkeypatch.setattr(config_module, "_loaded", [changed])
        return changed

    return change
