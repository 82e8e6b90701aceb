"""Groups: the archive, and who is in them, changed from the group's own sheet (GRP-1, GRP-2)."""

import re

import pytest
from django.test import Client

from otklik.live.models import Revocation
from otklik.people.models import (
    JournalEntry,
    JournalVerb,
    Role,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.operations import add_contact, add_to_support_group
from otklik.people.queries import admins
from otklik.people.viewer import viewer_of
from otklik.tickets.tests.world import World


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


def test_an_archived_group_gives_nothing_until_it_comes_back(vera: Client, world: World) -> None:
    """Roles of members and the view of colleagues' tickets end at once, in open pages too."""
    agents, customers = UserGroup.objects.get(code="agents"), SupportGroup.objects.get()
    roles, views = f"/office/groups/roles/{agents.pk}/", f"/office/groups/customers/{customers.pk}/"
    assert viewer_of(world.irina).client_groups_seen == {customers.pk}
    for path in (roles, views):
        vera.post(f"{path}archive/")
    assert viewer_of(world.anna).roles == set()
    assert viewer_of(world.irina).client_groups_seen == set()
    revoked = set(Revocation.objects.values_list("person_id", flat=True))
    assert {world.anna.pk, world.irina.pk} <= revoked
    line = f'id="row-{agents.pk}"'
    assert line not in vera.get("/office/groups/roles/").content.decode()
    assert line in vera.get("/office/groups/roles/?view=archive").content.decode()
    sheet = vera.get(f"/office/people/{world.anna.pk}/").content.decode()
    assert "сейчас не действует" in sheet
    assert f'<option value="{agents.pk}"' not in sheet
    vera.post(f"/office/members/roles/of/{world.elena.pk}/add/", {"group": agents.pk})
    assert not UserGroupMembership.objects.filter(person=world.elena, group=agents).exists()
    vera.post(f"{roles}restore/")
    assert viewer_of(world.anna).roles == {Role.AGENT}
    verbs = [one.verb for one in JournalEntry.objects.order_by("pk")]
    assert verbs == [JournalVerb.ARCHIVED, JournalVerb.ARCHIVED, JournalVerb.RESTORED]


def test_groups_that_must_stay_are_not_archived(vera: Client, world: World) -> None:
    """Those who register join one, and the last administrator holds the role by another."""
    group = UserGroupMembership.objects.get(person=world.vera).group
    for one in (UserGroup.objects.get(joined_on_registration=True), group):
        vera.post(f"/office/groups/roles/{one.pk}/archive/")
    assert not UserGroup.objects.exclude(archived_at=None).exists()
    assert list(admins()) == [world.vera]


def test_somebody_joins_and_leaves_in_the_sheet_of_the_group(vera: Client, world: World) -> None:
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    path = f"/office/groups/teams/{team.pk}/"
    found = vera.get(f"{path}?find=ann").content.decode()
    assert "Anna, anna@example.org" in found
    assert re.search(rf'name="person" value="{world.anna.pk}"[^>]* checked', found)
    assert f'value="{world.vera.pk}"' not in found
    data = {"find": "ann", "person": world.anna.pk, "sees_group": "on"}
    span = {"valid_from": "2026-02-01T00:00", "valid_till": "2026-01-01T00:00"}
    refused = vera.post(f"{path}join/", {**data, **span})
    assert refused.status_code == 422
    assert 'value="2026-01-01T00:00"' in refused.content.decode()
    assert not team.memberships.exists()
    assert vera.post(f"{path}join/", {**data, "valid_till": "2030-01-01T00:00"}).status_code == 302
    member = SupportMembership.objects.get(person=world.anna, group=team)
    assert (member.sees_group, member.hears_updates) == (True, False)
    save = f"/office/members/support/{member.pk}/save/"
    shown = {"initial-sees_group": "True", "initial-valid_till": "2030-01-01T00:00"}
    refused = vera.post(save, {**shown, **span, "sees_group": "on", "at": "group"})
    page = refused.content.decode()
    assert (refused.status_code, "<details open>" in page) == (422, True)
    assert 'id="group"' in page
    left = vera.post(f"/office/members/support/{member.pk}/remove/", {"at": "group"})
    assert left["Location"] == path
    assert not team.memberships.exists()


def test_a_long_list_of_members_comes_in_parts(vera: Client, world: World) -> None:
    team = SupportGroup.objects.create(name="Большая")
    for number in range(21):
        person = add_contact(name=f"Контакт {number:02}")
        add_to_support_group(person=person, group=team)
    path = f"/office/groups/customers/{team.pk}/"
    first = vera.get(path).content.decode()
    assert "Контакт 19" in first
    assert "Контакт 20" not in first
    more = re.search(r'href="([^"]+members=20)"', first)
    assert more
    assert "Контакт 20" in vera.get(more.group(1)).content.decode()
