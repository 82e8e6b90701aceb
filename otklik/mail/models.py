"""Mailboxes, letters on their way out, and what became of them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.core.time import now
from otklik.directory.models import Category, Priority, Site, Source
from otklik.mail import keys
from otklik.people.models import Person

MAILBOX_LOCAL_PART_LIMIT = 24
"""Characters before the @ that leave room for a reply token within RFC 5321's 64."""


class Security(models.TextChoices):
    """How the connection to a mail server is protected."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("Not protected")


class WhoMayReply(models.TextChoices):
    """Whose letter may be added to a ticket by its number (spec MAIL-4)."""

    AUTHOR = "author", _("The author, colleagues in the author's group and co-executors")
    DOMAIN = "domain", _("Any address in the author's domain")
    ANYONE = "anyone", _("Anybody who has the number")


class Mailbox(models.Model):
    """An address at which a site writes and is written to, with its rules (spec MAIL-1).

    Without an IMAP host its letters come through the SMTP door alone. One in the archive is not in
    use; what it has received stays.
    """

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="mailboxes", verbose_name=_("Site")
    )
    name = models.CharField(pgettext_lazy("mailbox", "Name"), max_length=150)
    address = models.EmailField(_("Address"), max_length=254)
    sender_name = models.CharField(_("Sender's name"), max_length=150, blank=True)
    enabled = models.BooleanField(_("In use"), default=True)

    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(
        _("Port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65_535)]
    )
    imap_security = models.CharField(
        _("Protection"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    imap_user = models.CharField(_("Sign-in name"), max_length=254, blank=True)
    imap_password_sealed = models.TextField(_("Password"), blank=True, editable=False)
    imap_folder = models.CharField(_("Folder"), max_length=254, default="INBOX")

    who_may_reply = models.CharField(
        _("Who may write into a ticket by answering a letter"),
        max_length=10,
        choices=WhoMayReply.choices,
        default=WhoMayReply.AUTHOR,
    )
    as_hidden = models.BooleanField(_("Keep answers as hidden notes"), default=False)
    recognise_people = models.BooleanField(_("Recognise clients by their address"), default=True)
    replies_only = models.BooleanField(_("Take answers only, no new tickets"), default=False)
    category = models.ForeignKey(
        Category,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Category"),
    )
    priority = models.ForeignKey(
        Priority,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Criticality"),
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Source"),
    )
    created_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An address is one mailbox; what is in the archive is not in use."""

        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("address"), name="mailbox_address_once"),
            models.CheckConstraint(
                condition=Q(enabled=False) | Q(archived_at=None), name="mailbox_archived_unused"
            ),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.address

    @property
    def imap_password(self) -> str:
        """The password of the IMAP account; it is stored sealed."""
        return keys.unseal(self.imap_password_sealed)

    @imap_password.setter
    def imap_password(self, password: str) -> None:
        self.imap_password_sealed = keys.seal(password)

    def clean(self) -> None:
        """Refuse an address that could not carry a reply token.

        Raises:
            ValidationError: The part before the @ is too long.
        """
        if len(self.address.rpartition("@")[0]) > MAILBOX_LOCAL_PART_LIMIT:
            message = _("The part before the @ may have up to %(limit)s characters.") % {
                "limit": MAILBOX_LOCAL_PART_LIMIT
            }
            raise ValidationError({"address": message})


class AutoSubmitted(models.TextChoices):
    """Who wrote a letter, in the words of RFC 3834; nothing means: a person."""

    PERSON = "", _("a person")
    GENERATED = "auto-generated", _("our service, because something happened")
    REPLIED = "auto-replied", _("our service, in answer to a letter")


class State(models.TextChoices):
    """Where a letter stands."""

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
    REFUSED = "refused", _("Refused")
    BOUNCED = "bounced", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
    SILENCED = "silenced", _("Kept silent")


class Outgoing(models.Model):
    """One letter to one address, with everything needed to send it (law 10).

    `key` says what caused it ("change:123"); with the normalised address it is the natural key,
    so a job that runs twice writes one letter. `ref` is the opaque name of what the letter is
    about ("ticket.123"). A letter of state `queued` always has a job.
    """

    key = models.CharField(max_length=100)
    ref = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=320)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_name = models.CharField(max_length=150, blank=True)
    sender_name = models.CharField(max_length=150, blank=True)
    sender_address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    attachments = models.JSONField(default=list, blank=True)
    message_id = models.CharField(max_length=400, db_index=True)
    in_reply_to = models.TextField(blank=True)
    references = models.JSONField(default=list, blank=True)
    auto_submitted = models.CharField(
        max_length=20, choices=AutoSubmitted.choices, default=AutoSubmitted.GENERATED, blank=True
    )

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    not_before = models.DateTimeField(null=True, blank=True)
    cancel_key = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One letter for one cause and address; lists by subject matter and by trouble."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "address"], name="outgoing_natural_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["ref", "address", "created_at"], name="outgoing_ref"),
            models.Index(
                fields=["cancel_key"],
                condition=Q(state=State.QUEUED) & ~Q(cancel_key=""),
                name="outgoing_cancellable",
            ),
            models.Index(
                fields=["state", "id"], condition=~Q(state=State.SENT), name="outgoing_unsent"
            ),
            models.Index(fields=["created_at"], name="outgoing_by_time"),
        ]

    def __str__(self) -> str:
        """Return whom it is for and what it is about."""
        return f"{self.address}: {self.subject}"


class Result(models.Model):
    """Something that became of a letter and that those who caused it must hear (law 8).

    Rows are appended in the order of their commits, so a reader keeps the last `id` it has seen.
    """

    class Kind(models.TextChoices):
        """What happened."""

        FAILED = "failed", _("Could not be delivered")
        REFUSED = "refused", _("Refused by the recipient's server")
        BOUNCED = "bounced", _("Returned by the recipient's server")
        SILENCED = "silenced", _("Too many letters, kept silent")

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="results")
    ref = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    address = models.CharField(max_length=320)
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        """Return what happened to whom."""
        return f"{self.kind}: {self.address}"


class Listener(models.Model):
    """How far somebody above has heard the results: the last `Result.id` dealt with.

    `name` is opaque to this room.
    """

    name = models.CharField(max_length=50, unique=True)
    heard = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Return who listens."""
        return self.name
