"""Messages of a ticket and the files that hang on them."""

import secrets
from typing import ClassVar
from urllib.parse import quote

from django.db import models
from django.db.models import Q

from otklik.core.paths import FILES_PREFIX
from otklik.directory.models import Source
from otklik.files.models import Blob
from otklik.files.pictures import PICTURES
from otklik.people.models import Person
from otklik.tickets.models.ticket import Side, Ticket


class Message(models.Model):
    """What somebody wrote into a ticket (spec MSG-8).

    `number` counts all messages of the ticket, `public_number` those that a client sees, without
    gaps (spec MSG-6); `seq` and `public_seq` are those of its event. `side` never changes (D-4).
    `sender_unproven`: it came by a letter, and nothing proves that its author wrote it (D-14).
    A deleted message keeps its place and number; its text is kept in a `DeletedText` (MSG-10). What
    an edited one was before stands in its `MessageVersion` rows (MSG-9).
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    number = models.PositiveIntegerField()
    public_number = models.PositiveIntegerField(null=True)
    seq = models.PositiveIntegerField()
    public_seq = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    creator = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    responsible_then = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    side = models.CharField(max_length=6, choices=Side.choices)
    is_hidden = models.BooleanField(default=False)
    keeps_status = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_html = models.TextField(blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    letter_id = models.BigIntegerField(null=True)
    message_id = models.CharField(max_length=998, blank=True)
    sender_unproven = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        """Numbers have no gaps within a ticket."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "number"], name="message_number"),
            models.UniqueConstraint(fields=["ticket", "seq"], name="message_seq"),
            models.CheckConstraint(
                condition=Q(is_hidden=True, public_number=None, public_seq=None)
                | Q(is_hidden=False, public_number__isnull=False, public_seq__isnull=False),
                name="message_public_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["message_id"], condition=~Q(message_id=""), name="message_by_message_id"
            )
        ]

    def __str__(self) -> str:
        """Return ticket and number."""
        return f"#{self.ticket_id}.{self.number}"

    @property
    def is_by_staff(self) -> bool:
        """Whether support wrote it."""
        return self.side == Side.STAFF

    @property
    def is_deleted(self) -> bool:
        """Whether its text and files are taken away."""
        return self.deleted_at is not None


class DeletedText(models.Model):
    """What a deleted message said, until it is put back; nothing else reads it."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="deleted_text"
    )
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_html = models.TextField(blank=True)

    def __str__(self) -> str:
        """Return ticket and number."""
        return str(self.message)


class MessageVersion(models.Model):
    """What a message was until an administrator edited it (spec MSG-9).

    `file_keys` name its files of that time. A message that was hidden has no public numbers; the
    last ones stay here, so that nothing else gets them.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    is_hidden = models.BooleanField()
    keeps_status = models.BooleanField()
    public_number = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_html = models.TextField(blank=True)
    file_keys = models.JSONField(default=list)
    until = models.DateTimeField()
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """The oldest stands first."""

        ordering = ("id",)

    def __str__(self) -> str:
        """Return ticket and number, and until when it was so."""
        return f"{self.message} until {self.until}"


class TextVersion(models.Model):
    """A text that an event speaks of, kept beside it so that it can be erased (law 3)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        """Return ticket and field."""
        return f"#{self.ticket_id} {self.field}"


def new_key() -> str:
    """Return an unguessable file key of 32 hexadecimal digits (spec FILE-5)."""
    return secrets.token_hex(16)


class FileOfMessage(models.Model):
    """What is known of a file of a message."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)

    class Meta:
        """Attached and removed files are rows of two tables: no link leads to a removed one."""

        abstract = True

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class RemovedFile(FileOfMessage):
    """A file that an administrator took out of a message; it may be put back (spec MSG-9)."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="removed_files")


class Attachment(FileOfMessage):
    """A file of a message: the link through which its bytes are served (law 13)."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")

    class Meta:
        """Files stand in the order in which they were attached."""

        ordering = ("id",)

    def get_absolute_url(self) -> str:
        """Return the link, which checks the reader's stance at each request."""
        return f"{FILES_PREFIX}{self.key}/{quote(self.name)}"

    @property
    def thumbnail_url(self) -> str:
        """The link of the small picture; empty for what is no picture."""
        return f"{FILES_PREFIX}{self.key}/thumb/" if self.blob.content_type in PICTURES else ""
