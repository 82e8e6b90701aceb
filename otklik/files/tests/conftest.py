"""Contents in a folder of the test's own, and people who upload."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image

from otklik.core.config import Config
from otklik.files.models import Blob
from otklik.files.store import store

LIMIT = 10 * 1024
WAITING = 64 * 1024


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, set_config: Callable[..., Config]) -> Path:
    """Keep contents in the test's own data folder; return the folder of the contents."""
    set_config(data=tmp_path)
    return tmp_path / "files"


def kept(content: bytes) -> Blob:
    """Keep a content."""
    return store(io.BytesIO(content), name="any")


def picture(format_: str = "PNG", size: tuple[int, int] = (800, 400), **options: object) -> bytes:
    """Return a picture, red on its left half and green on its right."""
    image = Image.new("RGB", size, (200, 0, 0))
    image.paste((0, 200, 0), (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def is_red(pixel: object) -> bool:
    """Tell red from green after a lossy compression."""
    assert isinstance(pixel, tuple)
    return bool(pixel[0] > pixel[1])


@pytest.fixture
def signed_in(db: None, settings: LazySettings) -> Callable[[], Client]:
    """Return a function that makes a person and signs the person in."""
    settings.ROOT_URLCONF = "otklik.files.tests.urls"

    def sign_in() -> Client:
        people = get_user_model().objects
        number = people.count() + 1
        person = people.create(email=f"person{number}@example.org", can_sign_in=True)
        client = Client()
        client.force_login(person)
        return client

    return sign_in
