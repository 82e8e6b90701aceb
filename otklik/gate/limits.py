"""How often somebody may knock: the limits stand in the settings, as ACCOUNT_RATE_LIMITS."""

import structlog
from allauth.core import ratelimit
from django.http import HttpRequest

from otklik.core.config import config

log = structlog.get_logger(__name__)


def allows(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one attempt and tell whether it is still within its limits; reading a page is free.

    Args:
        request: From where it comes.
        action: A key of ACCOUNT_RATE_LIMITS.
        key: What is counted beside the network address, for limits by key.
    """
    return bool(ratelimit.consume(request, action=action, key=key))


def allows_proof(request: HttpRequest) -> bool:
    """Count one letter of proof and tell whether all together are still within their ceiling.

    Whoever has many network addresses meets no other limit, and each letter goes to a stranger.

    Args:
        request: Who makes us send it.
    """
    if allows(request, "proof_letters", key="all"):
        return True
    log.warning("proof_letters_stopped", limit=config().proof_letters_an_hour)
    return False
