"""HTML as text for letters, lists and searches."""

import pytest

from otklik.core.readable import DEEPEST, readable


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Один</p><p>Два<br>строка</p>", "Один\n\nДва\nстрока"),
        ("<p>A &lt;b&gt; &amp; <strong>жирный</strong></p>", "A <b> & жирный"),
        ("<p>Было:</p><blockquote><p>раз</p><p>два</p></blockquote><p>Ответ</p>",
         "Было:\n\n> раз\n>\n> два\n\nОтвет"),
        ("<blockquote><blockquote><p>глубже</p></blockquote><p>выше</p></blockquote>",
         "> > глубже\n>\n> выше"),
        ("<p>Шаги:</p><ul><li><p>раз</p></li><li><p>два</p></li></ul><p>Всё</p>",
         "Шаги:\n\n- раз\n- два\n\nВсё"),
        ('<ol start="3"><li>три</li><li>четыре<ul><li>внутри</li></ul></li></ol>',
         "3. три\n4. четыре\n   - внутри"),
        ("<pre><code>if x:\n    y()\n</code></pre><p>код</p>", "if x:\n    y()\n\nкод"),
        ('<p><a href="https://example.org/a">инструкция</a></p>',
         "инструкция (https://example.org/a)"),
        ('<p><a href="https://example.org/">https://example.org</a></p>', "https://example.org"),
        ('<p><a href="mailto:a@example.org">a@example.org</a></p>', "a@example.org"),
        ('<p>Вот <img src="/files/k/a.png" alt="экран">.</p>', "Вот [экран]."),
        ("<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>",
         "1  2\n3  4"),
        ("</p></blockquote></li></a>лишнее", "лишнее"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_shape_stays(markup: str, text: str):
    assert readable(markup) == text


def test_what_is_very_deep_stands_no_further_to_the_right():
    """Else a small message of many quotations would be a text of gigabytes."""
    assert readable("<blockquote>" * 200 + "a<br>b") == "\n".join("> " * DEEPEST + x for x in "ab")
    assert readable("<ul><li>" * 100 + "a") == "  " * (DEEPEST - 1) + "- a"
