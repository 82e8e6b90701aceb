"""Until when a ticket would have to be answered that staff are about to open."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.levels import terms_of
from otklik.clock.terms import deadline
from otklik.core.time import now
from otklik.desk.pages.why_level import because
from otklik.directory.models import Site
from otklik.tickets.operations.start import Start


@dataclass(frozen=True, slots=True)
class Expected:
    """What the form promises.

    Attributes:
        title: «Ответить до 15:30 сегодня».
        detail: By which level, and why by that.
    """

    title: str
    detail: str


def expected(begun: Start, site: Site) -> Expected:
    """Return the promise of a ticket that would start so.

    Args:
        begun: With what the ticket would start.
        site: Where it would be opened.
    """
    level, priority, at = begun.choice.level, begun.priority, now()
    terms = terms_of(
        level,
        hold_pauses=site.hold_pauses_clock,
        priority_id=priority.pk if priority else None,
    )
    due_at = deadline(terms, at).due_at
    if due_at is None:
        title = _("No time is promised")
    else:
        title = words.reply_by(due_at, now=at, zone=timezone.get_current_timezone_name())
    detail = _("Level “%(level)s”. %(because)s") % {
        "level": level,
        "because": because(begun.choice.as_json()),
    }
    return Expected(title, detail)
