"""Changing mailboxes (spec MAIL-1); every change is told in the journal, a password never."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from otklik.core.time import now
from otklik.mail.models import Mailbox
from otklik.people import journal
from otklik.people.editing import Edit
from otklik.people.models import JournalVerb, Person

SECRET: Final = "imap_password_sealed"  # noqa: S105 - the name of a column
KEPT: Final = tuple(
    field.name
    for field in Mailbox._meta.concrete_fields
    if field.name not in {"id", "created_at", "archived_at", "name", SECRET}
)
"""What the journal keeps of a mailbox; of the password it says only that it was changed."""


@transaction.atomic
def add_mailbox(*, box: Mailbox, password: str = "", by: Person | None = None) -> Mailbox:
    """Add a mailbox.

    Args:
        box: The new mailbox, not saved yet.
        password: The password of its IMAP account; it is stored sealed.
        by: Who adds it, for the journal; nobody for the system itself.

    Raises:
        ValidationError: A value does not fit, the address is taken, or the password is missing.
    """
    box.name = box.name or box.address
    if password:
        box.imap_password = password
    _refuse_taken(box)
    _require_password(box)
    box.full_clean()
    box.save()
    journal.record(by=by, before=None, after=_state(box))
    return box


@transaction.atomic
def change_mailbox(
    *, mailbox_id: int, edit: Edit, password: str = "", by: Person | None = None
) -> Mailbox:
    """Change a mailbox.

    The stored password is never sent to another server than the one for which it was given:
    whoever names another one types it again.

    Args:
        mailbox_id: The mailbox.
        edit: What is to change, and what the page showed.
        password: The new password; "" keeps the present one.
        by: Who changes it, for the journal; nobody for the system itself.

    Raises:
        Mailbox.DoesNotExist: There is no such mailbox.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit, the address is taken, or the password is missing.
    """
    box = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    before, server = _state(box), server_of(box)
    edit.put(box)
    if password:
        box.imap_password = password
    elif server_of(box) != server:
        refuse_other_server(box)
    _refuse_taken(box)
    _require_password(box)
    if box.enabled and box.archived_at:
        raise ValidationError({"enabled": _("It is in the archive.")}, code="archived")
    edit.save(box)
    journal.record(by=by, before=before, after=_state(box))
    return box


@transaction.atomic
def archive_mailbox(*, mailbox_id: int, by: Person | None = None) -> Mailbox:
    """Use a mailbox no longer; what it has received stays.

    Args:
        mailbox_id: The mailbox; if it is in the archive already, nothing happens.
        by: Who does it, for the journal.

    Raises:
        Mailbox.DoesNotExist: There is no such mailbox.
    """
    box = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if box.archived_at is None:
        before = _state(box)
        box.archived_at, box.enabled = now(), False
        box.save(update_fields=["archived_at", "enabled"])
        journal.record(by=by, before=before, after=_state(box), verb=JournalVerb.ARCHIVED)
    return box


@transaction.atomic
def restore_mailbox(*, mailbox_id: int, by: Person | None = None) -> Mailbox:
    """Take a mailbox out of the archive; it stays switched off until somebody switches it on.

    Args:
        mailbox_id: The mailbox; if it is not in the archive, nothing happens.
        by: Who does it, for the journal.

    Raises:
        Mailbox.DoesNotExist: There is no such mailbox.
    """
    box = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if box.archived_at is not None:
        before = _state(box)
        box.archived_at = None
        box.save(update_fields=["archived_at"])
        journal.record(by=by, before=before, after=_state(box), verb=JournalVerb.RESTORED)
    return box


def server_of(box: Mailbox) -> tuple[str, int, str]:
    """Return to whom the password of a mailbox is shown, and how it is protected on the way."""
    return box.imap_host.lower(), box.imap_port, box.imap_security


def refuse_other_server(box: Mailbox) -> None:
    """Refuse to show a stored password to a server for which nobody has typed it.

    Raises:
        ValidationError: There is such a password.
    """
    if box.imap_host and getattr(box, SECRET):
        message = _("The server is another one: type the password again.")
        raise ValidationError({"password": message}, code="other_server")


def _state(box: Mailbox) -> journal.State:
    return journal.state_of(box, KEPT, secret=[SECRET])


def _refuse_taken(box: Mailbox) -> None:
    other = Mailbox.objects.filter(address__iexact=box.address).exclude(pk=box.pk).first()
    if other is not None:
        taken = _("There is a mailbox with this address in the archive.")
        message = taken if other.archived_at else _("There is a mailbox with this address already.")
        raise ValidationError({"address": message}, code="taken")


def _require_password(box: Mailbox) -> None:
    if box.imap_host and not getattr(box, SECRET):
        message = _("The server asks for a password.")
        raise ValidationError({"password": message}, code="required")
