"""The ledger of received letters: all that reached us stand here, whatever became of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.files.models import Blob
from otklik.mail.models import Mailbox
from otklik.people.models import Person


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
    POINTED = "pointed", _("sent to the form")
    TRAY = "tray", _("in the tray")
    DISCARDED = "discarded", _("put aside by hand")


class Reason(models.TextChoices):
    """Why a letter stands in the tray, or stood there before it was put aside."""

    STAFF_UNPROVEN = "staff_unproven", _("It names a member of staff, and nothing proves it")
    SENDER_UNPROVEN = "sender_unproven", _("Its sender is not who it says, or nothing proves it")
    SENDER_UNKNOWN = "sender_unknown", _("It names no address to which we could answer")
    OWN_ADDRESS = "own_address", _("It names one of our own mailboxes as its sender")
    REPLIES_ONLY = "replies_only", _("This mailbox takes answers only")
    NOT_SERVED = "not_served", _("Its sender’s level or term of support does not allow letters")
    TOO_MANY = "too_many", _("Its sender has written too much within an hour")
    REFUSED = "refused", _("Its sender may not write to us")
    STUCK = "stuck", _("Reading it was begun again and again and never came to an end")
    ERROR = "error", _("We could not read it; the fault is ours")


class Received(models.Model):
    """One letter as it came: its bytes first, everything else later (law 10).

    Its natural key is the mailbox with the digest of its bytes: the same letter offered twice, by
    either door, stands here once. `uidvalidity` and `uid` say where an IMAP server keeps it.

    Attributes:
        received_at: When the mailbox's server received it (spec D-10).
        recorded_at: When we stored it.
        is_cut: Whether it was larger than we take, so that only its beginning is here.
        attempts: How often its reading was begun, which outlives a killed worker.
        reason: A `Reason`, while a person has to decide; empty otherwise.
        error: What went wrong, in the words of the program.
        sender: The address whose letter it counts as (spec MAIL-4).
        ticket_number: The ticket into which it went, or which it concerns.
        claimed_number: The ticket that it named and into which its sender may not write.
        claimed_person: The member of staff as whose letter it comes, unproven (spec D-14).
        opened: Whether the ticket was opened for it.
        matched_by: What led to the ticket (`match.By`).
        decided_by: The member of staff who decided, if it was not the program.
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
    is_cut = models.BooleanField(default=False)

    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.NEW)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=150, blank=True)
    subject = models.TextField(blank=True)
    message_id = models.TextField(blank=True)
    ticket_number = models.BigIntegerField(null=True, blank=True)
    claimed_number = models.BigIntegerField(null=True, blank=True)
    claimed_person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened = models.BooleanField(default=False)
    matched_by = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """Lists are by fate, newest first; what waits is found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="received_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["fate", "-id"], name="received_by_fate"),
            models.Index(fields=["sender", "recorded_at"], name="received_by_sender"),
            models.Index(fields=["recorded_at"], name="received_by_time"),
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
    r"""How far an IMAP folder has been fetched: by UIDVALIDITY and UID, never by `\Seen`.

    Attributes:
        folder: The folder that these numbers are of.
        uidvalidity: The folder's generation (RFC 3501, 2.3.1.1); 0 before the first look.
        last_uid: The last letter that is stored.
        read_at: When the folder was last read to its end.
        failing_since: Since when it cannot be read; nothing while all is well.
        error: What the server said.
    """

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="cursor")
    folder = models.CharField(max_length=254, blank=True)
    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        """Return where it stands."""
        return f"{self.folder} {self.uidvalidity}:{self.last_uid}"


class Check(models.Model):
    """A trial of a mailbox's settings before they are saved, and what has come of it so far.

    Attributes:
        by: Who asked; nobody else is shown it.
        server: Host, port, protection, sign-in name and folder as they were typed.
        password_sealed: The password, until the trial has ended.
        steps: What was tried, as `probe.Step` keeps it; codes and facts, no words (law 11).
        ended_at: When it came to an end; nothing while it runs, or if its worker was killed.
    """

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    server = models.JSONField()
    password_sealed = models.TextField(blank=True, editable=False)
    steps = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Old ones are found at once, to be thrown away."""

        indexes: ClassVar = [models.Index(fields=["started_at"], name="mailbox_check_by_time")]

    def __str__(self) -> str:
        """Return which server was tried."""
        return f"{self.server.get('imap_host', '')}: {len(self.steps)}"
