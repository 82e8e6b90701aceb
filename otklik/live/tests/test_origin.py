"""Which pages may open a socket."""

import pytest
from django.conf import LazySettings

from otklik.live.origin import is_own


@pytest.fixture(autouse=True)
def hosts(settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["help.example.com"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("https://help.example.com", "help.example.com", True),
        ("HTTPS://Help.Example.Com", "help.example.com", True),
        ("https://help.example.com:8443", "help.example.com:8443", True),
        ("https://desk.example.org", "help.example.com", True),
        ("https://help.example.com:8443", "help.example.com", False),
        ("https://evil.example", "help.example.com", False),
        ("https://help.example.com.evil.example", "help.example.com", False),
        ("https://evil.example", "evil.example", False),
        ("null", "help.example.com", False),
        ("http://[", "help.example.com", False),
        ("", "help.example.com", False),
        ("https://help.example.com", "", False),
        ("", "", False),
    ],
)
def test_only_our_own_pages(origin: str, host: str, *, expected: bool) -> None:
    headers = {b"origin": origin.encode(), b"host": host.encode()}
    assert is_own(headers) is expected


def test_a_handshake_without_headers_is_refused() -> None:
    assert is_own({}) is False


@pytest.mark.parametrize("trusted", [True, False])
def test_the_proxys_word_counts_only_if_we_trust_it(
    settings: LazySettings, *, trusted: bool
) -> None:
    settings.USE_X_FORWARDED_HOST = trusted
    headers = {
        b"origin": b"https://help.example.com",
        b"x-forwarded-host": b"help.example.com",
        b"host": b"127.0.0.1:8000",
    }
    assert is_own(headers) is trusted
