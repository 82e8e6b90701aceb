"""Answers for machines that watch the service."""

from datetime import timedelta
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from otklik.core.schema import pending_migrations
from otklik.core.time import now
from otklik.people.acts import Act
from otklik.people.guards import view_for

HEARTBEAT_LIMIT: Final = timedelta(seconds=60)
"""A worker reports every 10 seconds; one silent for longer than this is not there."""

_migrated: Final[set[str]] = set()
"""Holds something once this process has seen that no migration is missing: none comes later."""


@view_for(Act.PUBLIC)
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers. A supervisor restarts what does not."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@view_for(Act.PUBLIC)
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Say whether pages can be served (200, else 503) and whether a worker is at work.

    A missing worker does not make the site unready: people can still read and write, and what
    they cause waits in the queue. It is reported for whoever watches.
    """
    report = {"database": "ok", "migrations": "unknown", "worker": "unknown"}
    try:
        # Looking is much work, so it is done until none are missing.
        pending = [] if _migrated else pending_migrations()
        report["migrations"] = f"{len(pending)} pending" if pending else "ok"
        if not pending:
            _migrated.add("all")
            report["worker"] = "ok" if living_workers() else "missing"
    except DatabaseError:
        report["database"] = "unreachable"
    ready = report["database"] == report["migrations"] == "ok"
    return JsonResponse({"ready": ready, **report}, status=200 if ready else 503)


def living_workers() -> int:
    """Return how many workers have given a sign of life lately."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=now() - HEARTBEAT_LIMIT).count()
