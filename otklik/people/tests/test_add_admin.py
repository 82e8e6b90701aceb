"""`add_admin`: the first administrator, and the way back in."""

import getpass
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from otklik.people.models import Role
from otklik.people.operations import switch
from otklik.people.queries import account_with
from otklik.people.tests.conftest import MakePerson
from otklik.people.viewer import viewer_of

PASSWORD = "correct horse battery staple"


def typing(monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
    """Answer the questions for passwords in turn."""
    answers: Iterator[str] = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))


@pytest.mark.django_db
def test_it_works(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typing(monkeypatch, PASSWORD, PASSWORD)
    call_command("add_admin", "Vera@example.org", name="Вера")
    person = account_with("vera@example.org")
    assert person is not None
    assert person.check_password(PASSWORD)
    assert viewer_of(person).is_admin
    assert "vera@example.org is a system administrator." in capsys.readouterr().out
    assert PASSWORD not in capsys.readouterr().out


def test_it_is_the_way_back_in(make_person: MakePerson) -> None:
    person = make_person(Role.DENIED, email="vera@example.org", proven=False)
    switch(person=person, is_active=False)
    call_command("add_admin", "vera@example.org")
    person.refresh_from_db()
    assert viewer_of(person).is_admin


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("vera@example.org", (PASSWORD, "another one")),
        ("vera@example.org", ("short", "short")),
        ("no address", (PASSWORD, PASSWORD)),
    ],
)
def test_what_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str, typed: tuple[str, str]
) -> None:
    typing(monkeypatch, *typed)
    with pytest.raises(CommandError):
        call_command("add_admin", address)
    assert account_with(address) is None
