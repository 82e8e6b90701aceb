"""When somebody on the staff is away, and who stands in (spec ASG-6)."""

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.core.time import now


class Absence(models.Model):
    """A time in which the rules give somebody no tickets.

    One that was called off or ended early is `withdrawn_at` and counts no more from then on.
    """

    person = models.ForeignKey(
        "people.Person",
        on_delete=models.CASCADE,
        related_name="absences",
        verbose_name=_("Person"),
    )
    starts_at = models.DateTimeField(_("Away from"))
    ends_at = models.DateTimeField(
        _("Back at"), null=True, blank=True, help_text=_("Empty: not known yet.")
    )
    substitute = models.ForeignKey(
        "people.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Substitute"),
        help_text=_("Gets the new tickets meanwhile; if away too, his substitute does."),
    )
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        """Who is away now is found at once."""

        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("starts_at", "id")
        indexes: ClassVar = [
            models.Index(
                fields=["ends_at"], condition=Q(withdrawn_at=None), name="absence_not_over"
            )
        ]

    def __str__(self) -> str:
        """Return who is away."""
        return str(self.person)

    def clean(self) -> None:
        """Refuse an absence that ends before it begins, or in which one stands in for oneself."""
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It must end after it begins.")}, code="order")
        if self.substitute_id is not None and self.substitute_id == self.person_id:
            raise ValidationError(
                {"substitute": _("Nobody stands in for himself.")}, code="himself"
            )


def not_over(at: datetime) -> Q:
    """Return the condition under which an absence lasts at a moment, or is still to come.

    Args:
        at: An aware datetime; `ends_at` is exclusive.
    """
    return Q(withdrawn_at=None) & (Q(ends_at=None) | Q(ends_at__gt=at))
