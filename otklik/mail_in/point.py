"""Sending somebody to the form who wrote to a mailbox for answers (spec MAIL-18)."""

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
    box = row.mailbox
    person = person_with(sender.address)
    language = person.language if person and is_language(person.language) else ""
    language = language or language_of(letter.text) or box.site.language
    writer = sender_for(box.site, language)
    page = _page(box.site, language, writer)
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


def _page(site: Site, language: str, writer: From) -> Page:
    base_url = (site.base_url or config().url).rstrip("/")
    with override(language):
        text = _(
            "New requests are taken by our form: it asks for what we need to help you at once. "
            "Your letter was not made into a ticket."
        )
        return Page(
            language=language,
            base_url=base_url,
            title=_("Please use the form"),
            heading=_("Please use the form"),
            body_html=from_text(text),
            body_text=text,
            action=Link(words=_("Write to us"), url=f"{base_url}{reverse('portal:new')}"),
            why=_("You get this letter because you wrote to an address that takes answers only."),
            signature=writer.name,
        )
