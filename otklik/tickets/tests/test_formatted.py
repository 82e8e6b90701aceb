"""Messages from the visual editor: cleaned, readable as text, pictures inside (spec MSG-11)."""

from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from otklik.core.html import clean
from otklik.core.readable import readable
from otklik.files import uploads
from otklik.people.models import Person
from otklik.tickets.models import Draft, Message, Ticket
from otklik.tickets.operations import messages
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.test_rating import last_letter
from otklik.tickets.tests.world import World
from tests.stage import PNG

HTML = (
    "<p>Сделайте <strong>так</strong>:</p><ol><li><p>раз</p></li><li><p>два</p></li></ol>"
    "<blockquote><p>ваши слова</p></blockquote>"
)
TEXT = "Сделайте так:\n\n1. раз\n2. два\n\n> ваши слова"


def upload_of(person: Person) -> str:
    sent = SimpleUploadedFile("снимок.png", PNG, content_type="image/png")
    return uploads.add(sent, owner_id=person.pk, limit=len(PNG)).key


def answer(world: World, ticket: Ticket, html: str, *, text: str = "", keys: tuple[str, ...] = ()):
    body = Body.written(text=text, html=html, uploads=keys)
    return reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)


def test_the_text_is_made_from_what_is_seen(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    message = answer(world, ticket, HTML, text="нечто другое")
    assert (message.html, message.text) == (HTML, TEXT)
    ticket.refresh_from_db()
    assert ticket.excerpt.startswith("Сделайте так: 1. раз")
    assert TEXT in last_letter(ticket, "elena@example.org")


def test_an_empty_editor_leaves_the_plain_text(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    message = answer(world, ticket, "<p> </p>", text="Просто <b>текст</b>")
    assert (message.html, message.text) == (
        "<p>Просто &lt;b&gt;текст&lt;/b&gt;</p>",
        "Просто <b>текст</b>",
    )


def test_what_could_harm_is_cleaned_away(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    evil = '<p onclick="x()">A<script>x()</script><img src="https://example.org/p.png"></p>'
    assert answer(world, ticket, evil).html == "<p>A<img></p>"


def test_only_cleaned_html_is_read_and_what_is_too_long_is_not_read_at_all(world: World) -> None:
    """What a form sends may be made to cost much time and memory."""
    ticket = world.ticket(responsible=world.anna)
    with patch.object(messages, "readable", wraps=readable) as read:
        answer(world, ticket, "<blockquote>a" * 1000)
        with pytest.raises(ValidationError):
            answer(world, ticket, "<blockquote>a" * 100_000, text="Слова")
    given = [call.args[0] for call in read.call_args_list]
    assert [clean(one) for one in given] == given != []


def test_a_pasted_picture_stands_in_the_text_and_not_below_it(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    shown, below = upload_of(world.anna), upload_of(world.anna)
    html = f'<p>Вот:</p><p><img src="/files/uploads/{shown}/" alt="снимок.png"></p>'
    message = answer(world, ticket, html, keys=(shown, below))
    inside, listed = message.attachments.all()
    assert (inside.is_inline, listed.is_inline) == (True, False)
    assert f'src="{inside.get_absolute_url()}"' in message.html
    assert message.text == "Вот:\n\n[снимок.png]"


def test_a_picture_that_was_not_sent_along_is_none(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    foreign = upload_of(world.pavel)
    message = answer(world, ticket, f'<p>Вот <img src="/files/uploads/{foreign}/"></p>')
    assert foreign not in message.html


def test_desk_and_portal_take_formatted_text_and_keep_it_as_a_draft(
    world: World, client: Client
) -> None:
    ticket = world.ticket(responsible=world.anna)
    said = {"key": "k", "seen": "99", "mode": "note", "text": "так", "html": "<p><em>так</em></p>"}
    for person, door in ((world.anna, "desk"), (world.elena, "portal")):
        client.force_login(person)
        client.post(reverse(f"{door}:draft", args=[ticket.pk]), said)
        assert Draft.objects.get(person=person).html == said["html"]
        page = client.get(reverse(f"{door}:ticket", args=[ticket.pk])).content.decode()
        assert 'value="&lt;p&gt;&lt;em&gt;так' in page
        client.post(
            reverse("desk:write" if door == "desk" else "portal:reply", args=[ticket.pk]), said
        )
        assert Message.objects.filter(ticket=ticket).latest("pk").html == said["html"]
    client.post(reverse("portal:new"), {"key": "n", "title": "Новое", **said, "text": ""})
    assert Message.objects.latest("pk").html == said["html"]
