"""Every page of the gate renders in both languages, without a word of the other."""

import re

import pytest
from django.test import Client

from otklik.gate.letters import send_proof, send_reset
from otklik.gate.tests.conftest import MakeAccount, letters_to, link_in

CYRILLIC = re.compile("[А-Яа-яЁё]")
MARKUP = re.compile(r"<(script|style|select)\b.*?</\1>|<[^>]*>", re.S)
PUBLIC = ["/account/sign-in/", "/account/sign-up/", "/account/forgotten/", "/account/proof/?key=x"]


def words_of(page: str) -> str:
    """Return what a reader sees, less the language switch and the name of the site."""
    body = page[page.index("<body") :]
    body = re.sub(r'<form class="languages.*?</form>', "", body, flags=re.S)
    return MARKUP.sub(" ", body).replace("Поддержка", "")


@pytest.mark.parametrize("path", PUBLIC)
def test_in_english_there_is_no_russian_word(db: None, path: str) -> None:
    page = Client(headers={"Accept-Language": "en"}).get(path).content.decode()
    assert 'lang="en"' in page
    assert not CYRILLIC.search(words_of(page)), words_of(page)


@pytest.mark.parametrize("path", PUBLIC)
def test_in_russian_the_heading_is_russian(db: None, path: str) -> None:
    page = Client(headers={"Accept-Language": "ru"}).get(path).content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert heading
    assert CYRILLIC.search(heading.group(1))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_pages_behind_letters_and_sign_in(make_account: MakeAccount, language: str) -> None:
    elena = make_account(name="Elena")
    browser = Client(headers={"Accept-Language": language})
    send_reset(elena)
    send_proof(elena, "new@example.org")
    reset = link_in(letters_to(elena.email)[0])
    proof = link_in(letters_to("new@example.org")[0])
    pages = [browser.get(reset), browser.get(proof)]
    browser.force_login(elena)
    pages += [browser.get(proof), browser.get("/account/profile/")]
    for response in pages:
        page = response.content.decode()
        assert response.status_code == 200
        assert f'lang="{language}"' in page
        if language == "en":
            assert not CYRILLIC.search(words_of(page)), words_of(page)


def test_pages_are_never_kept_by_caches(db: None, client: Client) -> None:
    assert "no-store" in client.get("/account/sign-in/")["Cache-Control"]


def test_no_inline_style_or_script(db: None, client: Client) -> None:
    for path in PUBLIC:
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert not re.search(r"\son\w+=", page)
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
