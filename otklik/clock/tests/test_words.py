"""What the clock says in both languages."""

import pytest
from django.utils import translation

from otklik.clock import words
from otklik.clock.calendar import Calendar
from otklik.clock.day_rows import day_rows
from otklik.clock.facts import Round
from otklik.clock.in_short import in_short
from otklik.clock.terms import Period, Unit
from otklik.clock.tests.stories import (
    ALWAYS,
    FROM_CREATION,
    L,
    Line,
    W,
    hours,
    msk,
    terms,
    told,
    weekdays,
)

ZONE = "Europe/Moscow"


def waiting(*lines: Line, now: str) -> Round:
    clock = told(*lines, now=now)
    assert clock.waiting
    return clock.waiting


@pytest.mark.parametrize(
    ("minutes", "russian", "english"),
    [
        (0, "0 мин", "0 min"),
        (38, "38 мин", "38 min"),
        (110, "1 ч 50 м", "1 h 50 m"),
        (240, "4 ч", "4 h"),
        (3090, "51 ч 30 м", "51 h 30 m"),
    ],
)
def test_duration(minutes: int, russian: str, english: str) -> None:
    with translation.override("ru"):
        assert words.duration(minutes) == russian
    with translation.override("en"):
        assert words.duration(minutes) == english


@pytest.mark.parametrize(
    ("length", "russian"),
    [
        (hours(6), "6 рабочих часов"),
        (hours(1), "1 рабочий час"),
        (Period(2, Unit.DAY), "48 рабочих часов"),
        (Period(21, Unit.MINUTE), "21 рабочая минута"),
        (Period(3, Unit.WORKING_DAY), "3 рабочих дня"),
    ],
)
def test_period(length: Period, russian: str) -> None:
    with translation.override("ru"):
        assert words.period(length) == russian


@pytest.mark.parametrize(
    ("due", "russian", "english"),
    [
        ("19 15:30", "Ответить до 15:30 сегодня", "Reply by 15:30 today"),
        ("20 12:00", "Ответить до 12:00 завтра", "Reply by 12:00 tomorrow"),
        ("30 15:30", "Ответить до 15:30, 30 ноября", "Reply by 15:30, 30 November"),
        (
            "2027-01-12 11:30",
            "Ответить до 11:30, 12 января 2027",
            "Reply by 11:30, 12 January 2027",
        ),
        (
            "18 12:00",
            "Ответить нужно было до 12:00 вчера",
            "The reply was due by 12:00 yesterday",
        ),
    ],
)
def test_reply_by(due: str, russian: str, english: str) -> None:
    for language, text in (("ru", russian), ("en", english)):
        with translation.override(language):
            assert words.reply_by(msk(due), now=msk("19 13:40"), zone=ZONE) == text
            over = words.reply_by(msk(due), now=msk("19 13:40"), zone=ZONE, is_over=True)
            assert over.startswith(("Ответить нужно было", "The reply was due"))


def test_the_client_is_told_when_to_expect_the_answer() -> None:
    with translation.override("ru"):
        now = msk("19 13:40")
        assert words.reply_expected(msk("19 15:30"), now=now, zone=ZONE) == "Ответим до 15:30"
        assert (
            words.reply_expected(msk("20 12:00"), now=now, zone=ZONE) == "Ответим до 12:00 завтра"
        )
        abroad = words.reply_expected(msk("19 15:30"), now=now, zone="Asia/Vladivostok")
        assert abroad == "Ответим до 22:30"


def test_the_story_of_a_deadline() -> None:
    one = waiting(("created", "18 18:30", terms(L, hours(6))), now="19 13:40")
    with translation.override("ru"):
        assert words.story(one, level="VIP", now=msk("19 13:40"), zone=ZONE) == (
            "Клиент написал вчера в 18:30. По уровню «VIP» на ответ 6 рабочих часов. "
            "Рабочее время: пн–пт 10:00–13:00, 14:00–19:00."
        )
    with translation.override("en"):
        assert words.story(one, level="VIP", now=msk("19 13:40"), zone=ZONE) == (
            "The client wrote yesterday at 18:30. The level “VIP” promises a reply within "
            "6 working hours. Working hours: Mon–Fri 10:00–13:00, 14:00–19:00."
        )


def test_the_story_says_from_when_the_time_counts_if_not_from_the_message() -> None:
    one = waiting(
        ("created", "17 10:00", terms(W, None, base=FROM_CREATION)),
        ("staff_message", "17 11:00"),
        ("client_message", "19 12:00"),
        now="19 13:40",
    )
    with translation.override("ru"):
        assert words.story(one, level="Базовый", now=msk("19 13:40"), zone=ZONE) == (
            "Клиент написал сегодня в 12:00. Срок считается с 10:00, 17 ноября. "
            "Уровень «Базовый» срока не обещает."
        )


@pytest.mark.parametrize(
    ("lines", "now", "text"),
    [
        ([("created", "18 18:30", terms(W, hours(6)))], "19 13:40", "прошло 4 ч 10 м из 6 ч"),
        ([("created", "18 18:30", terms(W, None))], "19 13:40", "прошло 4 ч 10 м"),
        (
            [("created", "18 18:30", terms(W, hours(1)))],
            "19 13:40",
            "опоздание 3 ч 10 м рабочего времени",
        ),
        (
            [("created", "19 11:00", terms(W, hours(6), hold_pauses=True)), ("hold", "19 12:00")],
            "19 13:40",
            "часы стоят, прошло 1 ч",
        ),
    ],
)
def test_progress(lines: list[Line], now: str, text: str) -> None:
    with translation.override("ru"):
        assert words.progress(waiting(*lines, now=now), now=msk(now)) == text


@pytest.mark.parametrize(
    ("asked", "now", "text"),
    [
        ("24 17:00", "24 18:00", "сегодня до 19:00, затем завтра с 10:00"),
        ("24 17:00", "24 21:00", "часы пойдут завтра в 10:00"),
        ("24 17:00", "25 11:00", "срок 12:00 сегодня"),
        ("24 17:00", "25 13:00", "срок 12:00 сегодня"),
    ],
)
def test_a_countdown_in_one_line(asked: str, now: str, text: str) -> None:
    one = waiting(("created", asked, terms(W, hours(4))), now=now)
    with translation.override("ru"):
        said = words.moment(one.source_at, now=msk(now), zone=ZONE)
        assert in_short(one, now=msk(now), zone=ZONE) == (
            f"4 рабочих часа; отсчёт с {said}; {text}"
        )


def test_the_story_of_a_day() -> None:
    one = waiting(
        ("created", "24 12:30", terms(L, hours(5))), ("status_pauses", "24 15:00"), now="24 16:00"
    )
    days = day_rows(one, now=msk("24 16:00"), zone=ZONE)
    with translation.override("ru"):
        assert words.day_story(days.rows[0], one.terms.calendar, zone=ZONE) == (
            "12:30–13:00: рабочее время, 30 мин. 13:00–14:00: перерыв, 1 ч. "
            "14:00–15:00: рабочее время, 1 ч. 15:00–16:00: статус останавливает часы, 1 ч."
        )


def test_a_stretch_up_to_midnight_ends_at_twenty_four() -> None:
    one = waiting(("created", "24 23:00", terms(ALWAYS, hours(2))), now="24 23:10")
    days = day_rows(one, now=msk("24 23:10"), zone=ZONE)
    with translation.override("en"):
        assert (
            words.day_story(days.rows[0], one.terms.calendar, zone=ZONE)
            == "23:00–24:00: working hours, 1 h."
        )


@pytest.mark.parametrize(
    ("calendar", "text"),
    [
        (ALWAYS, "круглосуточно"),
        (W, "пн–пт 10:00–19:00"),
        (weekdays(()), "нет"),
        (
            Calendar(ZONE, (((600, 1140),), (), ((600, 1140),), (), (), ((720, 1440),), ())),
            "пн 10:00–19:00; ср 10:00–19:00; сб 12:00–24:00",
        ),
    ],
)
def test_hours_of_a_week(calendar: Calendar, text: str) -> None:
    with translation.override("ru"):
        assert words.hours(calendar) == text
