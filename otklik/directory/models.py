"""Sites and dictionaries (spec 9 and 17)."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otklik.core.text import localised
from otklik.core.time import now
from otklik.people.models import Person


class FieldRights(models.TextChoices):
    """Who on the staff may change responsible, category and priority (spec C-4)."""

    TEAM = "team", _("The responsible agent and co-executors")
    STRICT = "strict", _("Administrators only; the responsible agent changes the status")


class Site(models.Model):
    """A brand: its name, address, language and the settings of its support (spec SITE-1)."""

    code = models.SlugField(max_length=50, unique=True)
    name_ru = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150, blank=True)
    base_url = models.URLField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="ru")
    time_zone = models.CharField(max_length=64, default="Europe/Moscow")
    accent = models.CharField(
        max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    sender_name = models.CharField(max_length=150, blank=True)
    sender_address = models.EmailField(max_length=254, blank=True)
    is_default = models.BooleanField(default=False)
    default_responsible = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    auto_close_days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    agents_see_unassigned = models.BooleanField(default=True)
    field_rights = models.CharField(
        max_length=10, choices=FieldRights.choices, default=FieldRights.TEAM
    )
    hidden_by_default = models.BooleanField(default=False)
    hold_pauses_clock = models.BooleanField(default=False)

    class Meta:
        """Exactly one site is the default."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="site_one_default"
            )
        ]

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)


class Entry(models.Model):
    """A row of a dictionary: two names, an order, a place in the sites (spec DICT-2, DICT-7).

    A row in use is never deleted but archived (spec DICT-6). No sites means: all sites.
    """

    code = models.CharField(
        max_length=50,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9_]+$", _("Latin letters, digits and _ only."))],
    )
    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    description = models.TextField(blank=True)
    sort = models.PositiveIntegerField(default=100)
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    is_default = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    event1 = models.CharField(max_length=100, blank=True, default="ticket")
    event2 = models.CharField(max_length=100, blank=True)
    event3 = models.CharField(max_length=100, blank=True)

    class Meta:
        """Rows come in the order that the administrator gave them; a code is unique in its kind."""

        abstract = True
        ordering = ("sort", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="%(class)s_code_once"
            )
        ]

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)


class Assigning(Entry):
    """A dictionary row that may name the person responsible for its tickets (spec ASG-3)."""

    responsible = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(Entry.Meta):
        """Only its kinds are tables."""

        abstract = True


class Category(Assigning):
    """What a ticket is about."""


class Priority(Assigning):
    """How critical a ticket is («критичность»)."""

    bars = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    out_of_turn = models.BooleanField(default=False)


class Source(Assigning):
    """Through what a ticket or message came; none means the web (spec T-2)."""


class Status(Entry):
    """How far the work is; informational unless its flags say otherwise (spec DICT-5, D-1)."""

    closes = models.BooleanField(default=False)
    pauses_clock = models.BooleanField(default=False)


class Difficulty(Entry):
    """How hard the work is; for staff only."""


class Rating(Entry):
    """What a client thinks of an answer."""


class CannedAnswer(Entry):
    """A ready answer; its text is the description (spec DICT-1)."""
