"""Rows of small tables, kept in memory for as long as they stand unchanged in the database.

Dictionaries, sites and levels hang on every ticket. Joining eight of their tables to a list costs
the planner more time than reading the list; so their values are kept in each process, and one
small query tells whether they are still true. It sees what the present transaction sees: nothing
has to be told to forget, and nothing can be forgotten. Each caller gets rows of its own, but their
values are shared: a list among them is not to be changed in place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, cast

from django.db import connection, router
from django.db.models import ForeignKey, Model, QuerySet

_STAMP: Final = (
    "SELECT %s, count(*), sum(hashtextextended(xmin::text || ctid::text, 0)) FROM {table}"
)
"""Any writing to a table changes it: a new version of a row has another writer or another place."""


M = TypeVar("M", bound=Model)
_Key: TypeAlias = "ForeignKey[Any, Any]"
_Stamp: TypeAlias = tuple[Any, ...]


class _Kept(NamedTuple):
    """What is known of a table: its stamp, and the values of its rows by their keys."""

    stamp: _Stamp
    values: Mapping[Any, Sequence[Any]]


_tables: Final[dict[type[Model], _Kept]] = {}
_Believed: TypeAlias = dict[type[Model], _Stamp]
_believed: Final[ContextVar[_Believed | None]] = ContextVar("believed", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask only once within the block, which writes to none of the tables.

    A page that is only read shows everything as it stood at one moment, and so goes a piece of work
    by what stood there when it began, as a statement does.
    """
    if _believed.get() is not None:
        yield
        return
    token = _believed.set({})
    try:
        yield
    finally:
        _believed.reset(token)


def attach(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Give rows what they refer to in small tables, as `prefetch_related` does; mostly one query.

    Args:
        rows: Rows of one table.
        names: Foreign keys to small tables.
    """
    if not rows:
        return
    keys = {key: _values(rows, key) for key in (_key(rows[0], name) for name in names)}
    kept = _values_of({key.related_model for key, values in keys.items() if values})
    for key, values in keys.items():
        kind = key.related_model
        known = kept.get(kind, {})
        _give(rows, key, {one: _row(kind, known[one]) for one in values if one in known})


def join(rows: Sequence[Model], names: Iterable[str], others: QuerySet[Any]) -> None:
    """Give rows what several of their keys refer to in one other table; one query at most.

    Args:
        rows: Rows of one table.
        names: Foreign keys to the other one.
        others: Its rows, as they are to be read.
    """
    keys = [_key(rows[0], name) for name in names] if rows else []
    wanted = {value for key in keys for value in _values(rows, key)}
    found = others.in_bulk(wanted) if wanted else {}
    for key in keys:
        _give(rows, key, found)


def rows_of(kinds: Iterable[type[Model]]) -> dict[type[Model], list[Any]]:
    """Return all rows of some small tables, in the order of their models; mostly one query.

    Args:
        kinds: Their models.
    """
    found = _values_of(set(kinds))
    return {kind: [_row(kind, values) for values in found[kind].values()] for kind in found}


def grouped(links: Iterable[Model], owner: str, named: str) -> dict[int, set[int]]:
    """Return what the rows of a table of links name, by whose they are.

    Args:
        links: The rows.
        owner: The column with whose a link is, "level_id".
        named: The column with what it names, "site_id".
    """
    found: dict[int, set[int]] = {}
    for link in links:
        found.setdefault(getattr(link, owner), set()).add(getattr(link, named))
    return found


def remembered(kind: type[M]) -> list[M]:
    """Return the rows of a small table as they were when somebody last asked, without a query.

    Args:
        kind: Its model; of one that was never asked for nothing is known.
    """
    last = _tables.get(kind)
    return [cast("M", _row(kind, values)) for values in last.values.values()] if last else []


def _values(rows: Sequence[Model], key: _Key) -> set[Any]:
    return {getattr(row, key.attname) for row in rows} - {None}


def _give(rows: Sequence[Model], key: _Key, found: Mapping[Any, Model]) -> None:
    for row in rows:
        value = getattr(row, key.attname)
        if value is None or value in found:
            key.set_cached_value(row, found.get(value))


def _key(row: Model, name: str) -> _Key:
    field = row._meta.get_field(name)
    if not isinstance(field, ForeignKey):
        raise TypeError(f"{name} refers to no other row")
    return field


def _row(kind: type[Model], values: Sequence[Any]) -> Model:
    names = [field.attname for field in kind._meta.concrete_fields]
    return kind.from_db(router.db_for_read(kind), names, values)


def _values_of(kinds: set[type[Model]]) -> dict[type[Model], Mapping[Any, Sequence[Any]]]:
    """Return the values of all rows of some tables, read anew where something was written."""
    believed = _believed.get()
    if believed is None:
        believed = _stamps(kinds)
    elif not believed.keys() >= kinds:
        believed |= _stamps({*kinds, *_tables} - believed.keys())
    return {kind: _values_at(kind, believed[kind]) for kind in kinds}


def _values_at(kind: type[Model], stamp: _Stamp) -> Mapping[Any, Sequence[Any]]:
    """Return the values of a table's rows, read anew if its stamp is another one."""
    kept = _tables.get(kind)
    if kept is None or kept.stamp != stamp:
        kept = _tables[kind] = _Kept(stamp, _read(kind))
    return kept.values


def _stamps(kinds: set[type[Model]]) -> dict[type[Model], _Stamp]:
    if not kinds:
        return {}
    asked = sorted(kinds, key=lambda kind: kind._meta.db_table)
    sql = " UNION ALL ".join(
        _STAMP.format(table=connection.ops.quote_name(kind._meta.db_table)) for kind in asked
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(range(len(asked))))
        return {asked[place]: tuple(stamp) for place, *stamp in cursor.fetchall()}


def _read(kind: type[Model]) -> dict[Any, Sequence[Any]]:
    names = [field.attname for field in kind._meta.concrete_fields]
    place = names.index(kind._meta.pk.attname)
    return {values[place]: values for values in kind._default_manager.values_list(*names)}
