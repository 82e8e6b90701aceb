"""Times, lengths and sizes in the words of the reader, in the reader's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from otklik.ui.parts import words

NOW = datetime(2026, 11, 19, 10, 40, tzinfo=UTC)  # 13:40 in Moscow, a Thursday
NBSP = words.NBSP


@pytest.fixture(autouse=True)
def in_moscow():
    with time_machine.travel(NOW, tick=False), timezone.override(ZoneInfo("Europe/Moscow")):
        yield


def at(day: int, hour: int, minute: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("moment", "russian", "english"),
    [
        (at(19, 14, 32), "сегодня, 14:32", "today, 14:32"),
        (at(18, 0, 0), "вчера, 00:00", "yesterday, 00:00"),
        (at(17, 23, 59), "17 ноября, 23:59", "17 November, 23:59"),
        (at(20, 10, 20), "завтра, 10:20", "tomorrow, 10:20"),
        (at(31, 9, 5, month=12, year=2025), "31 декабря 2025, 09:05", "31 December 2025, 09:05"),
    ],
)
def test_a_moment(moment: datetime, russian: str, english: str):
    for language, expected in (("ru", russian), ("en", english)):
        with translation.override(language):
            assert words.moment_words(moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(19, 13, 40), "сейчас"),
        (at(19, 13, 37), "3 мин"),
        (at(19, 12, 40), "1 ч"),
        (at(19, 0, 10), "13 ч"),
        (at(18, 23, 50), "вчера"),
        (at(17, 9, 0), "17 ноя"),
        (at(1, 9, 0, month=5, year=2025), "01.05.2025"),
    ],
)
def test_a_moment_in_a_list(moment: datetime, expected: str):
    with translation.override("ru"):
        assert words.moment_words(moment, "short") == expected


def test_minutes_count_across_midnight():
    with time_machine.travel(at(19, 0, 5), tick=False), translation.override("ru"):
        assert words.moment_words(at(18, 23, 50), "short") == "15 мин"


def test_a_deadline_is_exact_first():
    with translation.override("ru"):
        assert words.moment_words(at(19, 15, 30), "due") == "15:30 сегодня"
        assert words.moment_words(at(20, 10, 40), "due") == "10:40 завтра"
        assert words.moment_words(at(24, 10, 40), "due") == "10:40, 24 ноября"


def test_days_are_those_of_the_reader():
    evening = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
    with translation.override("ru"):
        assert words.moment_words(evening) == "сегодня, 00:30"
        with timezone.override(ZoneInfo("America/New_York")):
            assert words.moment_words(evening) == "вчера, 16:30"


def test_the_element_carries_the_instant_and_the_full_date():
    with translation.override("ru"):
        assert words.when(at(18, 18, 30)) == (
            '<time datetime="2026-11-18T18:30:00+03:00"'
            ' title="Среда, 18 ноября 2026, 18:30">вчера, 18:30</time>'
        )


@pytest.mark.parametrize(
    ("minutes", "russian", "english"),
    [
        (0, "0 мин", "0 min"),
        (38, "38 мин", "38 min"),
        (60, "1 ч", "1 h"),
        (110, "1 ч 50 м", "1 h 50 m"),
        (-42, "−42 мин", "−42 min"),
        (-75, "−1 ч 15 м", "−1 h 15 m"),
        (60 * 50 + 7, "50 ч", "50 h"),
    ],
)
def test_a_length_of_time(minutes: int, russian: str, english: str):
    for language, expected in (("ru", russian), ("en", english)):
        with translation.override(language):
            assert words.duration(minutes) == expected


@given(st.integers(min_value=-2879, max_value=2879))
def test_a_length_of_time_loses_no_minute(minutes: int):
    with translation.override("en"):
        text = words.duration(minutes)
    sign = -1 if text.startswith(words.MINUS) else 1
    parts = text.lstrip(words.MINUS).split()
    unit = {"h": 60, "m": 1, "min": 1}
    total = sum(int(n) * unit[name] for n, name in zip(parts[::2], parts[1::2], strict=True))
    assert sign * total == minutes


@pytest.mark.parametrize(
    ("size", "russian", "english"),
    [
        (0, "0 Б", "0 B"),
        (1023, "1023 Б", "1023 B"),
        (290_816, "284 КБ", "284 KB"),
        (1_887_436, "1,8 МБ", "1.8 MB"),
        (20 * 1024 * 1024, "20 МБ", "20 MB"),
    ],
)
def test_a_size(size: int, russian: str, english: str):
    for language, expected in (("ru", russian), ("en", english)):
        with translation.override(language):
            assert words.file_size(size) == expected


def test_a_ticket_number_never_breaks():
    with translation.override("ru"):
        assert words.ticket_number(48227) == f"№{NBSP}48227"
    with translation.override("en"):
        assert words.ticket_number(48227) == "#48227"
