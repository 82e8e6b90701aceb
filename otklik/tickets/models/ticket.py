"""A ticket, and the rounds of waiting and answering that its clock counted."""

from datetime import UTC, datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.clock.models import Level
from otklik.core.paths import ticket_path
from otklik.coupons.codes import LONGEST_CODE
from otklik.directory.models import Category, Difficulty, Priority, Rating, Site, Source, Status
from otklik.people.models import Person


class Side(models.TextChoices):
    """On which side of the conversation a message stands, fixed when written (spec D-4)."""

    CLIENT = "client", _("client")
    STAFF = "staff", _("support")


class QueueRank(models.IntegerChoices):
    """The first thing by which staff's list is ordered (spec D-15)."""

    COUPON = 0, _("by coupon")
    OUT_OF_TURN = 1, _("out of turn")
    IN_TURN = 2, _("in turn")
    CLIENTS_MOVE = 8, _("the client's move")


FAR: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a ticket without a deadline stands in the order of deadlines."""


QUEUE_ORDER: Final = ("queue_rank", "due_order", "turn_since", "id")


class Ticket(models.Model):
    """One problem of one client (spec T-1, T-10). Its number is its key.

    Only the operations of this room change it. The columns from `message_count` on are derived
    from messages and events, kept for lists. `public_modified_at` is the last change that a client
    may know of: a list in any other order would tell of hidden notes. Staff's order is
    `queue_rank`, `due_order`, `turn_since`, number: overdue tickets come first because their
    deadlines do (spec D-15). `silent_since` is since when an answer of ours waits for the client,
    `auto_close_at` the end of the time that he has for his own (spec CLS-1). `rating` is
    the last one given to one of its answers (spec C-7). `coupon_code` is kept for good, as the
    coupon's own code never changes (spec CPN-4). `level_choice` is why it has its level, as the
    event tells that gave it: `otklik.clock.choice.Choice` as JSON; empty if nobody knows.
    `continues` and `continued_in` link a ticket that was closed too long ago to be opened again
    with the one in which its client went on (spec CLS-6).
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=255)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    author_text = models.CharField(max_length=255, blank=True)
    creator = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    status = models.ForeignKey(Status, on_delete=models.PROTECT, null=True, related_name="+")
    difficulty = models.ForeignKey(
        Difficulty, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rating = models.ForeignKey(
        Rating, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    continued_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    coupon_code = models.CharField(max_length=LONGEST_CODE, blank=True)
    level_choice = models.JSONField(default=dict)
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="responsible_for"
    )
    comment = models.CharField(max_length=255, blank=True)
    planned_minutes = models.PositiveIntegerField(null=True)
    expected_on = models.DateField(null=True)
    expected_shown = models.BooleanField(default=False)
    confirm_by_mail = models.BooleanField(default=True)
    answers_by_mail = models.BooleanField(default=True)
    auto_close_days = models.PositiveSmallIntegerField(null=True, default=7)

    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    public_modified_at = models.DateTimeField()
    modified_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)
    auto_closed = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True)
    held_until = models.DateField(null=True)
    reopened = models.BooleanField(default=False)

    message_count = models.PositiveIntegerField(default=0)
    overdue_count = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField()
    last_message_seq = models.PositiveIntegerField(default=0)
    last_visible_seq = models.PositiveIntegerField(default=0)
    last_author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    last_side = models.CharField(max_length=6, choices=Side.choices, default=Side.CLIENT)
    excerpt = models.CharField(max_length=200, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_public_seq = models.PositiveIntegerField(default=0)

    silent_since = models.DateTimeField(null=True)
    auto_close_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    next_moment = models.DateTimeField(null=True)
    is_warned = models.BooleanField(default=False)
    is_overdue = models.BooleanField(default=False)
    queue_rank = models.PositiveSmallIntegerField(default=QueueRank.IN_TURN)
    due_order = models.DateTimeField(default=FAR)
    turn_since = models.DateTimeField()
    clock_revision = models.PositiveBigIntegerField(default=0)
    clock_state = models.JSONField(default=dict)

    class Meta:
        """Indexes serve the real lists: open tickets, closed ones by their date, all by theirs.

        A reference has an index only if somebody looks along it: each write to a ticket moves it in
        all of its indexes. Nothing that one refers to is ever deleted.
        """

        indexes: ClassVar = [
            models.Index(
                fields=[*QUEUE_ORDER],
                condition=Q(closed_at=None, held_at=None),
                name="ticket_queue",
            ),
            models.Index(
                fields=["responsible", *QUEUE_ORDER],
                include=["held_at", "site"],
                condition=Q(closed_at=None),
                name="ticket_queue_of",
            ),
            models.Index(
                fields=["held_at", "id"],
                condition=Q(closed_at=None) & ~Q(held_at=None),
                name="ticket_held",
            ),
            models.Index(fields=["created_at", "id"], name="ticket_created"),
            models.Index(fields=["modified_at", "id"], name="ticket_modified"),
            models.Index(fields=["last_message_at", "id"], name="ticket_last_message"),
            models.Index(
                fields=["-closed_at", "-id"], condition=~Q(closed_at=None), name="ticket_closed"
            ),
            models.Index(fields=["author", "-public_modified_at", "-id"], name="ticket_of_author"),
            models.Index(
                fields=["next_moment"], condition=~Q(next_moment=None), name="ticket_next_moment"
            ),
            models.Index(
                fields=["auto_close_at"],
                condition=~Q(auto_close_at=None),
                name="ticket_auto_close_at",
            ),
            models.Index(
                fields=["coupon_code", "id"], condition=~Q(coupon_code=""), name="ticket_of_coupon"
            ),
            models.Index(
                fields=["level", "clock_revision"],
                condition=~Q(waiting_since=None),
                name="ticket_clock_revision",
            ),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"#{self.pk} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the permalink, which sends each person to the person's own door."""
        return ticket_path(self.number)

    @property
    def number(self) -> int:
        """The public number (spec T-1)."""
        return self.pk

    @property
    def is_closed(self) -> bool:
        """Whether the ticket is closed."""
        return self.closed_at is not None

    @property
    def is_held(self) -> bool:
        """Whether the ticket is on hold."""
        return self.held_at is not None


class Round(models.Model):
    """A waiting message and its answer, once over: a fact that never changes (spec D-8, OVD-4).

    `story` is the whole round with the terms that held, as `otklik.clock.snapshot` keeps it; the
    columns are copies for reports.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="rounds", db_index=False
    )
    number = models.PositiveIntegerField()
    message = models.ForeignKey(
        "tickets.Message", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.ForeignKey(
        "tickets.Message", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField()
    is_answered = models.BooleanField()
    was_overdue = models.BooleanField()
    reaction_minutes = models.PositiveIntegerField()
    overdue_minutes = models.PositiveIntegerField()
    story = models.JSONField()

    class Meta:
        """Rounds are numbered within their ticket."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "number"], name="round_number")
        ]

    def __str__(self) -> str:
        """Return ticket and number."""
        return f"#{self.ticket_id} round {self.number}"
