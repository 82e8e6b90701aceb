"""Adding a message to an open change; what replies, notes and openings share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from otklik.clock.facts import FactKind
from otklik.core.html import clean, from_text
from otklik.core.paths import UPLOADS_PREFIX
from otklik.core.readable import readable
from otklik.core.text import one_line, storable
from otklik.directory.models import Source
from otklik.files.models import Blob
from otklik.files.uploads import UploadMissing, take_uploads
from otklik.people.models import Person
from otklik.tickets.models import Attachment, Audience, EventKind, Message, Side
from otklik.tickets.operations.search_text import index_message
from otklik.tickets.operations.writing import Writing

EXCERPT = 200
LONGEST = 1_000_000
"""Characters of a message, its HTML included."""


@dataclass(frozen=True, slots=True)
class File:
    """A file on its way into a message.

    Attributes:
        blob: Its stored bytes.
        name: What its sender called it.
        content_id: The Content-ID by which a letter's HTML names it, without angle brackets.
        is_inline: Whether it belongs into the text.
        shown_at: The address under which the writer saw it in his text; becomes the link.
    """

    blob: Blob
    name: str
    content_id: str = ""
    is_inline: bool = False
    shown_at: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What somebody wrote.

    Attributes:
        text: Plain text; made from `html` if empty.
        html: HTML from outside, cleaned here; made from `text` if empty.
        quoted: Plain text that the writer quoted, kept and folded.
        files: The attached files.
        uploads: Keys of the writer's own uploads, taken into the message when it is written.
    """

    text: str = ""
    html: str = ""
    quoted: str = ""
    files: Sequence[File] = ()
    uploads: Sequence[str] = ()

    @classmethod
    def written(cls, *, text: str, html: str, uploads: Sequence[str] = ()) -> "Body":
        """Return what somebody wrote in a composer.

        Args:
            text: What stands in its textarea.
            html: What its visual editor made of it; counts alone, for both could differ.
            uploads: Keys of the writer's own uploads.
        """
        shown = clean(html) if len(html) <= LONGEST else ""
        if len(html) > LONGEST or "<img" in shown or readable(shown):
            return cls(html=html, uploads=uploads)
        return cls(text=text, uploads=uploads)

    @property
    def is_empty(self) -> bool:
        """Whether there is neither text nor file (spec MSG-7)."""
        return not (self.text.strip() or self.html.strip() or self.files or self.uploads)


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter that brought a message.

    Attributes:
        id: Its row in the ledger of received letters.
        message_id: Its Message-ID without angle brackets.
        sender_unproven: Whether nothing proves that the message's author wrote it.
    """

    id: int
    message_id: str
    sender_unproven: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose name a message is written, fixed for ever (spec D-4).

    Attributes:
        author: Whose words they are.
        side: On which side they stand.
        source: Through what they came; nothing means the web.
    """

    author: Person | None
    side: Side
    source: Source | None = None


def voice_of(current: Writing, *, for_author: bool, source: Source | None = None) -> Voice:
    """Return in whose name the acting person writes into this ticket (spec D-4, D-5).

    Args:
        current: The open change.
        for_author: Staff take down what the ticket's author says (spec MSG-20).
        source: Through what it came.
    """
    ticket, person = current.ticket, current.actor.person
    if for_author or person is None:
        return Voice(
            ticket.author if for_author else None, Side.CLIENT if for_author else Side.STAFF, source
        )
    rights = current.actor.require(ticket)
    stands_as_staff = rights is not None and rights.stance.sees_hidden
    return Voice(person, Side.STAFF if stands_as_staff else Side.CLIENT, source)


def add_message(
    current: Writing,
    body: Body,
    voice: Voice,
    *,
    hidden: bool = False,
    keeps_status: bool = False,
    letter: Letter | None = None,
    opens: bool = False,
) -> Message:
    """Write a message, its files and its event, and tell the clock.

    Args:
        current: The open change.
        body: What was written.
        voice: In whose name.
        hidden: For staff only.
        keeps_status: Visible, but neither lamp nor clock follow it (spec LAMP-3, CLK-5).
        letter: The letter that brought it.
        opens: It is the first message of a new ticket.

    Raises:
        ValidationError: There is neither text nor file, or far too much text.
    """
    check(body)
    hidden = hidden or current.change.is_hidden
    files = [*body.files, *taken(current, body.uploads)]
    links = [link_of(file) for file in files]
    text, html = as_stored(body, files, links)
    number, public_number = (1, 1) if opens else next_numbers(current)
    ticket = current.ticket
    message = Message.objects.create(
        ticket=ticket,
        seq=current.next_seq(),
        number=number,
        public_number=None if hidden else public_number,
        public_seq=None if hidden else ticket.last_public_seq + 1,
        author=voice.author,
        creator=current.actor.person,
        source=voice.source,
        responsible_then=ticket.responsible,
        side=voice.side,
        is_hidden=hidden,
        keeps_status=keeps_status,
        text=text,
        html=html,
        quoted_html=from_text(storable(body.quoted)) if body.quoted else "",
        at=current.at,
        recorded_at=current.recorded_at,
        letter_id=letter.id if letter else None,
        message_id=letter.message_id if letter else "",
        sender_unproven=letter is not None and letter.sender_unproven,
    )
    for link in links:
        link.message = message
    Attachment.objects.bulk_create(links)
    index_message(message, links, opens=opens)
    _count(current, message)
    _announce(current, message, opens=opens)
    return message


def check(body: Body) -> None:
    """Refuse a message that says nothing or far too much (spec MSG-7).

    Raises:
        ValidationError: With the words for its writer.
    """
    if body.is_empty:
        raise ValidationError(_("Write something or attach a file."), code="empty")
    if len(body.text) + len(body.html) > LONGEST:
        raise ValidationError(_("The text is too long. Attach it as a file."), code="too_long")


def taken(current: Writing, keys: Sequence[str]) -> list[File]:
    """Take the writer's uploads: roll back and they wait as before.

    Args:
        current: The open change.
        keys: Of the uploads.

    Raises:
        ValidationError: One of them is not there any more.
    """
    if not keys:
        return []
    try:
        uploads = take_uploads(keys, owner_id=current.actor.person_id or 0)
    except UploadMissing as error:
        message = _("A file is not there any more. Attach it again.")
        raise ValidationError({"files": message}, code="upload_missing") from error
    return [
        File(upload.blob, upload.name, shown_at=f"{UPLOADS_PREFIX}{upload.key}/")
        for upload in uploads
    ]


def link_of(file: File) -> Attachment:
    """Return the link of a file, still without its message."""
    return Attachment(
        name=file.name, blob=file.blob, content_id=file.content_id, is_inline=file.is_inline
    )


def as_stored(body: Body, files: Sequence[File], links: Sequence[Attachment]) -> tuple[str, str]:
    """Return text and clean HTML; pictures in it point to our own links.

    Letters name them by Content-ID, the editor by the address of the upload.

    Args:
        body: What was written.
        files: Its files.
        links: Their links, in the same order.
    """
    html = storable(body.html)
    if not html:
        return storable(body.text), from_text(storable(body.text))
    for file, link in zip(files, links, strict=True):
        if file.content_id:
            html = html.replace(f"cid:{file.content_id}", link.get_absolute_url())
        if file.shown_at:
            html = html.replace(f'src="{file.shown_at}"', f'src="{link.get_absolute_url()}"')
    html = clean(html)
    for file, link in zip(files, links, strict=True):
        if file.shown_at:
            link.is_inline = f'src="{link.get_absolute_url()}"' in html
    return storable(body.text) or readable(html)[:LONGEST], html


def next_numbers(current: Writing) -> tuple[int, int]:
    """Return the next numbers among all and among visible messages, counted under the lock.

    Letters name an answer by its public number, so nothing else gets that of a hidden one.

    Args:
        current: The open change.
    """
    last = Message.objects.filter(ticket=current.ticket).aggregate(
        number=Max("number"), public=Max("public_number"), past=Max("versions__public_number")
    )
    public = max(int(last["public"] or 0), int(last["past"] or 0))
    return int(last["number"] or 0) + 1, public + 1


def _count(current: Writing, message: Message) -> None:
    """Keep the columns by which lists show the last message (spec LAMP-3)."""
    ticket = current.ticket
    ticket.last_message_seq = message.seq
    if message.is_hidden:
        return
    ticket.last_visible_seq = message.seq
    ticket.message_count += 1
    if message.keeps_status:
        return
    ticket.last_message_at = message.at
    ticket.last_author = message.author
    ticket.last_side = message.side
    ticket.silent_since = message.at if message.is_by_staff else None
    ticket.excerpt = one_line(message.text, EXCERPT)


def count_anew(current: Writing) -> None:
    """Keep the same columns after messages were corrected (spec MSG-9, MSG-10).

    If support has the last word by that, the client has the whole time for an answer (spec CLS-1).

    Args:
        current: The open change, its messages stored.
    """
    ticket = current.ticket
    visible = Message.objects.filter(ticket=ticket, is_hidden=False, deleted_at=None)
    last = visible.filter(keeps_status=False).select_related("author").latest("number")
    shown = Message.objects.filter(ticket=ticket, is_hidden=False)
    ticket.last_visible_seq = shown.aggregate(seq=Max("seq"))["seq"]
    ticket.message_count = visible.count()
    ticket.last_message_at = last.at
    ticket.last_author = last.author
    ticket.last_side = last.side
    ticket.silent_since = (ticket.silent_since or current.at) if last.is_by_staff else None
    ticket.excerpt = one_line(last.text, EXCERPT)


def begin_silence_anew(current: Writing) -> None:
    """Give the client the whole time for an answer again: the ticket comes back to life.

    What is opened again or taken off hold would else close at the next sweep (spec CLS-1).

    Args:
        current: The open change, after its messages.
    """
    if current.ticket.silent_since is not None:
        current.ticket.silent_since = current.at


def _announce(current: Writing, message: Message, *, opens: bool) -> None:
    payload = {
        "message": message.pk,
        "side": message.side,
        "hidden": message.is_hidden,
        "keeps_status": message.keeps_status,
        "source": message.source.code if message.source else "",
    }
    current.append(
        EventKind.MESSAGE,
        payload,
        audience=Audience.STAFF if message.is_hidden else Audience.ALL,
        message=message,
    )
    current.tell_clock(FactKind.CREATED if opens else _fact_kind(message), message=message)


def _fact_kind(message: Message) -> FactKind:
    if message.is_hidden:
        return FactKind.HIDDEN_NOTE
    if message.side == Side.CLIENT:
        return FactKind.CLIENT_MESSAGE
    return FactKind.STAFF_MESSAGE_KEEP_STATUS if message.keeps_status else FactKind.STAFF_MESSAGE
