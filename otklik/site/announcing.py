"""What every whole page says beside its own content."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from otklik.directory.maintenance import announced


def maintenance(_request: HttpRequest) -> dict[str, Any]:
    """Return `maintenance` for the layouts; parts of pages do not name it and ask for nothing."""
    return {"maintenance": SimpleLazyObject(announced)}
