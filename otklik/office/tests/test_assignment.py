"""The page of assignment: the order by script, buttons and presets, the default, a case to try."""

from typing import Any

import pytest
from django.test import Client

from otklik.directory.models import Category, Site
from otklik.people.models import JournalEntry, UserGroupMembership
from otklik.tickets.tests.world import World

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client


def page_of(world: World) -> str:
    return f"/office/assignment/{world.site.pk}/"


def order_of(world: World) -> list[str]:
    return Site.objects.get(pk=world.site.pk).assignment_order


def test_the_order_is_changed_by_script_by_buttons_and_by_a_preset(
    vera: Client, world: World
) -> None:
    address = f"{page_of(world)}order/"
    shown = "level,category,priority,source"
    answer = vera.post(
        address, {"shown": shown, "ids": "category,level,priority,source"}, headers=FETCH
    )
    assert answer.status_code == 204
    late = vera.post(
        address, {"shown": shown, "ids": "source,level,category,priority"}, headers=FETCH
    )
    assert late.status_code == 409
    vera.post(address, {"shown": "category,level,priority,source", "down": "category"})
    assert order_of(world) == shown.split(",")
    vera.post(address, {"shown": shown, "preset": "bitrix"})
    assert order_of(world) == ["category", "priority", "source", "level"]
    assert vera.post(address, {"shown": shown, "ids": "level,level"}).status_code == 422
    line = JournalEntry.objects.first()
    assert line is not None
    assert [change["field"] for change in line.changes] == ["assignment_order"]
    told = vera.get("/office/journal/").content.decode()
    assert "Категория, Критичность, Источник, Уровень поддержки" in told


def test_the_default_is_saved_and_a_case_is_tried(vera: Client, world: World) -> None:
    page = page_of(world)
    form: dict[str, Any] = {"default_responsible": world.anna.pk, "initial-default_responsible": ""}
    assert vera.post(f"{page}save/", form).status_code == 302
    assert Site.objects.get(pk=world.site.pk).default_responsible == world.anna
    Category.objects.filter(pk=world.category.pk).update(responsible=world.boris)
    asked: dict[str, Any] = {"try": "1", "level": world.level.pk, "category": world.category.pk}
    told = vera.get(page, asked).content.decode()
    assert "Boris" in told
    assert "уже не спрашивается" in told
    UserGroupMembership.objects.filter(person=world.boris).delete()
    part = vera.get(page, asked, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div class="stack"')
    assert "Boris (больше не в поддержке)" in part
    assert '<strong class="medium">Иначе:</strong> Anna' in part
    assert vera.get(page, {"try": "1", "level": "x"}).status_code == 200


def test_others_read_it_and_change_nothing(client: Client, world: World) -> None:
    client.force_login(world.anna)
    told = client.get(page_of(world)).content.decode()
    assert 'class="grip"' not in told
    assert client.post(f"{page_of(world)}order/", {"preset": "bitrix"}).status_code == 403
