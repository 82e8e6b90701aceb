"""Sites and dictionaries (spec 9 and 17)."""

from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from otklik.core.text import localised
from otklik.core.time import now
from otklik.directory.steps import SHIPPED_ORDER, Step
from otklik.files.models import Blob
from otklik.people.models import Person, SupportGroup

ACCENTS: Final = 24
"""So many accents a site may choose from: steps of hue whose contrast is measured; none: cobalt."""


class FieldRights(models.TextChoices):
    """Who on the staff may change responsible, category and priority (spec C-4)."""

    TEAM = "team", _("The responsible agent and co-executors")
    STRICT = "strict", _("Administrators only; the responsible agent changes the status")


class Answering(models.TextChoices):
    """Who is shown as answering a ticket, beside those who look at it (spec PRES-2)."""

    WRITING = "writing", _("Whoever has begun to write")
    OPEN = "open", _("Whoever has opened the ticket and may answer")
    NOBODY = "nobody", _("Nobody: it is only shown who looks")


STEPS: Final = (
    (Step.LEVEL.value, _("Support level")),
    (Step.CATEGORY.value, _("Category")),
    (Step.PRIORITY.value, _("Criticality")),
    (Step.SOURCE.value, _("Source")),
)
"""The steps of the ladder whose order an administrator decides (spec C-1)."""


def shipped_order() -> list[str]:
    """Return in which order a new site asks who answers for a ticket."""
    return [step.value for step in SHIPPED_ORDER]


class AfterTerm(models.TextChoices):
    """What becomes of a question from a client whose term of support is over (spec REG-10)."""

    FREE = "free", _("Serve it on a level for everyone, whatever groups the client is in")
    REFUSE = "refuse", _("Refuse it with a text")


def every_language() -> list[str]:
    """Return the codes of all languages that the product speaks."""
    return [code for code, _name in settings.LANGUAGES]


class Site(models.Model):
    """A brand: its name, address, languages and the settings of its support (spec SITE-1).

    `languages` are those that it offers to clients; `language` is one of them.
    """

    code = models.SlugField(_("Code"), max_length=50, unique=True)
    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    base_url = models.URLField(_("Public address"), max_length=200, blank=True)
    language = models.CharField(_("Default language"), max_length=5, default="ru")
    languages = ArrayField(
        models.CharField(max_length=5, choices=settings.LANGUAGES),
        verbose_name=_("Languages for clients"),
        default=every_language,
    )
    time_zone = models.CharField(_("Time zone"), max_length=64, default="Europe/Moscow")
    accent = models.PositiveSmallIntegerField(
        _("Accent colour"), null=True, blank=True, validators=[MaxValueValidator(ACCENTS - 1)]
    )
    logo = models.ForeignKey(
        Blob,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Logo"),
    )
    sender_name = models.CharField(_("Sender’s name"), max_length=150, blank=True)
    sender_address = models.EmailField(_("Sender’s address"), max_length=254, blank=True)
    is_default = models.BooleanField(_("The default site"), default=False)
    default_responsible = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Responsible if nobody else is"),
    )
    assignment_order = ArrayField(
        models.CharField(max_length=10, choices=STEPS),
        verbose_name=_("Who is asked first for the responsible"),
        default=shipped_order,
    )
    auto_close_days = models.PositiveSmallIntegerField(
        _("Days until a ticket is closed by itself"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    reopen_days = models.PositiveSmallIntegerField(
        _("Days in which a client can open a closed ticket again"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    agents_see_unassigned = models.BooleanField(
        _("Agents see tickets that nobody answers for"), default=True
    )
    field_rights = models.CharField(
        _("Who changes responsible, category and criticality"),
        max_length=10,
        choices=FieldRights.choices,
        default=FieldRights.TEAM,
    )
    answering = models.CharField(
        _("Who is shown as answering"),
        max_length=10,
        choices=Answering.choices,
        default=Answering.WRITING,
    )
    hidden_by_default = models.BooleanField(
        _("What agents write is hidden until they say otherwise"), default=False
    )
    hold_pauses_clock = models.BooleanField(
        _("Putting a ticket on hold pauses its clock"), default=False
    )
    takes_coupons = models.BooleanField(_("Clients may enter a coupon"), default=True)

    after_term = models.CharField(
        _("After the term of support"),
        max_length=10,
        choices=AfterTerm.choices,
        default=AfterTerm.FREE,
    )
    after_term_ru = models.TextField(
        _("What clients read then, in Russian"), max_length=1000, blank=True
    )
    after_term_en = models.TextField(
        _("What clients read then, in English"), max_length=1000, blank=True
    )

    class Meta:
        """Exactly one site is the default."""

        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="site_one_default"
            )
        ]

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)

    def clean(self) -> None:
        """Refuse a default language that clients are not offered, and steps that are missing."""
        if self.languages and self.language not in self.languages:
            raise ValidationError(
                {"language": _("Clients must be offered the default language.")}, code="offered"
            )
        if sorted(self.assignment_order) != sorted(shipped_order()):
            raise ValidationError(
                {"assignment_order": _("Each step stands in the order once.")}, code="steps"
            )


class Maintenance(models.Model):
    """When the service will be away, as an administrator has announced it: one row, or none yet.

    Without times nothing is announced.
    """

    starts_at = models.DateTimeField(_("Begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Ends"), null=True, blank=True)
    words_ru = models.CharField(_("What to say, in Russian"), max_length=200, blank=True)
    words_en = models.CharField(_("What to say, in English"), max_length=200, blank=True)

    class Meta:
        """There is one row."""

        verbose_name = _("planned maintenance")
        verbose_name_plural = _("planned maintenance")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="maintenance_one_row"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="maintenance_times",
                violation_error_message=_("Give both times, the end after the beginning, or none."),
            ),
        ]

    def __str__(self) -> str:
        """Return what it is called."""
        return str(self._meta.verbose_name)


class Entry(models.Model):
    """A row of a dictionary: two names, an order, a place in the sites (spec DICT-2, DICT-7).

    A row in use is never deleted but archived (spec DICT-6). No sites means: all sites.
    """

    code = models.CharField(
        _("Code"),
        max_length=50,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9_]+$", _("Latin letters, digits and _ only."))],
    )
    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    description = models.TextField(_("Description"), blank=True)
    sort = models.PositiveIntegerField(_("Order"), default=100)
    sites = models.ManyToManyField(
        Site, blank=True, related_name="+", verbose_name=_("Where it is offered")
    )
    is_default = models.BooleanField(_("Chosen by default"), default=False)
    archived_at = models.DateTimeField(_("In the archive since"), null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    event1 = models.CharField(_("Analytics, event 1"), max_length=100, blank=True, default="ticket")
    event2 = models.CharField(_("Analytics, event 2"), max_length=100, blank=True)
    event3 = models.CharField(_("Analytics, event 3"), max_length=100, blank=True)

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
    """A dictionary row that may name who answers for its tickets: a person, or a team (ASG-3)."""

    responsible = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Responsible"),
    )
    team = models.ForeignKey(
        SupportGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Or a team"),
    )

    class Meta(Entry.Meta):
        """Only its kinds are tables; a row names one of both."""

        abstract = True
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(responsible=None) | Q(team=None),
                name="%(class)s_person_or_team",
                violation_error_message=_("Choose a person or a team, not both."),
            ),
        ]


class Category(Assigning):
    """What a ticket is about."""

    class Meta(Assigning.Meta):
        """How pages call it."""

        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Priority(Assigning):
    """How critical a ticket is («критичность»)."""

    bars = models.PositiveSmallIntegerField(
        _("Bars"), default=2, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    out_of_turn = models.BooleanField(_("Out of turn"), default=False)

    class Meta(Assigning.Meta):
        """How pages call it."""

        verbose_name = _("criticality")
        verbose_name_plural = _("criticalities")


class Source(Assigning):
    """Through what a ticket or message came; none means the web (spec T-2)."""

    class Meta(Assigning.Meta):
        """How pages call it."""

        verbose_name = _("source")
        verbose_name_plural = _("sources")


class Status(Entry):
    """How far the work is; informational unless its flags say otherwise (spec DICT-5, D-1)."""

    closes = models.BooleanField(_("Closes the ticket"), default=False)
    pauses_clock = models.BooleanField(_("Pauses the clock"), default=False)

    class Meta(Entry.Meta):
        """How pages call it."""

        verbose_name = _("status")
        verbose_name_plural = _("statuses")


class Difficulty(Entry):
    """How hard the work is; for staff only."""

    class Meta(Entry.Meta):
        """How pages call it."""

        verbose_name = _("difficulty")
        verbose_name_plural = _("difficulties")


class Rating(Entry):
    """What a client thinks of an answer; two marks are counted in reports (spec RATE-5)."""

    is_solved = models.BooleanField(_("The problem is solved"), default=False)
    is_satisfied = models.BooleanField(_("The client is satisfied"), default=False)

    class Meta(Entry.Meta):
        """How pages call it."""

        verbose_name = _("rating of answers")
        verbose_name_plural = _("ratings of answers")


class CannedAnswer(Entry):
    """A ready answer (spec MSG-21, DICT-1, DICT-7): plain text with variables, in two languages.

    `folder` gathers answers in lists. Which variables there are says `otklik.directory.variables`.
    """

    folder = models.CharField(_("Folder"), max_length=60, blank=True)
    text_ru = models.TextField(_("Text in Russian"), max_length=10_000)
    text_en = models.TextField(_("Text in English"), max_length=10_000, blank=True)

    class Meta(Entry.Meta):
        """How pages call it."""

        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")
