"""How often somebody may knock: the limits stand in the settings, as ACCOUNT_RATE_LIMITS."""

from allauth.core import ratelimit
from django.http import HttpRequest


def allows(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one attempt and tell whether it is still within its limits; reading a page is free.

    Args:
        request: From where it comes.
        action: A key of ACCOUNT_RATE_LIMITS.
        key: What is counted beside the network address, for limits by key.
    """
    return bool(ratelimit.consume(request, action=action, key=key))


def is_allowed(request: HttpRequest, action: str) -> bool:
    """Tell whether one more attempt would be within its limits, and count nothing.

    Args:
        request: From where it comes.
        action: A key of ACCOUNT_RATE_LIMITS that counts what fails.
    """
    return bool(ratelimit.consume(request, action=action, dry_run=True))
