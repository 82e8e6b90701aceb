"""Answering a letter that opens no ticket: use the form, or why not (spec MAIL-18, REG-10)."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from otklik.core.config import config
from otklik.core.html import from_text
from otklik.directory.models import Site
from otklik.mail import keys, outgoing, threading
from otklik.mail.layout import Link, Page, render
from otklik.mail.models import AutoSubmitted
from otklik.mail.senders import Sender as From
from otklik.mail.senders import sender_for
from otklik.mail_in.models import Received
from otklik.mail_in.reading.letter import Letter
from otklik.mail_in.senders import Sender
from otklik.people.preferences import is_language
from otklik.people.queries import person_with
from otklik.tickets.letters.reader import language_of


def point_to_form(row: Received, letter: Letter, sender: Sender) -> None:
    """Write the letter that names the form, in the caller's transaction; once for each letter.

    Args:
        row: The letter that is answered.
        letter: The same, read.
        sender: Who gets the answer.
    """
    _answer(row, letter, sender, _pointer)


def say_why_not(row: Received, letter: Letter, sender: Sender, whys: Callable[[], str]) -> None:
    """Write the letter that says why no ticket was opened, in the caller's transaction (REG-10).

    Args:
        row: The letter that is answered; once for each.
        letter: The same, read.
        sender: Who gets the answer.
        whys: Makes the words, in the language of the letter.
    """
    _answer(row, letter, sender, lambda: _Words(_("Your letter was not taken"), whys(), ""))


class _Words(NamedTuple):
    title: str
    text: str
    why: str


def _pointer() -> _Words:
    return _Words(
        _("Please use the form"),
        _(
            "New requests are taken by our form: it asks for what we need to help you at once. "
            "Your letter was not made into a ticket."
        ),
        _("You get this letter because you wrote to an address that takes answers only."),
    )


def _answer(row: Received, letter: Letter, sender: Sender, words: Callable[[], _Words]) -> None:
    box = row.mailbox
    person = person_with(sender.address)
    language = person.language if person and is_language(person.language) else ""
    language = language or language_of(letter.text) or box.site.language
    writer = sender_for(box.site, language)
    page = _page(box.site, language, writer, words)
    bodies = render(page)
    key = f"pointer:{row.pk}"
    replied = f"<{letter.message_id}>" if letter.message_id else ""
    outgoing.put(
        outgoing.Letter(
            address=sender.address,
            to_name=sender.name,
            person=person.pk if person else None,
            sender_name=writer.name,
            sender_address=writer.address,
            subject=page.title,
            text=bodies.text,
            html=bodies.html,
            language=language,
            message_id=threading.plain_message_id(
                key=key, address=sender.address, domain=writer.domain, secret=keys.signing_key()
            ),
            in_reply_to=replied,
            references=[replied] if replied else [],
            auto_submitted=AutoSubmitted.REPLIED,
        ),
        key=key,
        ref=f"mailbox.{box.pk}",
    )


def _page(site: Site, language: str, writer: From, words: Callable[[], _Words]) -> Page:
    base_url = (site.base_url or config().url).rstrip("/")
    with override(language):
        said = words()
        return Page(
            language=language,
            base_url=base_url,
            title=said.title,
            heading=said.title,
            body_html=from_text(said.text),
            body_text=said.text,
            action=Link(words=_("Write to us"), url=f"{base_url}{reverse('portal:new')}"),
            why=said.why or _("You get this letter because you wrote to our support."),
            signature=writer.name,
        )
