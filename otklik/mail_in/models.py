"""The ledger of received letters: all that reached us stand here, whatever became of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.files.models import Blob
from otklik.mail.models import Mailbox


class Door(models.TextChoices):
    """How a letter came in."""

    SMTP = "smtp", _("SMTP")
    IMAP = "imap", _("IMAP")


class Fate(models.TextChoices):
    """What became of a letter."""

    NEW = "new", _("not read yet")
    TAKEN = "taken", _("in a ticket")
    AUTOMATIC = "automatic", _("written by a machine")
    BOUNCE = "bounce", _("delivery report")
    OWN = "own", _("our own letter")
    TRAY = "tray", _("in the tray")
    DISCARDED = "discarded", _("put aside by hand")


class Reason(models.TextChoices):
    """Why a letter stands in the tray."""

    NONE = "", ""
    STAFF_UNPROVEN = "staff_unproven", _("It names a member of staff, but nothing proves it.")
    SENDER_UNKNOWN = "sender_unknown", _("It has no sender whom we could answer.")
    REPLIES_ONLY = "replies_only", _("This mailbox takes answers only.")
    TOO_MANY = "too_many", _("Its sender has written too much within an hour.")
    REFUSED = "refused", _("Its sender may not write to us.")
    ERROR = "error", _("We could not read it; the fault is ours.")


class Received(models.Model):
    """One letter as it came: its bytes first, everything else later (law 10).

    Its natural key is the mailbox with the digest of its bytes: the same letter offered twice, by
    either door, stands here once. `uid` and `uidvalidity` say where an IMAP server keeps it.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="received")
    door = models.CharField(max_length=4, choices=Door.choices)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.JSONField(default=list, blank=True)
    uidvalidity = models.BigIntegerField(null=True, blank=True)
    uid = models.BigIntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.NEW)
    reason = models.CharField(max_length=20, choices=Reason.choices, default="", blank=True)
    error = models.TextField(blank=True)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.TextField(blank=True)
    message_id = models.TextField(blank=True)
    ticket_number = models.BigIntegerField(null=True, blank=True)
    matched_by = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Lists are by fate, newest first; what waits is found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="received_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["fate", "-id"], name="received_by_fate"),
            models.Index(fields=["sender", "recorded_at"], name="received_by_sender"),
            models.Index(
                fields=["ticket_number"],
                condition=Q(ticket_number__isnull=False),
                name="received_of_ticket",
            ),
        ]

    def __str__(self) -> str:
        """Return sender and subject."""
        return f"{self.sender}: {self.subject}"


class Cursor(models.Model):
    r"""How far an IMAP folder has been fetched: by UIDVALIDITY and UID, never by `\Seen`."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="cursor")
    folder = models.CharField(max_length=254)
    uidvalidity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        """Return where it stands."""
        return f"{self.folder} {self.uidvalidity}:{self.last_uid}"
