"""The letters about one change, one for each recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from otklik.core.paths import asking_path
from otklik.core.text import one_line
from otklik.mail.layout import Fact, File, Link, Page, Rendered, render
from otklik.mail.models import AutoSubmitted
from otklik.mail.outgoing import Attachment as Enclosure
from otklik.mail.outgoing import Letter
from otklik.mail.senders import Sender
from otklik.mail.threading import tag_subject
from otklik.notices.matrix import Occasion, Role
from otklik.tickets.audience import Recipient
from otklik.tickets.letters import facts, words
from otklik.tickets.letters.material import Material
from otklik.tickets.letters.question import question
from otklik.tickets.letters.reader import Reader, reader_of
from otklik.tickets.models import Attachment, Change, EventKind, Message, Side, Ticket, Via
from otklik.ui.parts.words import file_size

ENCLOSED_BYTES: Final = 10 * 1024 * 1024
"""Files that go along with one letter; most servers take 20 MB, and base64 adds a third."""

PREHEADER: Final = 120

_DEADLINES: Final = frozenset({Occasion.DEADLINE_NEAR, Occasion.DEADLINE_PASSED})


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a letter: all are named, some go along."""

    named: list[File]
    enclosed: list[Enclosure]


def write(change: Change, recipients: Sequence[Recipient]) -> list[Letter]:
    """Return the letters that tell `recipients` of `change`, in their order.

    A letter holds what its recipient may know and nothing else: `recipient.events` were let through
    by the gate, and history shows visible messages only.

    Args:
        change: What happened, with its ticket.
        recipients: Who is told, from `audience.recipients`.
    """
    material = Material(change, recipients)
    return [_letter(material, recipient) for recipient in recipients]


def _letter(material: Material, recipient: Recipient) -> Letter:
    change, ticket = material.change, material.ticket
    reader = reader_of(recipient, ticket)
    with override(reader.language), timezone.override(reader.zone):
        sender = material.sender(reader.language)
        messages = _messages(recipient, material)
        rendered, files = _rendered(material, recipient, reader, messages)
        sender_name = _sender_name(messages, recipient, sender)
    thread = material.threads.of(recipient, sender.domain)
    person = recipient.person
    return Letter(
        address=recipient.address,
        to_name=recipient.name,
        person=person.pk if person else None,
        sender_name=sender_name,
        sender_address=sender.address,
        reply_to=_reply_to(sender, ticket, recipient),
        subject=tag_subject(ticket.number, ticket.title),
        text=rendered.text,
        html=rendered.html,
        language=reader.language,
        message_id=thread.message_id,
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        auto_submitted=_auto_submitted(change, recipient),
        attachments=files.enclosed,
    )


def _rendered(
    material: Material, recipient: Recipient, reader: Reader, messages: Sequence[Message]
) -> tuple[Rendered, _Files]:
    """Return the letter in both forms, and its files."""
    ticket = material.ticket
    text = "\n\n".join(message.text for message in messages)
    files = _files(material.files(messages), recipient, reader)
    page = Page(
        language=reader.language,
        base_url=reader.base_url,
        title=tag_subject(ticket.number, ticket.title),
        is_answerable=material.sender(reader.language).takes_answers,
        preheader=one_line(text, PREHEADER),
        heading=words.heading(recipient, ticket),
        about=words.about(ticket),
        warning=_warning(material.change, recipient),
        body_html="<hr>".join(message.html for message in messages),
        body_text=text,
        files=files.named,
        facts=_facts(recipient, ticket),
        note=words.note(recipient, ticket),
        action=_action(recipient, reader),
        question=question(recipient, ticket, reader),
        history=[
            words.said_earlier(message, recipient.person) for message in material.earlier(messages)
        ],
        whole=_whole(recipient, ticket, reader),
        why=words.why(recipient.role),
        signature=f"{ticket.site}.",
    )
    return render(page), files


def _messages(recipient: Recipient, material: Material) -> list[Message]:
    """Return the messages whose text the letter carries.

    Those of the change; a new responsible gets the ticket's own text (spec NTF-14), a reminder the
    text that waits (spec N9).
    """
    said = [event.message for event in recipient.events if event.message is not None]
    if said or not recipient.reads_as.sees_hidden:
        return said
    if words.is_new_responsible(recipient):
        return list(material.visible().order_by("number")[:1])
    if recipient.occasions & _DEADLINES:
        waiting = {event.payload.get("message") for event in recipient.events}
        return list(material.visible().filter(pk__in=waiting - {None}))
    return []


def _facts(recipient: Recipient, ticket: Ticket) -> list[Fact]:
    """Return the table: what changed; at its beginning and for a new responsible all of it."""
    how = recipient.reads_as
    if Occasion.OPENED in recipient.occasions or words.is_new_responsible(recipient):
        return facts.passport(ticket, how)
    rows = facts.changes(recipient.events)
    if recipient.occasions & _DEADLINES:
        due = facts.missed_or_near(ticket, recipient.events)
    else:
        due = facts.deadline(ticket, how)
    return [*rows, *due, *facts.comment(ticket, how)]


def _warning(change: Change, recipient: Recipient) -> str:
    """Return the words that keep staff from taking a secret for something the client knows."""
    if Occasion.HIDDEN in recipient.occasions:
        return _("Hidden note: the client won’t see this")
    if change.is_hidden and change.via != Via.CLOCK:
        return _("Hidden change: the client has not been told")
    return ""


def _files(links: Sequence[Attachment], recipient: Recipient, reader: Reader) -> _Files:
    """Return the files of the letter's messages.

    Who can open the ticket gets links, which ask for his rights each time (law 13). Who cannot
    sign in gets the files themselves, as far as they fit.
    """
    room = ENCLOSED_BYTES if not recipient.may_open else 0
    files = _Files(named=[], enclosed=[])
    for link in links:
        size, url = file_size(link.blob.size), ""
        if recipient.may_open:
            url = f"{reader.base_url}{link.get_absolute_url()}"
        elif link.blob.size <= room:
            room -= link.blob.size
            kind = link.blob.content_type
            files.enclosed.append(Enclosure(blob=link.blob_id, name=link.name, content_type=kind))
        else:
            size = _("%(size)s, too large for a letter") % {"size": size}
        files.named.append(File(name=link.name, size=size, url=url))
    return files


def _action(recipient: Recipient, reader: Reader) -> Link | None:
    """Return staff's way to the ticket; a client's stands at the end, below the answer."""
    if not (reader.ticket_url and recipient.reads_as.sees_hidden):
        return None
    url = reader.ticket_url
    asks = next((one for one in recipient.events if one.kind == EventKind.ACCESS_ASKED), None)
    if asks is not None:
        url = f"{reader.base_url}{asking_path(asks.ticket_id, asks.payload['person'])}"
    return Link(words=_("Open the ticket"), url=url)


def _whole(recipient: Recipient, ticket: Ticket, reader: Reader) -> Link | None:
    if not reader.ticket_url or recipient.reads_as.sees_hidden:
        return None
    count = ticket.message_count
    named = ngettext(
        "The whole ticket, %(count)s message", "The whole ticket, %(count)s messages", count
    )
    return Link(words=named % {"count": count}, url=reader.ticket_url)


def _sender_name(messages: Sequence[Message], recipient: Recipient, sender: Sender) -> str:
    """Return the name a mail program shows: of whoever answers the client, else the site's."""
    answers = [message for message in messages if message.side == Side.STAFF and message.author]
    if not answers or recipient.reads_as.sees_hidden:
        return sender.name
    return f"{words.speaker(answers[0])} ({sender.name})"


def _reply_to(sender: Sender, ticket: Ticket, recipient: Recipient) -> str:
    """Return where answers go: each person has an address of his own (spec MAIL-3).

    A further address of the client belongs to nobody whom a token could name; its answers are
    matched by References and number.
    """
    if recipient.person is None:
        return ""
    return sender.reply_address(ticket=ticket.number, person=recipient.person.pk)


def _auto_submitted(change: Change, recipient: Recipient) -> AutoSubmitted:
    """Return who wrote the letter (RFC 3834).

    A colleague's answer to a client is a person's letter. That a ticket was received is a machine's
    answer to a letter, everything else a machine's notice.
    """
    if Occasion.STAFF_WROTE in recipient.occasions and not recipient.reads_as.sees_hidden:
        return AutoSubmitted.PERSON
    is_answer = change.via == Via.MAIL and recipient.role is Role.AUTHOR
    return AutoSubmitted.REPLIED if is_answer else AutoSubmitted.GENERATED
