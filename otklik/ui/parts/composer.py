"""The composer, where an answer or a note is written, and the guard that may stand for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from otklik.core.paths import UPLOADS_PREFIX
from otklik.ui.parts.marks import Face

ModeName: TypeAlias = Literal["reply", "note"]
TWENTY_MEGABYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Mode:
    """One of the two ways to write.

    Attributes:
        name: "reply" is read by the client, "note" never.
        tab: Words on the switch.
        to: Who will read it, in words.
        submit: Words on the button, with the outcome: «Отправить и „Уточняем“».
        submit_short: The same for a phone.
        label: Accessible name of the composer in this mode.
        more: Markup of a menu beside the button, with other ways to send.
    """

    name: ModeName
    tab: str = ""
    to: str = ""
    submit: str = ""
    submit_short: str = ""
    label: str = ""
    more: SafeString | str = ""


def reply_mode(*, to: str, submit: str = "", label: str = "", more: SafeString | str = "") -> Mode:
    """Return the mode for an answer that everybody in the ticket reads."""
    return Mode(
        name="reply",
        tab=str(_("Reply to client")),
        to=to,
        submit=submit or str(_("Send")),
        submit_short=str(_("Send")),
        label=label or str(_("Reply to client")),
        more=more,
    )


def note_mode(*, to: str) -> Mode:
    """Return the mode for a hidden note."""
    return Mode(
        name="note",
        tab=str(_("Hidden note")),
        to=to,
        submit=str(_("Save the note")),
        submit_short=str(_("Save the note")),
        label=str(_("Hidden note")),
    )


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """What may be attached.

    Attributes:
        url: Where a file is posted; answers JSON `{key, name, size, thumb}`.
        field: Name of the hidden inputs that carry the keys.
        limit: Greatest size of one file in bytes.
        done: Files uploaded before, to be shown again after an error.
    """

    url: str = UPLOADS_PREFIX
    field: str = "files"
    limit: int = TWENTY_MEGABYTES
    done: Sequence["Uploaded"] = ()


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A file that waits to be sent with the form.

    Attributes:
        key: What the form sends.
        name: As the sender called it.
        size: Bytes.
        thumb: Address of the small picture, or "".
    """

    key: str
    name: str
    size: int
    thumb: str = ""


@dataclass(frozen=True, kw_only=True)
class Composer:
    """Everything the composer shows.

    Attributes:
        action: Where it is posted, by htmx and without it alike.
        submit_key: Makes a repeated submit harmless (law 2).
        seen: Number of the newest message the page shows; the server answers 409 with a guard
            if a newer one is visible to this person.
        modes: One or both; the first is chosen unless `mode` says otherwise.
        mode: The mode to begin with.
        text: A draft to go on with.
        html: The same with its formatting; "" for plain text.
        draft_url: Where the draft is kept; "" keeps none.
        draft_saved_at: When the draft was kept last.
        error: What is wrong with the text that came back.
        uploads: What may be attached; None attaches nothing.
        placeholder: Grey words in the empty editor.
        tools: Markup in the foot, after the paper clip: canned answers, formatting.
        key: Makes ids unique when a page has two.
    """

    action: str
    submit_key: str
    modes: Sequence[Mode]
    seen: int = 0
    mode: ModeName = "reply"
    text: str = ""
    html: str = ""
    draft_url: str = ""
    draft_saved_at: datetime | None = None
    error: str = ""
    uploads: Uploads | None = field(default_factory=Uploads)
    placeholder: str = ""
    tools: SafeString | str = ""
    key: str = "composer"


@dataclass(frozen=True, kw_only=True)
class Guard:
    """The world changed while the text was written: both texts beside each other.

    Attributes:
        author: Who wrote the newer message.
        at: When.
        html: Its cleaned text.
        me: Whose text did not go out.
        text: That text.
        seen: Number of the newer message: "send as it is" posts it as `seen`.
        may_note: Offer to keep the text as a hidden note.
    """

    author: Face
    at: datetime
    html: SafeString
    me: Face
    text: str
    seen: int
    may_note: bool = False
