"""What a piece of work leaves in the database, kept so that it need not be done again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Model

T = TypeVar("T")
_Table = Mapping[Any, Model]


@dataclass(frozen=True)
class Left:
    """What was left.

    Attributes:
        added: New rows, by model.
        changed: Rows that were there before and have other values now.
    """

    added: Sequence[Sequence[Model]]
    changed: Sequence[Model]

    def again(self) -> None:
        """Leave the same rows in a database that is as it was before the work."""
        for row in self.changed:  # first: a new row may take what an old one gave up
            row.save_base(raw=True, force_update=True)
        for rows in self.added:
            type(rows[0])._base_manager.bulk_create(rows)


def left_by(work: Callable[[], T]) -> tuple[T, Left]:
    """Do the work; return what it returns, and what it has left.

    Args:
        work: It deletes nothing.
    """
    before = _tables()
    result = work()
    added: list[list[Model]] = []
    changed: list[Model] = []
    for kind, rows in _tables().items():
        known = before[kind]
        if new := [row for key, row in rows.items() if key not in known]:
            added.append(new)
        changed += [
            row for key, row in rows.items() if key in known and _values(known[key]) != _values(row)
        ]
    return result, Left(added, changed)


def _tables() -> dict[type[Model], _Table]:
    kinds = apps.get_models(include_auto_created=True)
    return {kind: kind._base_manager.in_bulk() for kind in kinds if kind._meta.managed}


def _values(row: Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
