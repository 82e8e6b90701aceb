"""Every component says what it is, and lets nothing through that was not escaped."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpResponse
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from otklik.core.time import now
from otklik.ui.parts import blocks, composer, conversation, deadlines, fields, icons, marks, toasts
from otklik.ui.parts.html import attributes
from otklik.ui.tests import samples

EVIL = '<b onclick="x">&"'
ESCAPED = "&lt;b onclick=&quot;x&quot;&gt;&amp;&quot;"


@pytest.fixture(autouse=True)
def in_russian():
    with translation.override("ru"):
        yield


def tag(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_silent_and_comes_from_the_sprite():
    assert icons.icon("reply", "sm") == (
        '<svg class="icon" data-size="sm" aria-hidden="true">'
        '<use href="/static/ui/built/icons.svg#reply"/></svg>'
    )


@pytest.mark.parametrize(("name", "size"), [("no-such-icon", ""), ("reply", "xxl")])
def test_an_icon_that_does_not_exist_is_refused(name: str, size: str):
    with pytest.raises(ValueError, match="Icon"):
        icons.icon(name, size)


def test_every_icon_of_the_list_stands_once_and_in_order():
    names = [n for n in icons.ICON_LIST.read_text().splitlines() if n and not n.startswith("#")]
    assert names == sorted(set(names))


def test_no_icon_is_carried_that_no_page_shows():
    package = icons.ICON_LIST.parents[1]
    files = [path for end in ("html", "py") for path in package.rglob(f"*.{end}")]
    quoted = set(re.findall(r"[\"']([a-z0-9-]+)[\"']", "".join(map(_read, files))))
    assert icons.names() - quoted == set()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_attributes_escape_values_and_leave_out_what_is_absent():
    assert attributes(class_="a", data_x=EVIL, hidden=True, title=None, disabled=False) == (
        f' class="a" data-x="{ESCAPED}" hidden'
    )


@pytest.mark.parametrize(
    ("state", "stance", "words"),
    [
        ("wait", "staff", "Ваш ход: клиент ждёт"),
        ("wait-other", "staff", "Клиент ждёт, отвечает коллега"),
        ("wait-nobody", "staff", "Клиент ждёт, ответственного пока нет"),
        ("hold", "staff", "Отложено"),
        ("wait", "client", "Ваш ход"),
        ("answered", "observer", "Ход за нами"),
        ("closed", "client", "Закрыто"),
    ],
)
def test_a_lamp_alone_says_whose_move_it_is(state: str, stance: str, words: str):
    assert f'role="img" aria-label="{words}"' in marks.lamp(state, stance)


@pytest.mark.parametrize("state", ["wait-other", "wait-nobody", "answered-other", "hold"])
def test_a_client_never_sees_the_lamps_of_the_staff(state: str):
    with pytest.raises(KeyError):
        marks.lamp(state, "client")


def test_a_lamp_beside_words_is_silent_and_unread_has_a_halo():
    label = marks.lamp_label("hold", words="Отложено до 24 ноября")
    assert label == (
        '<span class="lamp-label" data-state="hold"><span class="lamp" data-state="hold"'
        ' aria-hidden="true"></span>Отложено до 24 ноября</span>'
    )
    assert "data-fresh" in marks.lamp("wait", fresh=True)
    assert "data-fresh" not in marks.lamp("wait")


def test_names_are_escaped_everywhere():
    face = marks.Stranger(EVIL, 3)
    card = conversation.Message(
        key="1",
        kind="client",
        author=face,
        name=EVIL,
        meta=EVIL,
        label=EVIL,
        at=now(),
        html=mark_safe("<p>x</p>"),
        attachments=[conversation.Attachment(name=EVIL, size=1, url=EVIL, note=EVIL)],
    )
    pieces = [
        marks.badge(EVIL),
        marks.level(2, EVIL, bars_only=True),
        marks.person(face, note=EVIL),
        marks.avatars([face]),
        conversation.message(card),
        conversation.events(EVIL, [EVIL]),
        blocks.callout(EVIL),
        blocks.empty(EVIL, title=EVIL),
        blocks.dialog(EVIL, key="k", title=EVIL),
        blocks.nav_link(EVIL, EVIL, icon="inbox"),
        blocks.next_page(EVIL, EVIL),
        toasts.toast(EVIL, undo_url=EVIL),
        deadlines.sla(deadlines.nothing_due(EVIL)),
        tag("{% menu k label text=label %}{{ label }}{% endmenu %}", k="m", label=EVIL),
        tag("{% picker k label label find=label %}{{ label }}{% endpicker %}", k="p", label=EVIL),
    ]
    for piece in pieces:
        assert ESCAPED in piece
        assert "<b onclick" not in piece


def test_bars_stay_between_one_and_four_and_keep_their_name_for_screen_readers():
    assert 'data-level="4"' in marks.level(9, "Авария")
    assert 'data-level="1"' in marks.level(0, "Низкая")
    assert '<span class="sr">Низкая</span>' in marks.level(1, "Низкая", bars_only=True)


def test_avatars_beyond_the_third_are_counted():
    html = marks.avatars([marks.Stranger(f"Имя {n}", n) for n in range(5)])
    assert html.count('class="avatar"') == 3
    assert "+2" in html
    assert "Имя 4" in html


def test_a_hidden_note_differs_from_a_message_in_markup_too():
    note, client = (samples.messages()[place] for place in (2, 3))
    html = conversation.message(note)
    assert 'data-kind="note"' in html
    assert 'aria-label="Скрытая заметка: клиент не увидит"' in html
    assert 'class="note-tag"' in html
    assert "icons.svg#eye-off" in html
    assert "Скрытая заметка" not in conversation.message(client)


def test_an_unread_message_says_so_and_actions_stand_only_where_there_are_some():
    unread = samples.messages()[3]
    html = conversation.message(unread)
    assert '<span class="sr">новое</span>' in html
    assert 'class="lamp" data-state="wait" data-fresh' in html
    assert "lamp" not in conversation.message(replace(unread, lamp=""))
    assert "msg-actions" not in tag("{% message m %} {% endmessage %}", m=unread)
    assert "msg-actions" in tag("{% message m %}<button>x</button>{% endmessage %}", m=unread)


def test_a_long_text_is_folded_and_a_short_one_is_not():
    short = conversation.fold(mark_safe("<p>Коротко</p>"), message_id="1")
    long = conversation.fold(SafeString("<p>Строка</p>" * 20), message_id="1")
    assert "ok-fold" not in short
    assert 'aria-expanded="false" aria-controls="text-1"' in long
    assert "Показать полностью" in long


def test_a_picture_has_a_thumbnail_and_a_lost_file_no_link():
    picture = conversation.Attachment(name="a.png", size=2048, url="/f", thumbnail="/t")
    lost = conversation.Attachment(name="b.bin", size=9, url="", note="слишком большой")
    html = str(conversation.attachments([picture, lost]))
    assert '<img src="/t" alt="" loading="lazy">' in html
    assert "2 КБ" in html
    assert html.count("<a ") == 1
    assert "слишком большой" in html
    assert conversation.attachments([]) == ""


def test_a_field_ties_label_hint_and_error_to_its_control():
    html = fields.field(samples.Form({})["title"])
    assert '<label class="field-label" for="id_title">' in html
    assert 'aria-describedby="id_title_hint id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_hint"' in html
    assert 'id="id_title_error"' in html


def test_a_field_without_hint_and_error_is_tied_to_nothing():
    html = fields.field(samples.Form()["body"], optional=True)
    assert "aria-describedby" not in html
    assert "aria-invalid" not in html
    assert "можно пропустить" in html


@pytest.mark.parametrize(
    ("name", "css"), [("title", "input"), ("body", "textarea"), ("kind", "select")]
)
def test_each_control_has_its_class(name: str, css: str):
    assert f'class="{css}"' in fields.field(samples.Form()[name])


def test_radio_buttons_are_a_named_group():
    html = fields.field(samples.Form({})["way"])
    assert re.search(r'<fieldset class="field" aria-describedby="id_way_error">', html)
    assert '<legend class="field-label">Как отвечать</legend>' in html
    assert html.count('type="radio"') == 2


def test_hidden_fields_are_only_hidden_fields():
    class Hidden(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput)

    assert fields.field(Hidden()["key"]) == '<input type="hidden" name="key" id="id_key">'


def test_errors_of_the_whole_form_are_announced():
    assert 'role="alert"' in fields.form_errors(samples.Form({}))
    assert fields.form_errors(samples.Form()) == ""


def test_a_menu_names_its_button_and_a_picker_its_value():
    menu = tag(
        '{% menu "more" "Ещё" icon="ellipsis" %}<button role="menuitem">A</button>{% endmenu %}'
    )
    assert 'popovertarget="more" aria-haspopup="menu"' in menu
    assert 'aria-label="Ещё"' in menu
    assert '<div role="menu" aria-label="Ещё">' in menu
    picker = tag('{% picker "s" "Статус" "Новое" shortcut="S" find="Найти" %}x{% endpicker %}')
    assert 'aria-haspopup="listbox"' in picker
    assert '<span class="sr">Статус: </span>Новое' in picker
    assert 'data-key="S" data-key-label="Статус"' in picker
    assert "data-filter" in picker


def test_a_dialog_has_a_name():
    html = blocks.dialog("x", key="hold", title="Отложить", opened=True)
    assert 'id="hold" aria-labelledby="hold-title"' in html
    assert '<h2 id="hold-title">Отложить</h2>' in html
    assert html.startswith("<ok-dialog data-open>")


def test_a_link_of_the_navigation_says_where_one_is_and_hides_an_empty_count():
    html = blocks.nav_link("Мои", "/m", icon="user", count=0, current="page", counter="mine")
    assert 'aria-current="page"' in html
    assert '<span class="count" data-counter="mine"></span>' in html


def test_a_toast_can_be_undone_or_sent_away_and_an_error_is_announced():
    assert 'data-undo="/undo"' in toasts.toast("Ушло", undo_url="/undo")
    assert 'aria-label="Закрыть"' in toasts.toast("Ушло")
    assert 'role="alert"' in toasts.toast("Нет", level="error")


@pytest.mark.parametrize("before", ['{"changed": null}', "changed, again"])
def test_a_toast_joins_the_other_events_of_an_answer(before: str):
    response = HttpResponse(headers={"HX-Trigger": before})
    trigger = toasts.add_toast(response, "Сохранено").headers["HX-Trigger"]
    assert trigger.isascii()
    assert '"changed": null' in trigger
    assert "ok:toast" in trigger


def test_the_composer_of_staff_begins_in_the_mode_it_was_left_in():
    spec = composer.Composer(
        action="/reply",
        submit_key="key-1",
        seen=41,
        modes=[composer.reply_mode(to=EVIL), composer.note_mode(to="все")],
        mode="note",
        text="</textarea>" + EVIL,
        draft_url="/draft",
        error="Напишите хотя бы слово.",
    )
    html = tag("{% composer spec %}", spec=spec)
    assert 'data-mode="note"' in html
    assert 'name="key" value="key-1"' in html
    assert 'name="seen" value="41"' in html
    assert 'aria-invalid="true" aria-describedby="composer-error"' in html
    assert "&lt;/textarea&gt;" + ESCAPED in html
    assert html.count('role="tab"') == 2
    assert "Клиент не увидит." in html


def test_the_composer_of_a_client_knows_no_notes():
    spec = composer.Composer(
        action="/reply", submit_key="k", modes=[composer.reply_mode(to="")], uploads=None
    )
    html = tag("{% composer spec %}", spec=spec)
    assert "note" not in html
    assert 'role="tab"' not in html
    assert "ok-upload" not in html
    assert "data-draft" not in html


def test_the_guard_shows_both_texts_and_offers_a_note_only_to_staff():
    guard = composer.Guard(
        author=marks.Stranger(EVIL, 1),
        at=now(),
        html=mark_safe("<p>новое</p>"),
        me=marks.Stranger("Я", 2),
        text=EVIL + "\nвторая строка",
        seen=42,
    )
    html = tag("{% guard g %}", g=guard)
    assert 'data-seen="42"' in html
    assert ESCAPED + "<br>вторая строка" in html
    assert html.count(ESCAPED) == 3
    assert 'data-do="note"' not in html


def test_numbers_in_attributes_are_never_localised():
    spec = composer.Uploads(limit=20 * 1024 * 1024)
    assert 'data-limit="20971520"' in tag("{% uploads spec %}", spec=spec)


def test_a_deadline_tells_the_browser_only_what_the_server_has_counted():
    due = now() + timedelta(hours=20)
    html = deadlines.sla(
        deadlines.running(due_at=due, minutes_left=110, minutes_total=360, runs_until=None),
        pattern="осталось {}",
    )
    assert 'data-left="110" data-total="360"' in html
    assert "data-runs-until" not in html
    assert 'data-p="65"' in html
    assert "осталось 1 ч 50 м" in html


def test_a_deadline_that_has_passed_shows_how_late_it_is():
    late = deadlines.running(due_at=now() - timedelta(minutes=42))
    assert (late.state, late.percent, late.text) == ("over", 100, "−42 мин")
    weekend = deadlines.running(due_at=now() - timedelta(days=2), minutes_left=-15)
    assert weekend.text == "−15 мин"


def test_a_ticket_without_a_deadline_does_not_tick():
    html = deadlines.sla(deadlines.nothing_due("ждём 2 дня"))
    assert "ok-countdown" not in html
    assert "sla-ring" not in html


def test_to_choose_nothing_has_a_word():
    class Form(forms.Form):
        turn = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "По очереди")])

    html = fields.field(Form()["turn"])
    assert ">не выбрано<" in html
    assert "---" not in html


def test_a_row_is_called_in_the_language_of_each_reader():
    class Row(str):
        """Stands for a row of a dictionary: always the same one, and called differently."""

        __slots__ = ()

        def __str__(self) -> str:
            return str(translation.get_language())

    row = Row()
    shown = set()
    for language in ("ru", "en"):
        with translation.override(language):
            shown |= {marks.level(2, row), marks.badge(row)}
    assert len(shown) == 4
