"""People and groups: changes count at once, are told, and take open pages back (GRP-1…5, D-3)."""

import re

import pytest
from django.test import Client

from otklik.live.models import Revocation
from otklik.mail.models import Outgoing
from otklik.people.models import (
    JournalEntry,
    JournalVerb,
    Person,
    Role,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.operations import add_to_support_group
from otklik.people.queries import admins
from otklik.people.viewer import viewer_of
from otklik.tickets.tests.world import World

SHOWN = re.compile(r'<input[^>]*name="(initial-[\w-]+)"[^>]*?(?: value="([^"]*)")?[^>]*>')


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


def revoked() -> set[tuple[int, str]]:
    return set(Revocation.objects.values_list("person_id", "prefix"))


def test_a_person_is_found_and_shown_with_the_source_of_the_roles(
    vera: Client, world: World
) -> None:
    world.ticket(responsible=world.anna)
    page = vera.get("/office/people/?q=ann").content.decode()
    assert "anna@example.org" in page
    assert "elena@example.org" not in page
    assert "anna@example.org" in vera.get("/office/people/?role=agent").content.decode()
    team = SupportGroup.objects.get()
    assert "irina@example.org" in vera.get(f"/office/people/?team={team.pk}").content.decode()
    assert "anna@example.org" not in vera.get("/office/people/?off=1").content.decode()
    sheet = vera.get(f"/office/people/{world.anna.pk}/").content.decode()
    assert str(UserGroup.objects.get(code="agents")) in sheet
    assert "ответственный за 1 открытое обращение" in sheet


def test_an_invited_agent_sets_a_password_and_is_one_only_then(vera: Client, world: World) -> None:
    agents = UserGroup.objects.get(code="agents")
    data = {"kind": "account", "name": "Рита", "email": "rita@example.org", "group": agents.pk}
    assert vera.post("/office/people/add/", data).status_code == 302
    rita = Person.objects.get(email="rita@example.org")
    assert Role.AGENT not in viewer_of(rita).roles
    assert vera.post("/office/people/add/", data).status_code == 422
    assert vera.post(f"/office/people/{rita.pk}/invite/").status_code == 302
    letters = [letter.text for letter in Outgoing.objects.filter(address=rita.email)]
    assert len(letters) == 2
    found = re.search(r"/account/new-password/\?key=\S+", letters[0])
    assert found
    guest, way = Client(), found.group()
    assert guest.get(way).status_code == 200
    assert guest.post(way, {"password": "a long winter evening 7"}).status_code == 302
    rita.refresh_from_db()
    assert Role.AGENT in viewer_of(rita).roles
    assert Client().get(way).status_code == 410


def test_who_is_switched_off_is_out_at_once_and_can_come_back(vera: Client, world: World) -> None:
    anna, switch = Client(), f"/office/people/{world.anna.pk}/switch/"
    anna.force_login(world.anna)
    assert 'action="/office/people/' in vera.get(switch).content.decode()
    assert anna.get("/desk/").status_code == 200
    vera.post(switch)
    assert anna.get("/desk/").status_code == 302
    line = JournalEntry.objects.latest("pk")
    assert (line.by, [one["field"] for one in line.changes]) == (world.vera, ["is_active"])
    vera.post(switch, {"on": "1"})
    assert Person.objects.get(pk=world.anna.pk).is_active


def test_the_last_administrator_stays(vera: Client, world: World) -> None:
    member = UserGroupMembership.objects.get(person=world.vera)
    group = member.group
    vera.post(f"/office/people/{world.vera.pk}/switch/")
    vera.post(f"/office/members/roles/{member.pk}/remove/")
    vera.post(f"/office/members/roles/{member.pk}/save/", {"valid_till": "2020-01-01T00:00"})
    data = {"name_ru": group.name_ru, "role": "client", "initial-role": "admin"}
    data["initial-name_ru"] = group.name_ru
    vera.post(f"/office/groups/roles/{group.pk}/save/", data)
    assert list(admins()) == [world.vera]
    assert not JournalEntry.objects.exists()


def test_a_lost_membership_takes_the_tokens_back_and_can_be_undone(
    vera: Client, world: World
) -> None:
    """Irina saw Elena through the group: her pages have to ask again too."""
    elena = SupportMembership.objects.get(person=world.elena)
    answer = vera.post(f"/office/members/support/{elena.pk}/remove/", follow=True)
    for person in (world.elena, world.irina):
        assert {(person.pk, "ticket"), (person.pk, "desk")} <= revoked()
    undo = re.search(r"/office/members/support/of/\d+/add/\?[^\"]+", answer.content.decode())
    assert undo
    vera.post(undo.group().replace("&amp;", "&"))
    assert SupportMembership.objects.filter(person=world.elena, group=elena.group).exists()
    assert [line.verb for line in JournalEntry.objects.all()] == [
        JournalVerb.ADDED,
        JournalVerb.REMOVED,
    ]


def test_flags_change_and_a_wrong_span_does_not(vera: Client, world: World) -> None:
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    member = add_to_support_group(person=world.anna, group=team, sees_group=True)
    save = f"/office/members/support/{member.pk}/save/"
    shown = {"initial-sees_group": "True", "initial-hears_updates": "True"}
    span = {"valid_from": "2026-02-01T00:00", "valid_till": "2026-01-01T00:00"}
    refused = vera.post(save, {**shown, **span})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert page.index('id="person"') < page.index(f'action="{save}"')
    assert all(f'value="{typed}"' in page for typed in span.values())
    assert "Конец должен быть позже начала" in page
    member.refresh_from_db()
    assert member.sees_group
    vera.post(save, {**shown, "hears_new": "on", "initial-hears_new": "False"})
    member.refresh_from_db()
    assert (member.sees_group, member.hears_new, member.hears_updates) == (False, True, False)
    assert (world.anna.pk, "desk") in revoked()


def test_a_group_with_another_role_counts_for_its_members_at_once(
    vera: Client, world: World
) -> None:
    observers = UserGroup.objects.get(code="observers")
    path = f"/office/groups/roles/{observers.pk}/"
    shown = dict(SHOWN.findall(vera.get(path).content.decode()))
    data = {"name_ru": "Глаза", "name_en": observers.name_en, "role": "client", **shown}
    data["initial-role"] = "observer"
    assert vera.post(f"{path}save/", data).status_code == 302
    assert viewer_of(world.oleg).roles == {Role.CLIENT}
    assert (world.oleg.pk, "ticket") in revoked()
    added = vera.post("/office/groups/teams/add/", {"name": "VIP"})
    assert added.status_code == 302
    assert SupportGroup.objects.get(name="VIP").is_team


def test_a_new_address_must_be_proven_again(vera: Client, world: World) -> None:
    path = f"/office/people/{world.anna.pk}/"
    shown = {"initial-name": "Anna", "initial-email": "anna@example.org", "initial-language": "ru"}
    shown |= {"initial-time_zone": "Europe/Moscow", "initial-organization": ""}
    typed = {"name": "Anna K.", "email": "Anna.K@example.org", "language": "ru"}
    typed |= {"time_zone": "Europe/Moscow"}
    assert vera.post(f"{path}save/", {**shown, **typed}).status_code == 302
    anna = Person.objects.get(pk=world.anna.pk)
    assert (anna.name, anna.email, anna.is_proven) == ("Anna K.", "anna.k@example.org", False)
    again = vera.post(f"{path}save/", {**shown, **typed, "name": "Anna B."})
    assert again.status_code == 409


def test_agents_read_and_change_nothing(client: Client, world: World) -> None:
    client.force_login(world.anna)
    page = client.get(f"/office/people/{world.elena.pk}/").content.decode()
    assert "elena@example.org" in page
    assert "/save/" not in page
    assert client.get("/office/groups/roles/").status_code == 200
