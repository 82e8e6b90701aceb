"""The page of a site: what it changes counts at once and is told in the journal (SITE-1, C-4)."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from otklik.directory.models import FieldRights, Site
from otklik.directory.operations import add_site
from otklik.people.models import JournalEntry
from otklik.tickets.tests.world import World

SHOWN = re.compile(r'<input[^>]*name="(initial-[\w-]+)"[^>]*?(?: value="([^"]*)")?[^>]*>')


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


def page_of(site: Site) -> str:
    return f"/office/sites/{site.pk}/"


def sent(browser: Client, site: Site, **changed: Any) -> dict[str, Any]:
    """Return what the browser sends: the form, its hidden twins, and what was typed."""
    shown = dict(SHOWN.findall(browser.get(page_of(site)).content.decode()))
    typed = {name.removeprefix("initial-"): value for name, value in shown.items()}
    ticked = {name: value for name, value in typed.items() if value != "False"}
    return {**shown, **ticked, **changed}


def test_a_change_counts_at_once_and_is_told(vera: Client, world: World) -> None:
    save = f"{page_of(world.site)}save/"
    data = sent(
        vera,
        world.site,
        name_ru="Лоцман",
        accent="10",
        field_rights="strict",
        time_zone="Asia/Omsk",
    )
    data.pop("agents_see_unassigned")
    assert vera.post(save, data).status_code == 302
    site = Site.objects.get(pk=world.site.pk)
    assert (site.name_ru, site.accent, site.time_zone) == ("Лоцман", 10, "Asia/Omsk")
    assert (site.field_rights, site.agents_see_unassigned) == (FieldRights.STRICT, False)
    line = JournalEntry.objects.get()
    assert line.by == world.vera
    assert {change["field"] for change in line.changes} == {
        "name_ru",
        "accent",
        "time_zone",
        "field_rights",
        "agents_see_unassigned",
    }
    vera.force_login(world.elena)
    assert 'data-accent="10"' in vera.get("/portal/").content.decode()
    vera.force_login(world.vera)
    vera.post(save, sent(vera, site, accent=""))
    assert Site.objects.get(pk=site.pk).accent is None


def test_what_does_not_fit_is_said_and_what_was_typed_is_kept(vera: Client, world: World) -> None:
    save = f"{page_of(world.site)}save/"
    wrong = {"name_ru": "", "accent": "24", "time_zone": "Mars/Base", "sender_address": "нигде"}
    answer = vera.post(save, sent(vera, world.site, **wrong))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert text.count('class="field-error"') == 4
    assert 'value="нигде"' in text
    answer = vera.post(save, sent(vera, world.site, auto_close_days=99))
    assert answer.status_code == 422
    assert answer.content.decode().count('class="field-error"') == 1
    assert not JournalEntry.objects.exists()


def test_clients_read_only_the_languages_that_the_site_offers(vera: Client, world: World) -> None:
    """Whoever has chosen another one gets the site's; staff keep theirs."""
    save = f"{page_of(world.site)}save/"
    initial = {"initial-languages": ["ru", "en"]}
    wrong = sent(vera, world.site, **initial, languages=["ru"], language="en")
    assert vera.post(save, wrong).status_code == 422
    right = sent(vera, world.site, **initial, languages=["ru"])
    assert vera.post(save, right).status_code == 302
    assert "Русский, English" in vera.get("/office/journal/").content.decode()
    for person in (world.elena, world.anna):
        person.language = "en"
        person.save()
    guest = Client(headers={"Accept-Language": "en"})
    pages = [guest.get("/account/sign-in/")]
    guest.force_login(world.elena)
    pages += [guest.get(path) for path in ("/portal/", "/portal/bell/", "/account/profile/")]
    for page in pages:
        text = page.content.decode()
        assert '<html lang="ru"' in text
        assert 'name="language" value="en"' not in text
    guest.force_login(world.anna)
    assert '<html lang="en"' in guest.get("/account/profile/").content.decode()


def test_of_two_who_change_the_same_the_second_is_told(vera: Client, world: World) -> None:
    save = f"{page_of(world.site)}save/"
    late = sent(vera, world.site, field_rights="strict", auto_close_days=14)
    vera.post(save, sent(vera, world.site, auto_close_days=30))
    answer = vera.post(save, late)
    assert answer.status_code == 409
    assert "теперь «30»" in answer.content.decode()
    assert Site.objects.get().field_rights == FieldRights.TEAM


def test_agents_and_observers_read_it(client: Client, world: World) -> None:
    for person in (world.anna, world.oleg):
        client.force_login(person)
        text = client.get(page_of(world.site)).content.decode()
        assert '<fieldset class="bare" disabled>' in text
        assert 'type="submit"' not in text.partition("<main")[2]  # the rail can sign out
        assert client.post(f"{page_of(world.site)}save/").status_code == 403


def test_a_setting_is_found_by_any_word_of_it(client: Client, world: World) -> None:
    client.force_login(world.oleg)
    field = f"{page_of(world.site)}#id_auto_close_days"
    assert field in client.get("/office/?q=автозакр").content.decode()
    assert field in client.get("/office/?q=закрывается+дней").content.decode()
    part = client.get("/office/?q=категор", headers={"HX-Request": "true"}).content.decode()
    assert "/office/dictionaries/category/" in part
    assert "<html" not in part
    assert "Попробуйте другое слово" in client.get("/office/?q=зебра").content.decode()
    world.oleg.language = "en"
    world.oleg.save()
    assert field in client.get("/office/?q=closing").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_it_costs_the_same_with_much_and_with_little(
    vera: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        add_site(site=Site(code=f"s{number}", name_ru=f"Сайт {number}"))
    vera.get(page_of(world.site))
    with django_assert_num_queries(6):
        vera.get(page_of(world.site))


def test_a_logo_is_made_small_shown_to_strangers_and_taken_away(vera: Client, world: World) -> None:
    address = f"{page_of(world.site)}logo/"
    assert vera.post(address).status_code == 422
    script = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    refused = vera.post(address, {"logo": script})
    assert (refused.status_code, Site.objects.get(pk=world.site.pk).logo) == (422, None)
    assert 'class="field-error"' in refused.content.decode()
    sent_in = vera.post(address, {"logo": SimpleUploadedFile("logo.png", picture())})
    assert sent_in.status_code == 302
    logo = Site.objects.get(pk=world.site.pk).logo
    assert logo is not None
    shown = f"/account/logo/{world.site.pk}/{logo.pk}/"
    assert shown in vera.get("/portal/").content.decode()
    answer = Client().get(shown)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer.getvalue().startswith(b"RIFF")
    assert Client().get(f"/account/logo/{world.site.pk}/{logo.pk + 1}/").status_code == 404
    assert vera.post(address, {"remove": "1"}).status_code == 302
    assert Site.objects.get(pk=world.site.pk).logo is None
    assert [line.changes[0]["field"] for line in JournalEntry.objects.all()] == ["logo", "logo"]


def picture() -> bytes:
    """Return a wide picture as PNG."""
    kept = io.BytesIO()
    Image.new("RGB", (900, 300), "navy").save(kept, "PNG")
    return kept.getvalue()
