"""The composer of a ticket: for whom one writes, and what is sent along (screens 02, 02b)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from otklik.desk.pages.properties import Lists
from otklik.directory.models import Source, Status
from otklik.files.uploads import waiting_among
from otklik.people.models import Person
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations.reading import draft_of
from otklik.ui.parts.composer import (
    Composer,
    Mode,
    ModeName,
    Uploaded,
    Uploads,
    note_mode,
    reply_mode,
)

KEY: Final = "composer"


@dataclass(frozen=True, slots=True)
class Returned:
    """What somebody wrote and gets back, because it was not sent.

    Attributes:
        text: The text.
        html: The same with its formatting.
        mode: Reply or note.
        error: What is wrong.
        files: The keys of the files that wait with it.
        seen: What the page knew when the text was begun; what it knows now if not given.
        options: What else the form said.
        saved_at: When the server kept it as a draft.
    """

    text: str
    mode: ModeName
    error: str
    files: Sequence[str] = ()
    html: str = ""
    seen: int | None = None
    options: dict[str, Any] = field(default_factory=dict)
    saved_at: datetime | None = None


def new_key() -> str:
    """Return a key that makes a repeated submit harmless (law 2)."""
    return secrets.token_urlsafe(16)


def composer(
    seen: Seen, offered: Lists, *, known: int, returned: Returned | None = None
) -> Composer | None:
    """Return the composer, empty, with the draft, or with what came back; None for observers.

    Args:
        seen: The ticket and its reader.
        offered: What may be set together with a message, as `properties.lists` returns it.
        known: The number of the newest message that the page shows.
        returned: What was not sent.
    """
    if not seen.rights.may(Verb.NOTE):
        return None
    if returned is None:
        returned = _from_draft(seen)
    number = seen.ticket.number
    return Composer(
        action=reverse("desk:write", args=[number]),
        submit_key=new_key(),
        modes=_modes(seen, offered["status"]),
        seen=known if returned.seen is None else returned.seen,
        mode="note" if seen.ticket.is_closed else returned.mode,
        text=returned.text,
        html=returned.html,
        draft_url=reverse("desk:draft", args=[number]),
        draft_saved_at=returned.saved_at,
        error=returned.error,
        uploads=Uploads(done=waiting_uploads(seen.viewer.person, returned.files)),
        placeholder=_("The ticket is closed. To answer the client, open it again.")
        if seen.ticket.is_closed
        else "",
        tools=format_html("{}{}", _canned(seen), _options(seen, offered["source"], returned)),
        key=KEY,
    )


def _modes(seen: Seen, statuses: Sequence[Status]) -> list[Mode]:
    """Return the ways to write; a closed ticket takes notes only (spec MSG-5)."""
    note = replace(note_mode(to=_who_sees(seen)), more=_menu(seen, statuses, "note"))
    if seen.ticket.is_closed or not seen.rights.may(Verb.REPLY):
        return [note]
    answer = reply_mode(to=_who_reads(seen), submit=_("Send"), more=_menu(seen, statuses, "reply"))
    return [answer, note]


def _from_draft(seen: Seen) -> Returned:
    """Return the unsent text that the server keeps, or an empty composer."""
    default: ModeName = "note" if seen.ticket.site.hidden_by_default else "reply"
    draft = draft_of(viewer=seen.viewer, seen=seen)
    if draft is None:
        return Returned("", default, "")
    mode: ModeName = "note" if draft.mode == "note" else "reply"
    return Returned(
        text=draft.text,
        html=draft.html,
        mode=mode,
        error="",
        files=draft.uploads,
        seen=draft.seen_seq or None,
        saved_at=draft.updated_at,
    )


def waiting_uploads(person: Person | None, keys: Sequence[str]) -> list[Uploaded]:
    """Return what somebody has uploaded and not sent, to be shown again.

    Args:
        person: The uploader.
        keys: The keys that the form sent.
    """
    if not keys or person is None:
        return []
    rows = waiting_among(keys, owner_id=person.pk).select_related("blob")
    return [Uploaded(key=row.key, name=row.name, size=row.blob.size) for row in rows]


def _who_reads(seen: Seen) -> str:
    """Return who will read an answer, and how it comes."""
    author = seen.ticket.author
    if not author.email or not seen.ticket.answers_by_mail:
        return _("%(name)s, on the site") % {"name": author.shown_name}
    if author.can_sign_in and not author.is_proven:
        return _("%(name)s, on the site: the address is not confirmed yet") % {
            "name": author.shown_name
        }
    if not author.can_sign_in:
        return _("%(name)s, by e-mail") % {"name": author.shown_name}
    return _("%(name)s, by e-mail and on the site") % {"name": author.shown_name}


def _who_sees(seen: Seen) -> str:
    responsible = seen.ticket.responsible
    if responsible is None:
        return _("Only the staff will read it.")
    return _("%(name)s and the staff will read it.") % {"name": responsible.shown_name}


def _menu(seen: Seen, statuses: Sequence[Status], mode: ModeName) -> SafeString:
    """Return the other ways to send: with a status, and closing."""
    present = seen.ticket.status_id
    may_status = "status" in seen.rights.fields
    context = {
        "mode": mode,
        "statuses": [one for one in statuses if one.pk != present] if may_status else [],
        "may_close": seen.rights.may(Verb.CLOSE) and not seen.ticket.is_closed,
    }
    return mark_safe(render_to_string("desk/parts/send_menu.html", context))  # noqa: S308 (ours)


def _canned(seen: Seen) -> SafeString | str:
    """Return the button that offers canned answers, for whoever may answer."""
    if not seen.rights.may(Verb.REPLY):
        return ""
    context = {"url": reverse("desk:canned", args=[seen.ticket.number])}
    return mark_safe(render_to_string("desk/parts/canned.html", context))  # noqa: S308 (ours)


def _options(seen: Seen, sources: Sequence[Source], returned: Returned) -> SafeString:
    """Return what may be said about a message: whose words it is, what it does to the status."""
    context = {
        "sources": sources,
        "author": seen.ticket.author,
        "may_speak": seen.rights.may(Verb.SPEAK_FOR_AUTHOR),
        "shown_status": seen.ticket.status_id or "",
        "options": returned.options,
    }
    return mark_safe(render_to_string("desk/parts/send_options.html", context))  # noqa: S308
