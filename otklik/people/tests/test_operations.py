"""Registration, proofs, profiles, memberships."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from otklik.core.time import now
from otklik.people.models import Organization, Person, Role, SupportGroup, UserGroup
from otklik.people.operations import (
    AddressTaken,
    Profile,
    add_contact,
    add_organization,
    add_support_group,
    add_to_support_group,
    add_to_user_group,
    add_user_group,
    change_profile,
    choose_language,
    correct_address,
    end_sessions,
    person_for,
    prove_address,
    register,
    remember_zone,
    remove_from_support_group,
    remove_from_user_group,
    set_password,
)
from otklik.people.tests.conftest import MakePerson, group_with
from otklik.people.viewer import viewer_of

PASSWORD = "correct horse battery staple"


def a_newcomer(email: str = "elena@example.org") -> Person:
    return register(email=email, profile=Profile(name="Елена"), password=PASSWORD)


@pytest.mark.django_db
def test_registering_makes_an_unproven_client_at_once() -> None:
    person = a_newcomer(" Elena@Example.org")
    assert person.email == "elena@example.org"
    assert person.can_sign_in
    assert not person.is_proven
    assert person.check_password(PASSWORD)
    assert viewer_of(person).is_client


@pytest.mark.django_db
def test_groups_and_organizations_have_names_that_fit() -> None:
    assert add_organization(name="  ООО  «Гранит» ").name == "ООО «Гранит»"
    assert add_support_group(name="Первая линия", is_team=True).is_team
    gold = add_user_group(code="gold", name_ru="Золотые", role=Role.CLIENT)
    person = a_newcomer()
    add_to_user_group(person=person, group=gold)
    assert viewer_of(person).roles == {Role.CLIENT}
    with pytest.raises(ValidationError):
        add_user_group(code="gold", name_ru="Ещё одни")
    for wrong in ("", "ю" * 256):
        with pytest.raises(ValidationError):
            add_organization(name=wrong)
        with pytest.raises(ValidationError):
            add_support_group(name=wrong)


@pytest.mark.django_db
def test_the_groups_of_newcomers_are_a_matter_of_their_flag() -> None:
    UserGroup.objects.update(joined_on_registration=False)
    group = UserGroup.objects.create(
        code="trial", name_ru="Пробный период", role=Role.CLIENT, joined_on_registration=True
    )
    assert viewer_of(a_newcomer()).user_group_ids == {group.pk}


@pytest.mark.parametrize("proven", [True, False])
def test_an_address_has_one_account(make_person: MakePerson, proven: bool) -> None:
    make_person(email="elena@example.org", proven=proven)
    with pytest.raises(AddressTaken):
        a_newcomer("ELENA@example.org")


@pytest.mark.django_db
def test_an_account_may_stand_beside_a_contact() -> None:
    contact = person_for("elena@example.org")
    assert a_newcomer().pk != contact.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "profile",
    [Profile(name="Е", language="xx"), Profile(name="Е", time_zone="Europe/Moskau")],
)
def test_unknown_languages_and_zones_are_refused(profile: Profile) -> None:
    with pytest.raises(ValidationError):
        register(email="elena@example.org", profile=profile, password=PASSWORD)


@pytest.mark.django_db
def test_proving_ends_sessions_and_takes_the_contact_over() -> None:
    granite = Organization.objects.create(name="Гранит")
    contact = person_for("elena@example.org", name="Е. Воронцова")
    Person.objects.filter(pk=contact.pk).update(organization=granite, phone="+7 916 123-45-67")
    company = SupportGroup.objects.create(name="Гранит")
    add_to_support_group(person=contact, group=company)
    account = a_newcomer()
    before = account.get_session_auth_hash()

    proof = prove_address(person=account)

    assert proof.contact_id == contact.pk
    assert account.is_proven
    assert account.get_session_auth_hash() != before
    assert account.name == "Елена"
    assert account.organization == granite
    assert account.phone == "+7 916 123-45-67"
    assert list(company.members.all()) == [account]
    contact.refresh_from_db()
    assert contact.taken_over_by == account


@pytest.mark.django_db
def test_memberships_of_both_are_not_doubled() -> None:
    contact = person_for("elena@example.org")
    account = a_newcomer()
    group = group_with("")
    for person in (contact, account):
        add_to_user_group(person=person, group=group)
    prove_address(person=account)
    assert group.memberships.filter(person=account).count() == 1


@pytest.mark.django_db
def test_proving_again_changes_nothing() -> None:
    account = a_newcomer()
    prove_address(person=account)
    before = account.get_session_auth_hash()
    assert prove_address(person=account).contact_id is None
    assert account.get_session_auth_hash() == before


def test_another_address_is_proven_unless_it_is_taken(make_person: MakePerson) -> None:
    account = make_person()
    make_person(email="anna@example.org")
    with pytest.raises(AddressTaken):
        prove_address(person=account, address="Anna@example.org")
    prove_address(person=account, address="Elena@new.example")
    account.refresh_from_db()
    assert account.email == "elena@new.example"


def test_only_an_unproven_address_is_corrected_at_once(make_person: MakePerson) -> None:
    slip = make_person(email="elena@exmaple.org", proven=False)
    correct_address(person=slip, address="Elena@example.org")
    assert Person.objects.get(pk=slip.pk).email == "elena@example.org"
    assert not slip.is_proven
    with pytest.raises(ValueError, match="proven"):
        correct_address(person=make_person(), address="x@example.org")
    with pytest.raises(AddressTaken):
        correct_address(
            person=make_person(proven=False), address=make_person(email="b@example.org").email
        )


def test_sessions_end_with_the_epoch_and_with_the_password(make_person: MakePerson) -> None:
    person = make_person()
    hashes = [person.get_session_auth_hash()]
    end_sessions(person=person)
    hashes.append(person.get_session_auth_hash())
    set_password(person=person, password=PASSWORD)
    hashes.append(person.get_session_auth_hash())
    assert len(set(hashes)) == 3
    assert Person.objects.get(pk=person.pk).get_session_auth_hash() == hashes[-1]


def test_a_profile_is_saved_whole(make_person: MakePerson) -> None:
    person = make_person()
    change_profile(
        person=person,
        profile=Profile(
            name=" Анна\n Ковалёва ", language="en", time_zone="Asia/Omsk", single_keys=False
        ),
    )
    person.refresh_from_db()
    assert person.name == "Анна Ковалёва"
    assert person.sort_key == "анна ковалева"
    assert (person.language, person.time_zone, person.single_keys) == ("en", "Asia/Omsk", False)


def test_the_browsers_zone_fills_a_gap_only(make_person: MakePerson) -> None:
    person = make_person()
    remember_zone(person=person, time_zone="Mars/Olympus")
    assert person.time_zone == ""
    remember_zone(person=person, time_zone="Asia/Omsk")
    remember_zone(person=person, time_zone="Europe/Moscow")
    assert person.time_zone == "Asia/Omsk"


def test_a_language_is_one_of_ours(make_person: MakePerson) -> None:
    person = make_person()
    choose_language(person=person, language="en")
    with pytest.raises(ValidationError):
        choose_language(person=person, language="xx")
    assert Person.objects.get(pk=person.pk).language == "en"


def test_update_letters_are_on_in_a_team_unless_said_otherwise(make_person: MakePerson) -> None:
    person = make_person()
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    company = SupportGroup.objects.create(name="Гранит")
    assert add_to_support_group(person=person, group=team).hears_updates
    assert not add_to_support_group(person=person, group=company).hears_updates
    assert not add_to_support_group(person=person, group=team, hears_updates=False).hears_updates
    assert team.memberships.count() == 1


def test_leaving_groups(make_person: MakePerson) -> None:
    person = make_person(Role.AGENT)
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    add_to_support_group(person=person, group=team, sees_group=True)
    remove_from_support_group(person=person, group=team)
    remove_from_user_group(person=person, group=group_with(Role.AGENT))
    seen = viewer_of(person)
    assert not seen.roles
    assert not seen.team_groups_seen


def test_changing_a_membership_keeps_it_single(make_person: MakePerson) -> None:
    person = make_person(Role.AGENT)
    end = datetime(2026, 1, 1, tzinfo=UTC)
    add_to_user_group(person=person, group=group_with(Role.AGENT), valid_till=end)
    assert not viewer_of(person).is_agent
    assert viewer_of(person, at=datetime(2025, 12, 31, tzinfo=UTC)).is_agent


@pytest.mark.django_db
def test_a_contact_may_have_only_a_name_and_a_number() -> None:
    first = add_contact(name="Пётр", phone="8 916 000-00-00")
    second = add_contact(name="Пётр", phone="8 916 000-00-00")
    assert first.pk != second.pk
    assert first.email == ""


@pytest.mark.django_db
def test_the_shipped_groups_hold_the_four_roles() -> None:
    shipped = dict(UserGroup.objects.values_list("code", "role"))
    assert shipped == {
        "clients": Role.CLIENT,
        "agents": Role.AGENT,
        "observers": Role.OBSERVER,
        "admins": Role.ADMIN,
    }
    joined = UserGroup.objects.filter(joined_on_registration=True)
    assert [group.code for group in joined] == ["clients"]
    assert now().tzinfo is UTC
