"""Pages made of every component, rendered without a database: for looking and for axe."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message as DjangoMessage
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe

from otklik.core.time import now
from otklik.ui.parts import composer, conversation, deadlines
from otklik.ui.parts.marks import STAFF_LAMPS, Stranger

PAGES: Final = Path(__file__).parent / "pages"
FACES: Final = [
    Stranger("Дмитрий Орлов", 8),
    Stranger("Анна Ковалёва", 1),
    Stranger("Елена Воронцова", 2),
    Stranger("Марат Гайнутдинов", 5),
]
PARAGRAPH: Final = (
    "<p>Здравствуйте! В понедельник обновили модуль обмена до 24.3, и со вторника заказы с сайта "
    "не появляются в 1С. На сайте они есть, статус «Принят», в 1С пусто. <code>код 0</code></p>"
)


class Form(forms.Form):
    """A field of every kind."""

    title = forms.CharField(label="Коротко, в одну строку", help_text="Что случилось")
    body = forms.CharField(label="Подробности", widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label="Категория", choices=[("1", "Касса"), ("2", "Склад")])
    way = forms.ChoiceField(
        label="Как отвечать", widget=forms.RadioSelect, choices=[("m", "Письмом"), ("s", "Здесь")]
    )
    agree = forms.BooleanField(label="Согласна на обработку данных")

    def clean(self) -> None:
        """Refuse, so that the errors of the whole form are seen."""
        raise forms.ValidationError("Сейчас не получилось. Попробуйте ещё раз.")


def render(page: str, **extra: Any) -> str:
    """Return the HTML of a sample page.

    Args:
        page: A file of `pages/` without its ending.
        extra: More for the context, such as `site`.
    """
    template = engines["django"].from_string((PAGES / f"{page}.html").read_text(encoding="utf-8"))
    return template.render({**_context(), **extra}, RequestFactory().get("/"))


def piece(tag: str, name: str) -> str:
    """Return one component, as a view answers it to htmx.

    Args:
        tag: A tag that takes one argument, such as "composer".
        name: The argument's name among the samples.
    """
    source = "{% load ui %}{% " + f"{tag} {name}" + " %}"
    return engines["django"].from_string(source).render(_context())


def messages(count: int = 1) -> list[conversation.Message]:
    """Return a conversation with a message of every kind."""
    at = now() - timedelta(days=1)
    origin = _message("1", "origin", FACES[2], at - timedelta(days=1), label="Вопрос")
    agent = _message("2", "agent", FACES[0], at, meta="поддержка")
    note = _message("3", "note", FACES[3], at + timedelta(minutes=30))
    client = _message("4", "client", FACES[2], at + timedelta(hours=1), unread=True, lamp="wait")
    return [origin, agent, note, client] * count


def row(index: int, lamp: str) -> SimpleNamespace:
    """Return what a row of the queue needs."""
    minutes = index * 70 - 100
    waits = lamp.startswith("wait")
    deadline = deadlines.running(
        due_at=now() + timedelta(minutes=minutes),
        warn_at=now() + timedelta(minutes=minutes - 120),
        minutes_left=minutes,
        minutes_total=360,
    )
    return SimpleNamespace(
        number=48200 + index,
        lamp=lamp,
        fresh=index < 3,
        title="Заказы с сайта не попадают в 1С после обновления модуля обмена",
        last="Вечером ушли ещё 14 заказов, и ни одного в 1С",
        face=FACES[index % 4],
        level=index % 4 + 1,
        team=FACES[: index % 3],
        deadline=deadline if waits else deadlines.nothing_due("ждём 2 дня"),
        changed=now() - timedelta(hours=index * 5, minutes=3),
    )


def _context() -> dict[str, Any]:
    modes = [
        composer.reply_mode(to="Елена Воронцова, письмом и в портале"),
        composer.note_mode(to="Увидят: Анна, Марат и вся первая линия"),
    ]
    common: dict[str, Any] = {"action": "/reply", "submit_key": "k", "draft_url": "/draft"}
    full = composer.Composer(**common, modes=modes, text="Добрый день", draft_saved_at=now())
    return {
        "number": 48227,
        "now": now(),
        "rows": [row(i, lamp) for i, lamp in enumerate([*STAFF_LAMPS, "wait", "wait"])],
        "faces": FACES,
        "hues": [Stranger("Анна Белова", hue) for hue in range(12)],
        "due": row(3, "wait").deadline,
        "cards": messages(),
        "lines": ["Статус: Новое → В работе", "Критичность: Обычная → Высокая"],
        "composer": full,
        "note": composer.Composer(**common, modes=modes, mode="note", key="note"),
        "reply": composer.Composer(**common, modes=modes[:1], key="reply"),
        "refused": composer.Composer(**common, modes=modes, error="Напишите хотя бы слово."),
        "guard": composer.Guard(
            author=FACES[2],
            at=now(),
            html=mark_safe("<p>Нашли сами: убрали ограничение.</p>"),
            me=FACES[0],
            text="Сжатие включите обратно",
            seen=5,
            may_note=True,
        ),
        "tones": ["", "ok", "warn", "danger"],
        "badge_tones": ["", "accent", "danger", "warn", "ok", "hold"],
        "lamps": list(STAFF_LAMPS),
        "form": Form({}),
        "files": composer.Uploads(done=[composer.Uploaded(key="k", name="a.png", size=2048)]),
        "note_message": DjangoMessage(constants.SUCCESS, "Сохранено", extra_tags=""),
    }


def _message(
    key: str, kind: conversation.Kind, author: Stranger, at: datetime, **extra: Any
) -> conversation.Message:
    text: SafeString = SafeString(PARAGRAPH * (16 if kind == "origin" else 1))
    files = [
        conversation.Attachment(name="zhurnal.png", size=290_000, url="/f/1"),
        conversation.Attachment(name="exchange.log", size=1_900_000, url="", note="не сохранён"),
    ]
    return conversation.Message(
        key=key,
        kind=kind,
        author=author,
        name=author.shown_name,
        at=at,
        html=text,
        attachments=files if kind == "origin" else (),
        **extra,
    )
