"""What a person can be told of, as the profile asks about it."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.notices.matrix import Occasion

FOR_STAFF: Final[Mapping[Occasion, Promise]] = {
    Occasion.OPENED: pgettext_lazy("notice", "New ticket"),
    Occasion.STAFF_WROTE: _("A colleague answered the client"),
    Occasion.CLIENT_WROTE: _("The client wrote"),
    Occasion.HIDDEN: pgettext_lazy("notice", "Hidden note"),
    Occasion.ASSIGNED: _("A new assignee or co-executor"),
    Occasion.STATE: _("Closed, opened again, put on hold"),
    Occasion.CHANGED: _("Status, category or another property"),
    Occasion.INTERNAL: _("A property that clients do not see"),
    Occasion.COMMENT: _("The staff’s comment"),
    Occasion.DEADLINE_NEAR: _("The time to answer is near"),
    Occasion.DEADLINE_PASSED: _("The time to answer has passed"),
    Occasion.COUPON: _("A coupon was used"),
    Occasion.ACCESS: _("A colleague asks for access"),
}
FOR_CLIENTS: Final[Mapping[Occasion, Promise]] = {
    Occasion.OPENED: _("Your ticket has been received"),
    Occasion.STAFF_WROTE: _("Support answered"),
    Occasion.CLIENT_WROTE: _("You or a colleague of yours wrote"),
    Occasion.ASSIGNED: _("Somebody else is responsible for it"),
    Occasion.STATE: _("Closed, opened again, put on hold"),
    Occasion.CHANGED: _("Status, category or another property"),
}


def title(occasion: Occasion, *, is_staff: bool) -> str:
    """Return what an occasion is called towards a person.

    Args:
        occasion: What happened.
        is_staff: Whether the person works in the support.
    """
    known = FOR_STAFF if is_staff else FOR_CLIENTS
    return str(known.get(occasion, FOR_STAFF[occasion]))
