"""The layouts stand in both languages and keep the strict policy, with or without a database."""

import json
import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from otklik.ui import context
from otklik.ui.tests import samples

ROOM = Path(context.__file__).parent
PAGES = sorted(path.stem for path in samples.PAGES.glob("*.html"))
STATUS = ["400", "401", "403", "403_csrf", "404", "405", "500", "503"]
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
CYRILLIC = re.compile("[А-Яа-яЁё]")


@pytest.mark.parametrize("page", PAGES)
def test_pages_obey_the_strict_policy(page: str):
    with translation.override("ru"):
        assert not INLINE.findall(samples.render(page))


@pytest.mark.parametrize("page", STATUS)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_went_wrong_is_said_without_request_and_database(page: str, language: str):
    with translation.override(language):
        html = render_to_string(f"{page}.html")
    assert f'<html lang="{language}"' in html
    assert bool(CYRILLIC.search(html)) == (language == "ru")
    assert not INLINE.findall(html)


@pytest.mark.parametrize("code", ["500", "503"])
def test_a_proxy_has_the_same_pages_as_files_in_both_languages(code: str):
    html = (ROOM / "static/ui" / f"{code}.html").read_text(encoding="utf-8")
    for language in ("ru", "en"):
        with translation.override(language):
            heading = re.search(r"<h1>(.*?)</h1>", render_to_string(f"{code}.html"))
        assert heading
        assert heading.group(1) in html
    # Whoever would give them a style sheet is away.
    assert "/static/" not in html
    assert "<script" not in html


def test_the_layouts_speak_english_where_no_words_of_the_page_are_russian():
    empty = engines["django"].from_string(
        "{% extends 'ui/desk.html' %}{% block title %}x{% endblock %}"
    )
    with translation.override("en"):
        assert not CYRILLIC.search(empty.render({}, RequestFactory().get("/")))


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ('"><script>', ""), ("", "")])
def test_only_a_known_theme_reaches_the_page(cookie: str, theme: str):
    request = RequestFactory().get("/")
    request.COOKIES[context.THEME_COOKIE] = cookie
    assert context.ui(request)["ui"].theme == theme


def test_the_scripts_get_every_word_they_say():
    said = {
        key
        for path in (ROOM / "front").rglob("*.ts")
        if not path.name.endswith(".test.ts")
        for key in re.findall(r'\bsay\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert set(json.loads(context.UiContext().words)) == said - {"saved", "kept"}


def test_htmx_may_not_evaluate_and_swaps_what_a_form_answers():
    config = json.loads(context.HTMX_CONFIG)
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    first = {
        code: next(
            rule["swap"] for rule in config["responseHandling"] if re.match(rule["code"], code)
        )
        for code in ("200", "204", "403", "404", "409", "422", "500")
    }
    swapped = {code for code, swap in first.items() if swap}
    assert swapped == {"200", "409", "422"}


def test_a_site_brings_its_name_and_accent():
    class Site:
        accent = 10

        def __str__(self) -> str:
            return "Лоцман"

    html = samples.render("portal", site=Site())
    assert 'data-accent="10"' in html
    assert "· Лоцман</title>" in html
