"""Extracting, updating and checking the catalogs of translations."""

import gettext
from pathlib import Path

import pytest

from otklik.cli import catalogs

VIEWS = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext


def words(n):
    # Translators: a place, not a verb
    return _("Queue"), ngettext("%(n)d ticket", "%(n)d tickets", n), pgettext("verb", "Close")
"""
PAGE = """{% load i18n %}
<p title="{% translate 'Answer' %}">
        {% blocktranslate count n=rows trimmed %}
            {{ n }} row isn't here (yet
        {% plural %}
            {{ n }} rows aren't here (yet
        {% endblocktranslate %}
    </p>
"""
RUSSIAN = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : 1);\\n"

msgid "Queue"
msgstr "Очередь"

msgid "%(n)d ticket"
msgid_plural "%(n)d tickets"
msgstr[0] "%(n)d обращение"
msgstr[1] "%(n)d обращения"
msgstr[2] "%(n)d обращений"

msgctxt "verb"
msgid "Close"
msgstr "Закрыть"

msgid "Answer"
msgstr "Ответ"

msgid "%(n)s row isn't here (yet"
msgid_plural "%(n)s rows aren't here (yet"
msgstr[0] "%(n)s строка"
msgstr[1] "%(n)s строки"
msgstr[2] "%(n)s строк"
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one room, `shop`, whose catalog is complete."""
    room = tmp_path / "otklik" / "shop"
    (room / "templates" / "shop").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "__init__.py").touch()
    (room / "views.py").write_text(VIEWS)
    (room / "templates" / "shop" / "page.html").write_text(PAGE)
    (room / "tests" / "test_views.py").write_text("_('Only a test')")
    monkeypatch.setattr(catalogs, "PACKAGE", tmp_path / "otklik")
    catalogs.catalog_path("shop").parent.mkdir(parents=True)
    catalogs.catalog_path("shop").write_text(RUSSIAN)
    return room


def test_it_works(house: Path, capsys: pytest.CaptureFixture[str]):
    assert catalogs.main(["check"]) == 0
    assert catalogs.main(["compile"]) == 0
    assert capsys.readouterr().out == "shop: compiled\n"
    assert catalogs.main(["compile"]) == 0
    assert capsys.readouterr().out == ""
    with catalogs.catalog_path("shop").with_suffix(".mo").open("rb") as file:
        russian = gettext.GNUTranslations(file)
    assert russian.gettext("Answer") == "Ответ"
    assert russian.pgettext("verb", "Close") == "Закрыть"


def test_update_keeps_translations_drops_stale_words_and_adds_new_ones(house: Path):
    (house / "views.py").write_text(VIEWS.replace('"Queue"', '"Line"'))
    assert catalogs.update("shop") == "shop: 5 messages, 1 without a translation"
    text = catalogs.catalog_path("shop").read_text()
    assert 'msgid "Line"\nmsgstr ""' in text
    assert "Очередь" not in text
    assert "%(n)d обращений" in text
    assert "Translators: a place, not a verb" in text


def test_update_twice_changes_nothing_and_writes_no_dates(house: Path):
    catalogs.update("shop")
    text = catalogs.catalog_path("shop").read_text()
    assert catalogs.update("shop") == ""
    assert "-Date" not in text
    assert "Babel" not in text
    assert catalogs.PLURALS in text


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('msgstr "Очередь"', 'msgstr ""', "'Queue' has no translation"),
        ('msgstr[2] "%(n)s строк"', 'msgstr[2] ""', "has no translation"),
        ('msgid "Queue"', 'msgid "Kew"', "'Kew' is in the catalog and in no source"),
        ('msgid "Queue"', 'msgid "Kew"', "'Queue' is not in the catalog (otklik/shop/views.py:7)"),
        ('msgid "Queue"', '#, fuzzy\nmsgid "Queue"', "'Queue' is marked fuzzy"),
        ("%(n)d обращений", "%(m)d обращений", "'%(n)d ticket': "),
    ],
)
def test_check_names_each_fault(
    house: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, complaint: str
):
    catalogs.catalog_path("shop").write_text(RUSSIAN.replace(before, after))
    assert catalogs.main(["check"]) == 1
    assert complaint in capsys.readouterr().out


def test_check_finds_russian_in_the_sources(house: Path):
    (house / "views.py").write_text(VIEWS.replace('"Queue"', '"Очередь"'))
    assert any("is not English" in line for line in catalogs.problems("shop"))


def test_a_room_with_words_and_no_catalog_is_a_fault(house: Path):
    catalogs.catalog_path("shop").unlink()
    assert len(list(catalogs.problems("shop"))) == 5
