"""How many letters may go to strangers."""

import structlog
from django.http import HttpRequest

from otklik.core.config import config
from otklik.people.limits import allows

log = structlog.get_logger(__name__)


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
