"""Coupons, what happened to them, and how new ones begin (spec CPN-2, CPN-6, CPN-10)."""

from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from otklik.clock.models import Level
from otklik.core.time import now
from otklik.coupons.codes import LONGEST_CODE, SHIPPED_PATTERN, is_pattern
from otklik.people.models import Organization, Person

MOST_REQUESTS: Final = 10_000
"""So many requests one coupon may hold."""

SHIPPED_REQUESTS: Final = 5


def validate_pattern(pattern: str) -> None:
    """Refuse a pattern of codes that could be guessed.

    Raises:
        ValidationError: It has fewer than six places for a random character.
    """
    if not is_pattern(pattern):
        message = _("At least six # are needed; besides them Latin capitals, digits and hyphens.")
        raise ValidationError(message, code="pattern")


class Coupon(models.Model):
    """Some requests that are served by a level of their own, for whoever knows the code.

    The code never changes, and a coupon is never deleted: tickets keep the code. Both days are
    inclusive and counted in the zone of the ticket's site; either may be empty. `person` or
    `organization` say whose it is; `only_owner` that nobody else may use it.
    """

    code = models.CharField(_("Code"), max_length=LONGEST_CODE, unique=True)
    is_active = models.BooleanField(_("Switched on"), default=True)
    first_day = models.DateField(_("Valid from"), null=True, blank=True)
    last_day = models.DateField(_("Valid till, inclusive"), null=True, blank=True)
    remaining = models.PositiveIntegerField(
        _("Requests left"), default=SHIPPED_REQUESTS, validators=[MaxValueValidator(MOST_REQUESTS)]
    )
    used = models.PositiveIntegerField(_("Requests used"), default=0)
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="+", verbose_name=_("Level")
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Client"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Company"),
    )
    only_owner = models.BooleanField(_("Only for this client or company"), default=False)
    issue_key = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """The newest first; of several owners there is one, and one that is bound has an owner."""

        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gt=F("first_day")),
                name="coupon_days_in_order",
                violation_error_message=_("It must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(organization=None), name="coupon_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(only_owner=False) | ~Q(person=None, organization=None),
                name="coupon_bound_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    @property
    def total(self) -> int:
        """How many requests it has held."""
        return self.remaining + self.used

    def clean(self) -> None:
        """Refuse crossed days and an owner who is not clear.

        Raises:
            ValidationError: It names the field.
        """
        if self.first_day and self.last_day and self.last_day <= self.first_day:
            raise ValidationError({"last_day": _("It must end after it begins.")}, code="order")
        if self.person_id and self.organization_id:
            message = _("Choose a client or a company, not both.")
            raise ValidationError({"organization": message}, code="owner")
        if self.only_owner and not (self.person_id or self.organization_id):
            message = _("Say first to which client or company.")
            raise ValidationError({"only_owner": message}, code="owner")


class Outcome(models.TextChoices):
    """What became of an attempt to use a coupon, or that a used request was given back."""

    SPENT = "spent", _("used")
    RETURNED = "returned", _("given back")
    UNKNOWN = "unknown", _("no such code")
    FOREIGN = "foreign", _("somebody else’s coupon")
    OFF = "off", _("switched off")
    EARLY = "early", _("not valid yet")
    EXPIRED = "expired", _("expired")
    EXHAUSTED = "exhausted", _("used up")


REFUSALS: Final = frozenset(Outcome) - {Outcome.SPENT, Outcome.RETURNED}


class Use(models.Model):
    """A line of the log of coupons; the database refuses to change or delete it (spec CPN-6).

    Attributes:
        coupon: The coupon; none for a code that nobody has issued.
        code: What was typed in.
        person: Who did it; nobody for a guest.
        remaining: How many requests were left then.
        address: The network address that it came from; none if it came from no browser.
        ticket: The number of the ticket; this room knows no more of it.
        returns: The use that this line gives back.
        reason: Why it was given back.
    """

    at = models.DateTimeField(default=now)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True, related_name="log")
    code = models.CharField(max_length=LONGEST_CODE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    remaining = models.PositiveIntegerField(null=True)
    address = models.GenericIPAddressField(null=True)
    ticket = models.BigIntegerField(null=True)
    returns = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="returned_by"
    )
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        """The newest first, of everything and of an outcome; a use is given back once."""

        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["outcome", "-id"], name="use_of_outcome")]

    def __str__(self) -> str:
        """Return code and outcome."""
        return f"{self.code} {self.outcome}"


class IssueDefaults(models.Model):
    """With what the form for new coupons begins: one row (spec 26, CPN-3)."""

    pattern = models.CharField(
        _("Pattern of the code"),
        max_length=LONGEST_CODE,
        default=SHIPPED_PATTERN,
        validators=[validate_pattern],
    )
    requests = models.PositiveIntegerField(
        _("Requests in each"),
        default=SHIPPED_REQUESTS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_REQUESTS)],
    )
    level = models.ForeignKey(
        Level,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Level"),
    )

    class Meta:
        """There is one."""

        verbose_name = _("usual values of new coupons")
        verbose_name_plural = _("usual values of new coupons")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="issue_defaults_one_row")
        ]

    def __str__(self) -> str:
        """Return the pattern of the codes."""
        return self.pattern
