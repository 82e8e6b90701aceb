"""What a client reads who asks outside working hours (spec REG-9)."""

from dataclasses import replace

import pytest
from django.utils import translation

from otklik.clock.opening import outside_hours
from otklik.clock.terms import Period, deadline
from otklik.clock.tests.stories import WITH_LUNCH, exception, hours, msk, terms, weekdays

OFF = exception("closed", "26 00:00", "26 00:00", "День единства")
CALENDAR = weekdays(WITH_LUNCH, replace(OFF, name_en="Unity Day"))


@pytest.mark.parametrize(
    ("asked", "reaction", "language", "text"),
    [
        ("24 11:30", hours(2), "ru", ""),
        (
            "22 03:00",
            hours(3),
            "ru",
            "Сейчас нерабочее время. Мы начнём отсчёт завтра в 10:00; ответ – до 13:00.",
        ),
        (
            "21 03:00",
            hours(2),
            "ru",
            "Сейчас нерабочее время. Мы начнём отсчёт в понедельник в 10:00; ответ – до 12:00.",
        ),
        (
            "24 13:10",
            hours(1),
            "ru",
            "Сейчас перерыв. Мы начнём отсчёт сегодня в 14:00; ответ – до 15:00.",
        ),
        (
            "26 12:00",
            hours(2),
            "en",
            "Day off: Unity Day. We start counting tomorrow at 10:00; the answer comes by 12:00.",
        ),
        (
            "25 20:00",
            None,
            "ru",
            "Сейчас нерабочее время, потом выходной: День единства. Мы вернёмся в пятницу в 10:00.",
        ),
    ],
)
def test_outside_working_hours_it_says_when_counting_begins(
    asked: str, reaction: Period | None, language: str, text: str
) -> None:
    at = msk(asked)
    due_at = deadline(terms(CALENDAR, reaction), at).due_at
    with translation.override(language):
        said = outside_hours(CALENDAR, asked_at=at, due_at=due_at, now=at, zone="Europe/Moscow")
    assert said == text


def test_a_question_that_lies_with_us_says_so_until_counting_begins() -> None:
    def said(now: str) -> str:
        return outside_hours(
            CALENDAR,
            asked_at=msk("24 20:00"),
            due_at=msk("25 12:00"),
            now=msk(now),
            zone="Europe/Moscow",
            is_asked=True,
        )

    with translation.override("ru"):
        assert said("24 21:00") == (
            "Вопрос пришёл в нерабочее время. Мы начнём отсчёт завтра в 10:00."
        )
    assert said("25 10:00") == ""
