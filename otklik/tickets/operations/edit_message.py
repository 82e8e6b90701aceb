"""An administrator edits a message: its text and files, or whose it is and who reads it (MSG-9).

Each edit keeps what was before, and is undone by putting that back. What a client reads follows at
once: a message that is hidden goes out of his page, his search, his bell and the letters that have
not left; of one that is shown, he gets what it says now and nothing that it said before.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.clock.offer import rows_for
from otklik.core.readable import readable
from otklik.directory.models import Source
from otklik.people.models import Person
from otklik.people.queries import selectable_responsibles
from otklik.tickets.access import Refused, Unseen
from otklik.tickets.models import (
    Attachment,
    Audience,
    EventKind,
    Message,
    MessageVersion,
    RemovedFile,
    Side,
)
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.correct import correct, settle_correction, write_letters_anew
from otklik.tickets.operations.messages import (
    Body,
    File,
    as_stored,
    check,
    link_of,
    next_numbers,
    taken,
)
from otklik.tickets.operations.set_fields import Stale, name_of_day
from otklik.tickets.operations.writing import Writing

_WHO_WAITS: Final = frozenset({"author", "hidden", "counts"})
_COLUMNS_OF_A_FILE: Final = ("key", "name", "blob", "content_id", "is_inline")
_IN_LETTERS: Final = frozenset({"text", "files", "author", "hidden"})


@dataclass(frozen=True, slots=True)
class Content:
    """What a message is to say.

    Attributes:
        body: Its text, and the uploads that are added.
        removed: Keys of the files that go.
    """

    body: Body
    removed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Properties:
    """Whose a message is to be, and who reads it.

    Attributes:
        author: Whose words they are; by that they stand on the client's side or on ours.
        source: Through what they came; nothing means the web.
        is_hidden: For staff only.
        counts: As an answer of staff: lamp and clock follow it (spec CLK-5, LAMP-3).
    """

    author: Person | None
    source: Source | None
    is_hidden: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that is to be put back as a whole.

    Attributes:
        version: Its id.
    """

    version: int


def edit_message(
    *,
    ticket_id: int,
    message_id: int,
    submit: Submit,
    wish: Content | Properties | Earlier,
    shown: int,
) -> None:
    """Change a message and keep what it was; what is so already is left alone.

    Args:
        ticket_id: The ticket's number.
        message_id: The message, not a deleted one.
        submit: Who acts, through what, when.
        wish: How it is to be. The question of a ticket stays its author's and visible.
        shown: How many earlier versions the page knew.

    Raises:
        Unseen: The ticket, the message in it or the version does not exist for this person.
        Refused: The person may not edit it, or it is deleted.
        Stale: Somebody else edited it meanwhile.
        ValidationError: It would say nothing, or a value is impossible.
    """

    def act(current: Writing, message: Message) -> None:
        if message.is_deleted:
            raise Refused
        known = message.versions.count()
        if known != shown:
            raise Stale("message", known)
        edit = _begun(current, message)
        match wish:
            case Content():
                _say(edit, wish)
            case Properties():
                _be(edit, wish)
            case Earlier():
                _put_back(edit, wish)
        if edit.changed:
            _store(edit)

    correct(
        ticket_id, message_id, submit, [EventKind.MESSAGE_EDITED, EventKind.MESSAGE_COUNTS], act
    )


@dataclass(slots=True)
class _Edit:
    """A message as it becomes.

    Attributes:
        current: The open change.
        message: The message; its columns are set, and stored at the end.
        files: What was attached to it.
        before: What it was, not stored yet.
        seen_at: Where clients found it; nothing for a note.
        changed: What differs, by name, as the history tells it.
    """

    current: Writing
    message: Message
    files: Sequence[Attachment]
    before: MessageVersion
    seen_at: int | None
    changed: dict[str, Any] = field(default_factory=dict)


def _begun(current: Writing, message: Message) -> _Edit:
    files = list(message.attachments.select_related("blob"))
    before = MessageVersion(
        message=message,
        author=message.author,
        source=message.source,
        side=message.side,
        is_hidden=message.is_hidden,
        keeps_status=message.keeps_status,
        public_number=message.public_number,
        text=message.text,
        html=message.html,
        quoted_html=message.quoted_html,
        file_keys=[one.key for one in files],
        until=current.at,
        edited_by=current.actor.person,
    )
    return _Edit(current, message, files, before, message.public_seq)


def _say(edit: _Edit, wish: Content) -> None:
    """Take text and files from a form.

    An editor writes the same words in its own HTML, so who only moves files keeps the text.
    """
    files = [*wish.body.files, *taken(edit.current, wish.body.uploads)]
    links = [link_of(one) for one in files]
    text, html = as_stored(wish.body, files, links)
    staying = [File(one.blob, one.name) for one in edit.files if one.key not in wish.removed]
    check(Body(text=text, html=html, files=[*files, *staying]))
    moves_files = bool(links) or len(staying) < len(edit.files)
    if not (moves_files and _same_words(edit.message.html, html)):
        _write(edit, text, html, edit.message.quoted_html)
    _attach(edit, links)
    _remove(edit, [one for one in edit.files if one.key in wish.removed or _is_cut_out(edit, one)])


def _is_cut_out(edit: _Edit, file: Attachment) -> bool:
    """Whether it was a picture within the text that the text does not show any more."""
    has_new_text = "text" in edit.changed
    return has_new_text and file.is_inline and file.get_absolute_url() not in edit.message.html


def _same_words(old: str, new: str) -> bool:
    return readable(old) == readable(new) and old.count("<img") == new.count("<img")


def _write(edit: _Edit, text: str, html: str, quoted_html: str) -> None:
    message = edit.message
    if (text, html, quoted_html) != (message.text, message.html, message.quoted_html):
        message.text, message.html, message.quoted_html = text, html, quoted_html
        edit.changed["text"] = True


def _attach(edit: _Edit, links: Iterable[Attachment]) -> None:
    for link in links:
        link.message = edit.message
        link.save()
        edit.changed["files"] = True


def _remove(edit: _Edit, links: Iterable[Attachment]) -> None:
    """Take files out: their links lead nowhere any more, their bytes are kept."""
    for link in links:
        RemovedFile.objects.create(message=edit.message, **_columns(link))
        link.delete()
        edit.changed["files"] = True


def _columns(file: Attachment | RemovedFile) -> dict[str, Any]:
    return {name: getattr(file, name) for name in _COLUMNS_OF_A_FILE}


def _be(edit: _Edit, wish: Properties) -> None:
    _speak_as(edit, wish.author)
    _come_by(edit, wish.source)
    _hide(edit, hidden=wish.is_hidden)
    _count(edit, counts=wish.counts)


def _put_back(edit: _Edit, wish: Earlier) -> None:
    """Make a message what it was, its files of that time included."""
    message = edit.message
    version = message.versions.filter(pk=wish.version).first()
    if version is None:
        raise Unseen
    _write(edit, version.text, version.html, version.quoted_html)
    _remove(edit, [one for one in edit.files if one.key not in version.file_keys])
    gone = list(message.removed_files.filter(key__in=version.file_keys))
    gone = [one for one in gone if one.key not in edit.before.file_keys]
    for one in gone:
        one.delete()
    _attach(edit, [Attachment(**_columns(one)) for one in gone])
    _speak_as(edit, version.author, known=True)
    message.side = Side(version.side)
    _come_by(edit, version.source, known=True)
    _hide(edit, hidden=version.is_hidden, quoted_html=version.quoted_html)
    _count(edit, counts=not version.keeps_status)


def _speak_as(edit: _Edit, author: Person | None, *, known: bool = False) -> None:
    """Set whose words they are, and by that the side on which they stand (spec D-4).

    Raises:
        Refused: It is the question, whose author is the ticket's.
        ValidationError: The person is neither the client nor on the staff.
    """
    message, ticket = edit.message, edit.current.ticket
    former = message.author
    if former == author:
        return
    if message.number == 1 or author is None:
        raise Refused
    is_staff = selectable_responsibles().filter(pk=author.pk).exists()
    if not (known or is_staff or author.pk == ticket.author_id):
        raise ValidationError({"author": _("Choose somebody else.")}, code="invalid_choice")
    message.author = author
    if author.pk == ticket.author_id:
        message.side, message.keeps_status = Side.CLIENT, False
    elif is_staff:
        message.side = Side.STAFF
    edit.changed["author"] = [former.pk if former else None, author.pk]


def _come_by(edit: _Edit, source: Source | None, *, known: bool = False) -> None:
    """Set through what it came.

    Raises:
        ValidationError: The site has no such source.
    """
    message, former = edit.message, edit.message.source
    if former == source:
        return
    offered = rows_for(Source, site=edit.current.ticket.site)
    if not (known or source is None or offered.filter(pk=source.pk).exists()):
        raise ValidationError({"source": _("Choose one of the list.")}, code="invalid_choice")
    message.source = source
    edit.changed["source"] = [name_of_day(former), name_of_day(source)]


def _hide(edit: _Edit, *, hidden: bool, quoted_html: str = "") -> None:
    """Hide a message from clients, or show it to them.

    What its letter quoted may hold other notes, so a note is shown without it.

    Raises:
        Refused: It is the question.
    """
    message = edit.message
    if message.is_hidden == hidden:
        return
    if message.number == 1:
        raise Refused
    message.is_hidden = hidden
    edit.changed["hidden"] = hidden
    if hidden:
        message.public_number = message.public_seq = None
        return
    message.quoted_html = quoted_html
    former = message.versions.exclude(public_number=None).last()
    message.public_number = former.public_number if former else next_numbers(edit.current)[1]


def _count(edit: _Edit, *, counts: bool) -> None:
    """Say whether a message of staff counts as an answer; a client's always counts (CLK-5)."""
    keeps_status = not counts and edit.message.is_by_staff
    if edit.message.keeps_status != keeps_status:
        edit.message.keeps_status = keeps_status
        edit.changed["counts"] = counts


def _store(edit: _Edit) -> None:
    edit.before.save()
    _tell(edit)
    edit.message.save()
    settle_correction(edit.current, who_waits=bool(_WHO_WAITS & edit.changed.keys()))
    if _IN_LETTERS & edit.changed.keys():
        write_letters_anew(edit.message)


def _tell(edit: _Edit) -> None:
    """Write it into the history; a client's page is told where the card was that it withdraws."""
    current, message = edit.current, edit.message
    whose = {"message": message.pk, "number": message.number}
    told = {name: what for name, what in edit.changed.items() if name != "counts"}
    if told:
        message.edited_at = current.at
        is_secret = message.is_hidden and edit.seen_at is None
        payload = (
            whose | {"what": told} | ({"withdrawn": edit.seen_at} if message.is_hidden else {})
        )
        audience = Audience.STAFF if is_secret else Audience.ALL
        event = current.append(EventKind.MESSAGE_EDITED, payload, audience=audience)
        if "hidden" in told and not message.is_hidden:
            message.public_seq = event.public_seq
    if "counts" in edit.changed:
        payload = whose | {"counts": edit.changed["counts"]}
        current.append(EventKind.MESSAGE_COUNTS, payload, audience=Audience.STAFF)
