"""HTML from strangers, made harmless."""

import re
from unittest.mock import patch

import nh3
import pytest

from otklik.core.html import DEEPEST, clean, from_text


@pytest.mark.parametrize(
    "source",
    [
        "https://spy.example/1.gif",
        "//spy.example/1.gif",
        "/account/sign-out/",
        "/files/../desk/t/5/",
        "/files/%2e%2e/desk/t/5/",
        "/files/k/../../desk/",
        "/files/k/..\\..\\desk/",
        "/files/\t../desk/",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_picture_comes_from_a_file_link_of_ours_or_not_at_all(source: str) -> None:
    assert "src" not in clean(f'<img src="{source}" alt="x">')


@pytest.mark.parametrize("source", ["/files/0a9f/шаг%201.png", "/files/0a9f/thumb/"])
def test_pictures_of_messages_stay(source: str) -> None:
    assert f'src="{source}"' in clean(f'<img src="{source}">')


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="&#106;avascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<button hx-post="/desk/t/1/close/" hx-trigger="load">x</button>',
        '<p data-key="R" data-undo="/x" id="main" class="toast" style="position:fixed">x</p>',
        "<form action=/account/profile/><input name=x></form>",
        '<iframe src="/desk/"></iframe><meta http-equiv=refresh content=0><base href="//x">',
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=1 onerror=x>'>",
    ],
)
def test_nothing_that_acts_is_left(markup: str) -> None:
    cleaned = clean(markup)
    for word in ("script", "on", "hx-", "data-", "style", "class", "id=", "<form", "<iframe"):
        assert f" {word}" not in cleaned
        assert f"<{word}" not in cleaned
    assert "javascript:" not in cleaned


def test_plain_text_stays_text() -> None:
    text = '<b>"\'&</b> http://e.org/"><script>x</script>'
    assert from_text(text) == (
        "<p>&lt;b&gt;&quot;&#x27;&amp;&lt;/b&gt; "
        '<a href="http://e.org/" rel="noopener noreferrer nofollow">http://e.org/</a>'
        "&quot;&gt;&lt;script&gt;x&lt;/script&gt;</p>"
    )


@pytest.mark.parametrize("unit", ["<div>", "<ul><li>", "<a href=x><b><i>", "<table><tr><td>"])
def test_of_a_bottomless_tree_the_words_are_kept(unit: str) -> None:
    deep = clean(f"<p>Сверху</p>{unit * 30_000}<script>x</script><b>Внизу</b>")
    assert "Сверху" in deep
    assert "Внизу" in deep
    assert "<script" not in deep
    assert "<div" not in deep


def test_a_long_list_and_sloppy_paragraphs_are_not_deep() -> None:
    markup = "<ul>" + "<li>x" * 1000 + "</ul>" + "<p>y" * 1000 + "<br>" * 1000
    assert clean(markup).count("<li>") == 1000
    nested = "<div>" * 100 + "z" + "</div>" * 100
    assert clean(nested * 10).count("<div>") == 1000


@pytest.mark.parametrize(
    "unit",
    [
        "<div></x>",
        "<b></i>",
        "<div><!--</div>-->",
        "<div><a title='</div>'>",
        "<div><a title=></div x='></div>'>",
        "<div><table><tr><td></div>",
        "<p><b id={}></p>",
        "<div><svg><style></div></style>",
        "<div><style></div></style>",
        "<div><textarea></div></textarea>",
        "<div><![CDATA[</div>]]>",
        "<table><b>",
        "<div></div\x00>",
        "<\x00div><b><table><td></b>",
    ],
)
def test_no_end_tag_that_ends_nothing_hides_depth(unit: str) -> None:
    with patch("otklik.core.html.nh3.clean", wraps=nh3.clean) as parse:
        cleaned = clean("".join(unit.replace("{}", str(n)) for n in range(1000)) + "Внизу")
    assert "Внизу" in cleaned
    for text in [cleaned, *(call.args[0] for call in parse.call_args_list)]:
        assert depth(text) <= DEEPEST


@pytest.mark.parametrize(
    "unit", ["<", "<!", "<!--", "</", "<a ", "<a '", '<a b="', "<style>", "<a/="]
)
def test_damage_without_end_is_read_once(unit: str) -> None:
    cleaned = clean("<b>Сверху</b>" + unit * 30_000)
    assert cleaned.startswith("<b>Сверху</b>")
    assert cleaned.count("<") == 2


def test_a_parser_is_not_given_thousands_of_attributes() -> None:
    with patch("otklik.core.html.nh3.clean", wraps=nh3.clean) as parse:
        clean("<a " + " ".join(f"x{n}=1 title=t" for n in range(1000)) + ">x</a>")
    assert parse.call_args.args[0] == '<a title="t">x</a>'


def test_a_number_of_no_character_is_no_error() -> None:
    assert "\ufffd" in clean("<div>" * 300 + "&#" + "1" * 5000 + ";")


def test_sloppy_letters_keep_their_form() -> None:
    letter = "<div><table><tr><td>a</div>b<td><p>c<p>d<tr><td>e</table>f</div>1 < 2 </br>&lt;"
    assert clean(letter) == (
        "<div><table><tbody><tr><td>ab</td><td><p>c</p><p>d</p></td></tr><tr><td>e</td></tr>"
        "</tbody></table>f</div>1 &lt; 2 <br>&lt;"
    )
    assert clean(
        '<a HREF=\'https://e.org/?a="&amp;b\' x>1</a><IMG src=/files/k/a.png alt="a > b">'
    ) == (
        '<a href="https://e.org/?a=&quot;&amp;b" rel="noopener noreferrer nofollow">1</a>'
        '<img src="/files/k/a.png" alt="a &gt; b">'
    )


def depth(markup: str) -> int:
    """Return how deep HTML is in which each element is closed inside its parent."""
    now = most = 0
    for slash in re.findall(r"<(/?)(?!br|hr|img)[a-z]", markup):
        now += -1 if slash else 1
        most = max(most, now)
    assert now == 0
    return most
