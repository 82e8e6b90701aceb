"""Letters as their readers see them."""

from html.parser import HTMLParser
from typing import Any

import pytest

from otklik.core.html import clean, from_text
from otklik.mail.inline import dress
from otklik.mail.layout import Fact, File, Link, Page, render
from otklik.mail.marker import is_marker

BASE = "https://help.lotsman.example"


def page(**changes: Any) -> Page:
    values: dict[str, Any] = {
        "language": "ru",
        "base_url": BASE,
        "title": "[#48227] Заказы с сайта не попадают в 1С",
        "is_answerable": True,
        "preheader": "Дело оказалось в nginx",
        "heading": "Анна Ковалёва ответила",
        "about": "Обращение № 48227: заказы с сайта не попадают в 1С",
        "body_html": "<p>Елена, дело оказалось в nginx:</p><pre>proxy_max_temp_file_size 0;</pre>",
        "body_text": "Елена, дело оказалось в nginx:\n\nproxy_max_temp_file_size 0;",
        "files": [File(name="nginx.conf", size="1 КБ", url=f"{BASE}/files/k/nginx.conf")],
        "facts": [Fact(name="Статус", value="Решено", before="В работе")],
        "history": ["Вы, вчера в 18:30: «Выключили, не помогло…»"],
        "whole": Link(words="Вся переписка", url=f"{BASE}/t/48227"),
        "why": "Письмо пришло, потому что вы автор обращения.",
        "signature": "Лоцман, поддержка.",
    }
    return Page(**(values | changes))


def test_the_text_says_what_the_html_says_in_the_same_order() -> None:
    rendered = render(page())
    order = ["выше этой строки", "Анна Ковалёва ответила", "№ 48227", "в nginx", "nginx.conf"]
    order += ["Решено", "Выключили", "/t/48227", "Лоцман, поддержка", "вы автор"]
    for body in (rendered.text, rendered.html.partition("<table")[2]):
        places = [body.index(words) for words in order]
        assert places == sorted(places)


def test_the_marker_stands_on_a_line_of_its_own_before_everything() -> None:
    first, *rest = render(page()).text.splitlines()
    assert is_marker(first)
    assert not any(is_marker(line) for line in rest)


def test_a_letter_that_cannot_be_answered_does_not_ask_for_an_answer() -> None:
    rendered = render(page(is_answerable=False))
    assert not any(is_marker(line) for line in rendered.text.splitlines())
    assert "выше этой строки" not in rendered.html


def test_the_words_of_the_layout_are_in_the_readers_language() -> None:
    russian, english = render(page()).text, render(page(language="en")).text
    assert "Что было раньше" in russian
    assert "было: В работе" in russian
    assert "Earlier" in english
    assert "was: В работе" in english


def test_text_has_no_entities_and_html_no_tags_of_ours() -> None:
    rendered = render(page(heading="Анна & <b>Ко</b>", body_text='Скажите "да" & <ждите>'))
    assert "Анна & <b>Ко</b>" in rendered.text
    assert 'Скажите "да" & <ждите>' in rendered.text
    assert "Анна &amp; &lt;b&gt;Ко&lt;/b&gt;" in rendered.html


def test_empty_blocks_leave_nothing_behind() -> None:
    bare = Page(language="ru", base_url=BASE, title="Тема", heading="Обращение закрыто")
    assert render(bare).text == "Обращение закрыто\n"
    assert "<h1" in render(bare).html
    assert "None" not in render(bare).html


def test_a_warning_comes_before_the_message() -> None:
    rendered = render(page(warning="Скрытая заметка"))
    for body in (rendered.text, rendered.html):
        assert body.index("Скрытая заметка") < body.index("proxy_max")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a &amp; b &lt;c&gt;</p>", "a &amp; b &lt;c&gt;</p>"),
        ('<a href="/t/5">тут</a>', f'href="{BASE}/t/5"'),
        ('<img src="/files/k/шаг 1.png" alt="">', "шаг 1.png</a>"),
        ('<img src="/files/k/a.png" alt="Ошибка">', f'href="{BASE}/files/k/a.png"'),
        ("один<br>два", "один<br>два"),
    ],
)
def test_dressing_keeps_words_and_makes_links_absolute(markup: str, expected: str) -> None:
    assert expected in dress(clean(markup), base_url=BASE)


@pytest.mark.parametrize(
    "link", ["http://[сервер]/отчёт", "//[x", "//a]b/", "//exa\u2100mple.org/", "https://[::1"]
)
def test_a_link_that_is_no_address_costs_the_link_and_not_the_letter(link: str) -> None:
    typed, linked = from_text(f"Смотрите {link} там"), clean(f'<p>Там <a href="{link}">тут</a></p>')
    for markup in (typed, linked):
        assert "ам" in dress(markup, base_url=BASE)


def test_dressing_lets_no_picture_through() -> None:
    markup = '<p><img src="https://spy.example/1.gif"><img src="/files/k/a.png"></p>'
    assert "<img" not in dress(clean(markup), base_url=BASE)


def test_dressing_adds_no_tag_and_no_handler_to_what_was_cleaned() -> None:
    markup = (
        "<p title='\"><script>x</script>'>a</p><a title='\" onclick=x' href='https://e.org'>b</a>"
    )
    seen: list[tuple[str, str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.extend((tag, name) for name, _ in attrs)

    Reader().feed(dress(clean(markup), base_url=BASE))
    assert {tag for tag, _ in seen} == {"p", "a"}
    assert {name for _, name in seen} == {"title", "href", "class", "style"}
