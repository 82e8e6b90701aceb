"""The part of the test bench that must stand before pytest loads Django's settings.

Loaded by `-p otklik.cli.testing` in pyproject.toml. Without `DATABASE_URL` the tests run on the
embedded PostgreSQL, started once for the whole run and shared by all xdist workers, which inherit
its address from the environment. Each process has a data folder of its own.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from otklik.cli import postgres

EMBEDDED: Final = "TESTS_BROUGHT_THEIR_DATABASE"
"""Set where the tests have brought their own database server."""

_held = ExitStack()


def _folder() -> Path:
    """Return a new folder that goes when this process ends in order."""
    path = Path(tempfile.mkdtemp(prefix="otklik-test-"))
    _held.callback(shutil.rmtree, path, ignore_errors=True)
    return path


os.environ["OTKLIK_MODE"] = "development"
os.environ["OTKLIK_DATA"] = str(_folder())
os.environ.setdefault("OTKLIK_LOG_LEVEL", "warning")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start the embedded database before pytest-django asks for the settings."""
    if "DATABASE_URL" not in os.environ:
        folder = _folder()
        _held.callback(postgres.remove, folder)
        os.environ["DATABASE_URL"] = _held.enter_context(postgres.running(folder, careful=False))
        os.environ[EMBEDDED] = "yes"
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the database and remove the folders."""
    _held.close()
