"""Changes and events: what happened to a ticket, append-only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.people.models import Person
from otklik.tickets.models.message import Message
from otklik.tickets.models.ticket import Ticket


class ActorKind(models.TextChoices):
    """Who acts: a person, a rule, or the system itself."""

    PERSON = "person", _("person")
    RULE = "rule", _("rule")
    SYSTEM = "system", _("system")


class Via(models.TextChoices):
    """Through what a change came in."""

    WEB = "web", _("site")
    MAIL = "mail", _("e-mail")
    API = "api", _("API")
    CLOCK = "clock", _("clock")
    IMPORT = "import", _("import")


class Audience(models.TextChoices):
    """Who may see an event; it travels with the event (law 6)."""

    ALL = "all", _("everybody in the ticket")
    STAFF = "staff", _("staff")


class EventKind(models.TextChoices):
    """What can happen to a ticket."""

    OPENED = "opened", _("opened")
    MESSAGE = "message", _("message")
    FIELD = "field", _("property changed")
    RESPONSIBLE = "responsible", _("responsible changed")
    CO_EXECUTOR_ADDED = "co_executor_added", _("co-executor added")
    CO_EXECUTOR_REMOVED = "co_executor_removed", _("co-executor removed")
    LEVEL = "level", _("level set")
    HELD = "held", _("put on hold")
    UNHELD = "unheld", _("taken off hold")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    RATED = "rated", _("answer rated")
    WARNED = "warned", _("deadline near")
    OVERDUE = "overdue", _("overdue")
    AUTHOR = "author", _("author changed")
    LETTERS_SILENCED = "letters_silenced", _("letters stopped")
    LETTER_REFUSED = "letter_refused", _("letter refused")
    COUPON = "coupon", _("coupon used")
    CONTINUED = "continued", _("continued in another ticket")
    CONTINUES = "continues", _("continues another ticket")
    MESSAGE_DELETED = "message_deleted", _("message deleted")
    MESSAGE_RESTORED = "message_restored", _("message put back")
    MESSAGE_EDITED = "message_edited", _("message edited")
    MESSAGE_COUNTS = "message_counts", _("message counts otherwise")
    ACCESS_ASKED = "access_asked", _("access asked for")


class Change(models.Model):
    """Everything that one submit saved together (spec D-6).

    `key` makes a repeated submit return the first result: it is unique for its author. `hidden`
    means that nothing of it reaches the ticket's author (spec C-5), `quiet` that nobody is told.
    `automatic` marks what a machine sent, which causes no letter to its sender (spec D-13).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="changes")
    actor = models.CharField(max_length=6, choices=ActorKind.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=6, choices=Via.choices)
    is_hidden = models.BooleanField(default=False)
    is_quiet = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    depth = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)

    class Meta:
        """A key is used once by its author; what nobody has followed is found at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["by", "key"],
                condition=~Q(key=""),
                nulls_distinct=False,
                name="change_key_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["recorded_at"],
                condition=Q(followed_at=None, is_quiet=False) & ~Q(via=Via.IMPORT),
                name="change_unfollowed",
            )
        ]

    def __str__(self) -> str:
        """Return ticket and number."""
        return f"#{self.ticket_id} change {self.pk}"


class Event(models.Model):
    """One thing that happened. The database refuses to change or delete it (law 3).

    `payload` holds ids, codes, numbers and the names of that day, never personal text. `seq` has
    no gaps within the ticket; `public_seq` has none among what a client may see.
    """

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="events")
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    public_seq = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    audience = models.CharField(max_length=5, choices=Audience.choices)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="events")
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        """Events are numbered within their ticket; only public ones have a public number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="event_seq"),
            models.UniqueConstraint(
                fields=["ticket", "public_seq"],
                condition=~Q(public_seq=None),
                name="event_public_seq",
            ),
            models.CheckConstraint(
                condition=Q(audience="all", public_seq__isnull=False)
                | Q(audience="staff", public_seq=None),
                name="event_audience_number",
            ),
        ]

    def __str__(self) -> str:
        """Return ticket, number and kind."""
        return f"#{self.ticket_id}.{self.seq} {self.kind}"
