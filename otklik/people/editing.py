"""Changing a row of the settings that others may be changing too (law 9).

A page sends with each value the one that it showed. Values that the person did not touch are not
written, so two people who change different fields do not get into each other's way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model


class Stale(Exception):  # noqa: N818 - somebody was faster, nothing failed
    """Somebody else has changed what the page showed; nothing was saved.

    Attributes:
        fields: The names of the fields concerned.
    """

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(fields)
        super().__init__(", ".join(self.fields))


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to change in a row.

    Attributes:
        values: The new values by field; rows for relations, a collection of rows for many.
        shown: What the page showed for each of these fields.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)

    def put(self, row: Model) -> None:
        """Give a row the new values, if it still holds what was shown; `save` is next.

        Args:
            row: The stored row, read under its lock; it is changed in place.

        Raises:
            Stale: Somebody else has changed one of the fields meanwhile, and not to this value.
        """
        many = self._many(row)
        self._check(row, many)
        for name in self.values.keys() - many:
            setattr(row, name, self.values[name])

    def save(self, row: Model) -> None:
        """Save a row that `put` has changed, and what hangs on it.

        Args:
            row: The row.

        Raises:
            ValidationError: A value does not fit.
        """
        row.full_clean()
        row.save()
        for name in self._many(row):
            getattr(row, name).set(self.values[name])

    def _many(self, row: Model) -> set[str]:
        return {name for name in self.values if row._meta.get_field(name).many_to_many}

    def _check(self, row: Model, many: set[str]) -> None:
        present = {
            name: getattr(row, name).all() if name in many else getattr(row, name)
            for name in self.values
        }
        stale = [
            name
            for name, value in self.values.items()
            if _comparable(present[name])
            not in (_comparable(self.shown.get(name)), _comparable(value))
        ]
        if stale:
            raise Stale(stale)


def _comparable(value: Any) -> Any:
    """Return what two values of a field have in common if they are the same."""
    match value:
        case str():
            return value.replace("\r\n", "\n").strip()
        case Model():
            return value.pk
        case None | bool() | int() | float():
            return "" if value is None else value
        case datetime():  # pages show moments to the minute, in the reader's zone
            return value.astimezone(UTC).replace(second=0, microsecond=0)
        case Iterable() if not _has_order(value):
            return frozenset(_comparable(each) for each in value)
        case _:
            return str(value)


def _has_order(value: Iterable[Any]) -> bool:
    """Tell a list of lists, as a JSON column holds it, from the rows of a relation."""
    return isinstance(value, list) and any(isinstance(each, list) for each in value)
