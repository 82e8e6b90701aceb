"""Contents, what was made of them, and uploads that wait for their message.

Whose a file is, and who may see it, is written in the rows of upper rooms that refer to a blob
(law 13): this room knows bytes.
"""

import secrets
from datetime import timedelta
from typing import ClassVar, Final

from django.db import models

from otklik.core.time import now

KEY_LENGTH: Final = 32
UPLOAD_LIFE: Final = timedelta(days=1)
"""How long a file waits for its message (law 13)."""


def new_key() -> str:
    """Return an unguessable key of 32 hexadecimal digits (spec FILE-5)."""
    return secrets.token_hex(KEY_LENGTH // 2)


class Blob(models.Model):
    """A content, stored once however often it came.

    Attributes:
        sha256: The digest of the content, in lower-case hexadecimal; also its place in the storage.
        size: In bytes.
        content_type: What the bytes are, as far as we can tell; never what a sender said.
        touched_at: When the content last came; a blob that nobody refers to is kept for a while
            after that, so that a message that is just being written finds it.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    touched_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return the beginning of the digest, and the type."""
        return f"{self.sha256[:12]} {self.content_type}"


class Derived(models.Model):
    """A picture made of another one; without a result if it could not be made.

    Attributes:
        kind: What was made: "thumb-320", "png".
    """

    source = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="derived")
    kind = models.CharField(max_length=20)
    result = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Each kind is made once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind"], name="derived_once")
        ]

    def __str__(self) -> str:
        """Return the kind and the source."""
        return f"{self.kind} of {self.source_id}"


class Upload(models.Model):
    """A file that somebody has uploaded and not sent yet.

    It belongs to the uploader for a day (law 13), then the sweep takes it.

    Attributes:
        key: Names it in addresses; the message's own link may keep it.
        owner_id: The uploader's person id, a plain number here.
        name: What the file is called, already made harmless.
        is_dropped: The uploader has taken it back; its bytes count until the sweep takes them.
    """

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key)
    owner_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, db_index=True)
    is_dropped = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
