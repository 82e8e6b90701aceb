"""What the settings' home says about letters: facts, and what needs a person (screen 13)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.time import now
from otklik.mail.models import Mailbox
from otklik.mail_in.models import Cursor
from otklik.mail_in.pages.layout import capped, said_of_tray, said_of_troubles
from otklik.mail_in.queries import incoming, sent
from otklik.people.viewer import Viewer
from otklik.ui.parts.settings import About, Attention, Row
from otklik.ui.parts.words import moment_words

A_DAY: Final = timedelta(hours=20)
"""So long the clock alone names a moment."""


def about(viewer: Viewer) -> About:
    """Return what a person should know of letters.

    Args:
        viewer: Who looks; counts hold what that person may read.
    """
    boxes = list(Mailbox.objects.filter(enabled=True))
    failing = list(Cursor.objects.filter(mailbox__in=boxes, failing_since__isnull=False))
    tray = incoming.tray_count(viewer)
    troubles = sent.troubles(viewer)
    attention = [_of_mailbox(cursor, boxes) for cursor in failing]
    if tray:
        attention.append(_of_tray(tray))
    if troubles["lost"]:
        attention.append(_of_lost(troubles["lost"]))
    rows = [
        _mailboxes(boxes, failing),
        Row(
            icon="mails",
            title=_("Incoming letters"),
            hint=_("What came in, what became of it, and what waits for you"),
            state=said_of_tray(tray),
            tone="warn" if tray else "",
            url=reverse("office:letters_in"),
        ),
        Row(
            icon="send",
            title=_("Outgoing letters"),
            hint=_("What left, what waits, and what did not arrive"),
            state=said_of_troubles(troubles["waiting"], troubles["lost"]),
            tone="danger" if troubles["lost"] else "",
            url=reverse("office:letters_out"),
        ),
    ]
    return About(title=_("Mail"), rows=rows, attention=attention)


def _mailboxes(boxes: Sequence[Mailbox], failing: Sequence[Cursor]) -> Row:
    count = ngettext("%(count)s mailbox", "%(count)s mailboxes", len(boxes)) % {"count": len(boxes)}
    state = count if boxes else _("no mailbox")
    if failing:
        silent = ngettext("%(count)s does not answer", "%(count)s do not answer", len(failing)) % {
            "count": len(failing)
        }
        state = f"{count}, {silent}"
    return Row(
        icon="mailbox",
        title=_("Mailboxes"),
        hint=_("Where letters come from, and from which address we answer"),
        state=state,
        tone="danger" if failing else "",
        url=reverse("office:mailboxes"),
    )


def _of_mailbox(cursor: Cursor, boxes: Sequence[Mailbox]) -> Attention:
    address = next(box.address for box in boxes if box.pk == cursor.mailbox_id)
    since = cursor.failing_since or now()
    words = moment_words(since, "clock" if now() - since < A_DAY else "day")
    return Attention(
        icon="plug-zap",
        title=_("%(address)s has not answered since %(since)s")
        % {"address": address, "since": words},
        hint=_("The server says: %(said)s. Letters wait on the server, nothing is lost.")
        % {"said": cursor.error.rstrip(".")},
        url=reverse("office:mailbox", args=[cursor.mailbox_id]),
        action=_("Look into it"),
    )


def _of_tray(count: int) -> Attention:
    words = ngettext(
        "%(count)s letter waits for a decision", "%(count)s letters wait for a decision", count
    )
    return Attention(
        icon="mail-warning",
        tone="warn",
        title=words % {"count": capped(count, incoming.COUNT_LIMIT)},
        hint=_("Their place is in doubt, or we could not read them. Nothing is lost."),
        url=f"{reverse('office:letters_in')}?view={incoming.View.TRAY}",
        action=_("Open the tray"),
    )


def _of_lost(count: int) -> Attention:
    words = ngettext(
        "%(count)s letter did not arrive within a week",
        "%(count)s letters did not arrive within a week",
        count,
    )
    return Attention(
        icon="mail-x",
        title=words % {"count": capped(count, sent.COUNT_LIMIT)},
        hint=_("Readers see everything on the site, but have not been told of it."),
        url=f"{reverse('office:letters_out')}?view={sent.View.LOST}",
        action=_("Show them"),
    )
