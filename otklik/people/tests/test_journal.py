"""The journal of settings: who changed what, and that nobody can change what it says."""

import pytest
from django.db import DatabaseError, transaction

from otklik.people import journal
from otklik.people.journal import Difference
from otklik.people.models import JournalEntry, JournalVerb, Organization, Person, SupportGroup

pytestmark = pytest.mark.django_db

FIELDS = ("name", "code", "is_team")


@pytest.fixture
def admin() -> Person:
    return Person.objects.create(name="Ольга")


def changed(group: SupportGroup, by: Person | None, **values: object) -> JournalEntry | None:
    before = journal.state_of(group, FIELDS)
    for name, value in values.items():
        setattr(group, name, value)
    group.save()
    return journal.record(by=by, before=before, after=journal.state_of(group, FIELDS))


def test_it_keeps_what_differs_and_the_name_of_the_day(admin: Person) -> None:
    group = SupportGroup.objects.create(name="Первая линия")
    entry = changed(group, admin, name="L1", is_team=True)
    assert entry is not None
    group.delete()
    entry.refresh_from_db()
    assert (entry.by, entry.verb, entry.kind) == (admin, "changed", "people.supportgroup")
    assert entry.name_ru == "L1"
    assert [Difference.from_json(each) for each in entry.changes] == [
        Difference("name", "Первая линия", "L1"),
        Difference("is_team", before=False, after=True),
    ]


def test_nothing_is_written_when_nothing_changed(admin: Person) -> None:
    group = SupportGroup.objects.create(name="Первая линия")
    assert changed(group, admin, name="Первая линия") is None
    assert not JournalEntry.objects.exists()


def test_what_came_and_what_went_tell_what_they_held(admin: Person) -> None:
    group = SupportGroup.objects.create(name="Первая линия", is_team=True)
    state = journal.state_of(group, FIELDS)
    came = journal.record(by=None, before=None, after=state)
    went = journal.record(by=admin, before=state, after=None)
    assert came is not None
    assert went is not None
    assert (came.verb, came.by) == (JournalVerb.ADDED, None)
    assert came.changes == [
        {"field": "name", "from": None, "to": "Первая линия"},
        {"field": "is_team", "from": None, "to": True},
    ]
    assert went.verb == JournalVerb.REMOVED
    assert went.changes[0] == {"field": "name", "from": "Первая линия", "to": None}


def test_relations_are_told_by_name_and_secrets_not_at_all(admin: Person) -> None:
    first, second = (Organization.objects.create(name=name) for name in ("Гранит", "Полдень"))
    person = Person.objects.create(name="Елена", organization=first, password="s3cret")
    before = journal.state_of(person, ["organization", "email_proven_at"], secret=["password"])
    person.organization, person.password = second, "s3cret too"
    after = journal.state_of(person, ["organization", "email_proven_at"], secret=["password"])
    entry = journal.record(by=admin, before=before, after=after)
    assert entry is not None
    assert entry.changes == [
        {
            "field": "organization",
            "from": {"id": first.pk, "ru": "Гранит"},
            "to": {"id": second.pk, "ru": "Полдень"},
        },
        {"field": "password", "secret": True},
    ]


def test_the_database_refuses_to_change_or_forget_a_line(admin: Person) -> None:
    journal.note(by=admin, about=admin, verb=JournalVerb.CHANGED, differences=[])
    for change in (
        lambda: JournalEntry.objects.update(verb=JournalVerb.REMOVED),
        lambda: JournalEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert JournalEntry.objects.get().by == admin


def test_a_line_shares_the_fate_of_its_change(admin: Person) -> None:
    with transaction.atomic():
        journal.note(by=admin, about=admin, verb=JournalVerb.CHANGED, differences=[])
        transaction.set_rollback(True)
    assert not JournalEntry.objects.exists()
