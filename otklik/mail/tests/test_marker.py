"""The marker is found again however a mail program quotes it."""

import pytest

from otklik.mail.marker import MARKER, is_marker, marker_line


@pytest.mark.parametrize("language", MARKER)
@pytest.mark.parametrize("quoted", ["{}", "> {}", ">> {}", "  | {}", "*{}*"])
def test_every_language_is_recognised_quoted_or_not(language: str, quoted: str) -> None:
    assert is_marker(quoted.format(marker_line(language)))


def test_blanks_of_other_kinds_do_not_hide_it() -> None:
    assert is_marker(marker_line("ru").replace(" ", "\xa0 "))


def test_other_lines_are_not_the_marker() -> None:
    assert not is_marker("Я написал выше, что этой строки в файле нет")


def test_a_language_without_a_marker_gets_the_english_one() -> None:
    assert marker_line("de") == MARKER["en"] == marker_line("en-gb")
