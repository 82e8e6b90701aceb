"""What the profile and the settings answer alike when an absence ends or counts again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.people.absence import Absence
from otklik.people.guards import AuthenticatedRequest
from otklik.people.operations import restore_absence, withdraw_absence


def withdraw_or_restore(request: AuthenticatedRequest, row: Absence) -> None:
    """End an absence, or call it off, and offer to undo that; with `restore` let it count again.

    Args:
        request: Who does it may; its own address takes the undoing.
        row: The absence.
    """
    if "restore" not in request.GET:
        withdraw_absence(absence_id=row.pk, by=request.user)
        undo = f"{request.path}?restore=1"
        messages.success(request, _("The absence counts no more."), extra_tags=undo)
        return
    try:
        restore_absence(absence_id=row.pk, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
