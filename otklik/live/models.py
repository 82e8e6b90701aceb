"""Who is present in which topic, and which rights were taken back before their tokens expired.

People are plain integers here: the room knows no person.
"""

from typing import ClassVar

from django.db import models

from otklik.core.time import now


class Mode(models.TextChoices):
    """What somebody present is doing (spec PRES-1)."""

    VIEW = "view"
    ANSWER = "answer"


class Presence(models.Model):
    """One browser connection that is looking at a topic (spec PRES-1, PRES-5).

    The table is UNLOGGED (see migration 0002): after a crash of the database it is empty, which is
    the truth, because all connections are gone too.

    Attributes:
        is_lost: The connection was seen to end; the row counts for a while longer (`GRACE`).
        since: When the person came, carried over a short loss of the connection.
        seen_at: The last moment at which the connection is known to have lived; its web process
            keeps it fresh.
    """

    connection_id = models.UUIDField(primary_key=True)
    topic = models.CharField(max_length=200)
    person_id = models.BigIntegerField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    is_lost = models.BooleanField(default=False)
    since = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)

    class Meta:
        """Asked for by topic; `seen_at` stays out of every index, so refreshing it is cheap."""

        indexes: ClassVar = [models.Index(fields=["topic", "person_id"], name="presence_topic")]

    def __str__(self) -> str:
        """Return who does what where."""
        return f"{self.person_id} {self.mode} {self.topic}"


class Revocation(models.Model):
    """A right taken back: older tokens of this person under this prefix are refused.

    Rows outlive the longest token and are then swept away.
    """

    person_id = models.BigIntegerField()
    prefix = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        """Asked for by person when a socket subscribes."""

        indexes: ClassVar = [models.Index(fields=["person_id", "at"], name="revocation_person")]

    def __str__(self) -> str:
        """Return whom and what it concerns."""
        return f"{self.person_id} {self.prefix}"
