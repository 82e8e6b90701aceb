"""How much one account may write, so that it can neither flood the desk nor fill the disk.

Staff are not limited, and letters have limits of their own (spec MAIL-13).
"""

from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.core.config import config
from otklik.core.time import now
from otklik.tickets.models import Message, Ticket, Via
from otklik.tickets.operations.actor import Submit

AN_HOUR: Final = timedelta(hours=1)


def refuse_flood_of_tickets(submit: Submit) -> None:
    """Refuse a new ticket of a client who has opened too many within an hour.

    Raises:
        ValidationError: One more is too many for now.
    """
    if not _is_limited(submit):
        return
    limit = config().client_tickets_an_hour
    recent = Ticket.objects.filter(creator=submit.by.person, created_at__gt=now() - AN_HOUR)
    if recent[:limit].count() >= limit:
        message = _(
            "You have opened very many tickets within an hour. What you wrote is still here: send "
            "it a little later, or add it to a ticket that you have."
        )
        raise ValidationError(message, code="too_many")


def refuse_flood_of_messages(submit: Submit) -> None:
    """Refuse a message of a client who has written too many within an hour.

    Raises:
        ValidationError: One more is too many for now.
    """
    if not _is_limited(submit):
        return
    limit = config().client_messages_an_hour
    recent = Message.objects.filter(creator=submit.by.person, recorded_at__gt=now() - AN_HOUR)
    if recent[:limit].count() >= limit:
        message = _(
            "You have written very many messages within an hour. What you wrote is still here: "
            "send it a little later."
        )
        raise ValidationError(message, code="too_many")


def _is_limited(submit: Submit) -> bool:
    """Tell whether a client writes on a page now; imports say when something was true."""
    viewer = submit.by.viewer
    on_page = submit.via == Via.WEB and submit.at is None
    return on_page and viewer is not None and not viewer.is_staff
