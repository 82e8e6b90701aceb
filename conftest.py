"""What every test of the project shares."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from otklik.core import config as config_module
from otklik.core.config import Config

pytest_plugins = ["otklik.tickets.tests.world"]


def pytest_configure() -> None:
    """Hash passwords quickly: the tests sign in hundreds of times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
