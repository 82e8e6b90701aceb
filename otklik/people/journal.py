"""The journal of settings: who changed what, from what and to what.

An operation of any room reads the state of a row, changes it, and lets the journal write what
differs, all in its own transaction (law 4):

    before = journal.state_of(row, FIELDS)
    …
    journal.record(by=by, before=before, after=journal.state_of(row, FIELDS))

Fields are told by their names and put into words when somebody reads (law 11): the words are the
`verbose_name` of the model and of its fields, and the labels of a field's choices. Values that
point to other rows are kept with the names of that day.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, TypeAlias

from django.db.models import Model, QuerySet

from otklik.people.models import JournalEntry, JournalVerb, Person

Named: TypeAlias = dict[str, Any]
"""A row that a value points to: its `id` and its names of the day, `ru` and perhaps `en`."""
Value: TypeAlias = bool | int | str | Named | list[Named] | list[str] | None
"""What JSON can hold; moments and days in ISO 8601."""

COUNTED: Final = 999
"""So many lines are counted; more are told as "999+"."""

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class State:
    """What a row looked like at one moment.

    Attributes:
        kind: The model's label in lower case.
        object_id: The row's id.
        name: The row and its names.
        values: The fields that the journal keeps.
        secret: Those of which it says only that they changed.
    """

    kind: str
    object_id: int
    name: Named
    values: Mapping[str, Value]
    secret: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that has changed.

    Attributes:
        field: Its name in the model.
        before: The value that was there.
        after: The value that is there now.
        is_secret: Neither value is kept.
    """

    field: str
    before: Value = None
    after: Value = None
    is_secret: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as the column keeps it."""
        if self.is_secret:
            return {"field": self.field, "secret": True}
        return {"field": self.field, "from": self.before, "to": self.after}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Difference":
        """Return what the column keeps."""
        return cls(kept["field"], kept.get("from"), kept.get("to"), bool(kept.get("secret")))


def state_of(row: Model, fields: Collection[str], *, secret: Collection[str] = ()) -> State:
    """Return what a stored row looks like now; many-to-many fields are read from the database.

    Args:
        row: The row.
        fields: The names of the fields that the journal keeps.
        secret: Further fields of which it says only that they changed: passwords, keys.
    """
    values = {name: _value(row, name) for name in (*fields, *secret)}
    return State(kind_of(row), int(row.pk), named(row), values, frozenset(secret))


def record(
    *, by: Person | None, before: State | None, after: State | None, verb: JournalVerb | None = None
) -> JournalEntry | None:
    """Write down how a row has changed; nothing if nothing has.

    Args:
        by: Who did it; nobody for the system itself.
        before: The row before; none if it was added.
        after: The row after; none if it was removed.
        verb: A better word than added, changed or removed.
    """
    state = after or before
    if state is None:
        raise ValueError("nothing was there, and nothing is")
    differences = _differences(before, after)
    if not differences and before and after and verb is None:
        return None
    usual = JournalVerb.CHANGED if before else JournalVerb.ADDED
    return _write(by, verb or (usual if after else JournalVerb.REMOVED), state, differences)


def note(
    *, by: Person | None, about: Model, verb: JournalVerb, differences: Sequence[Difference]
) -> JournalEntry:
    """Write down what is no column of a row: who is in a group, what a table holds.

    Args:
        by: Who did it; nobody for the system itself.
        about: The row that the reader knows.
        verb: What was done.
        differences: What has changed; `field` names a field or a reverse relation of the model.
    """
    return _write(by, verb, state_of(about, ()), differences)


def note_many(*, by: Person | None, rows: Sequence[Model], field: str) -> JournalEntry:
    """Write down in one line that many rows of a kind came at once.

    Args:
        by: Who did it; nobody for the system itself.
        rows: The new rows, at least one.
        field: The field that names them to the reader.
    """
    values = [str(getattr(row, field)) for row in rows]
    return JournalEntry.objects.create(
        by=by,
        verb=JournalVerb.ADDED,
        kind=kind_of(rows[0]),
        changes=[Difference(field, None, values).as_json()],
    )


def note_order(
    *, by: Person | None, kind: type[Model], before: Sequence[Model], after: Sequence[Model]
) -> JournalEntry | None:
    """Write down that the rows of a kind stand in another order; nothing if they do not.

    Args:
        by: Who did it; nobody for the system itself.
        kind: The model.
        before: The rows as they stood.
        after: The same rows as they stand.
    """
    if [row.pk for row in before] == [row.pk for row in after]:
        return None
    names_before, names_after = ([named(row) for row in rows] for rows in (before, after))
    return JournalEntry.objects.create(
        by=by,
        verb=JournalVerb.ORDERED,
        kind=kind._meta.label_lower,
        changes=[Difference("sort", names_before, names_after).as_json()],
    )


def entries(
    *, kind: str = "", by: int | None = None, after: int | None = None
) -> QuerySet[JournalEntry]:
    """Return lines of the journal with who wrote them, the newest first.

    Args:
        kind: The label of a model, to see only its rows.
        by: The id of a person, to see only what that person did.
        after: The id of a line, to go on behind it.
    """
    wanted = {"kind": kind or None, "by": by, "pk__lt": after}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    return JournalEntry.objects.filter(**chosen).select_related("by").order_by("-pk")


def last(row: Model | None = None) -> JournalEntry | None:
    """Return the last line, of everything or of one row."""
    lines = entries(kind=kind_of(row) if row else "")
    return (lines.filter(object_id=row.pk) if row else lines).first()


def count_since(at: datetime) -> int:
    """Return how many lines there are since a moment; `COUNTED` + 1 stands for more.

    Args:
        at: An aware datetime.
    """
    return JournalEntry.objects.filter(at__gte=at)[: COUNTED + 1].count()


def kinds() -> list[str]:
    """Return the kinds of rows of which the journal tells."""
    return list(JournalEntry.objects.order_by("kind").values_list("kind", flat=True).distinct())


def writers() -> QuerySet[Person]:
    """Return the people of whom the journal tells, by name."""
    known = JournalEntry.objects.exclude(by=None).values("by").distinct()
    return Person.objects.filter(pk__in=known).order_by("sort_key", "pk")


def kind_of(row: Model | type[Model]) -> str:
    """Return how the journal calls the kind of a row."""
    return row._meta.label_lower


def named(row: Model) -> Named:
    """Return a row with the names of this day."""
    russian = getattr(row, "name_ru", None)
    if russian is None:
        return {"id": row.pk, "ru": str(row)}
    english = getattr(row, "name_en", "")
    return {"id": row.pk, "ru": russian} | ({"en": english} if english else {})


def _write(
    by: Person | None, verb: JournalVerb, state: State, differences: Sequence[Difference]
) -> JournalEntry:
    return JournalEntry.objects.create(
        by=by,
        verb=verb,
        kind=state.kind,
        object_id=state.object_id,
        name_ru=state.name["ru"][:_LONGEST_NAME],
        name_en=state.name.get("en", "")[:_LONGEST_NAME],
        changes=[difference.as_json() for difference in differences],
    )


def _differences(before: State | None, after: State | None) -> list[Difference]:
    """Return what differs; of a row that came or went, what is not empty."""
    state = after or before
    names = state.values if state else {}
    pairs = (
        (name, before.values[name] if before else None, after.values[name] if after else None)
        for name in names
    )
    secret = state.secret if state else frozenset()
    return [
        Difference(name, old, new, name in secret)
        for name, old, new in pairs
        if (old != new if before and after else old or new)
    ]


def _value(row: Model, name: str) -> Value:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return [named(other) for other in getattr(row, name).order_by("pk")]
    value = getattr(row, name)
    match value:
        case None | bool() | int():
            return value
        case Model():
            return named(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return [str(each) for each in value]
        case _:
            return str(value)
