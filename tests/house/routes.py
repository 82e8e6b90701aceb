"""Every address of the product, for the tests that must not miss one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address.

    Attributes:
        name: `namespace:name`, as templates use it; empty when the route has none.
        pattern: The address as it is written in `urls`, without the first slash.
        view: What answers.
    """

    name: str
    pattern: str
    view: Callable[..., Any]


def all_routes() -> list[Route]:
    """Return all routes of the product in the order in which they are tried."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name=name, pattern=pattern, view=entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner)
