"""Refuses handshakes that another site's page started (cross-site WebSocket hijacking)."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def is_own(headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a handshake comes from a page of ours.

    A browser always sends Origin with a handshake; it must name the very host and port that the
    browser asked, or one of `CSRF_TRUSTED_ORIGINS`. The scheme is not compared: behind a proxy
    that ends TLS we cannot see it.

    Args:
        headers: The handshake's headers, names in lower case.
    """
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    host = _host(headers)
    domain, _port = split_domain_port(host)
    return bool(host) and _authority(origin) == host and _is_allowed(domain)


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _host(headers: Mapping[bytes, bytes]) -> str:
    forwarded = headers.get(b"x-forwarded-host") if settings.USE_X_FORWARDED_HOST else None
    return (forwarded or headers.get(b"host", b"")).decode("latin-1").lower()


def _is_allowed(domain: str) -> bool:
    local = [".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else []
    return validate_host(domain, [*settings.ALLOWED_HOSTS, *local])
