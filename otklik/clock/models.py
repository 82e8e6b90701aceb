"""Timetables and support levels (spec SLA-2, CAL-1)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clock.calendar import Calendar, zone_named
from otklik.clock.columns import (
    LONGEST_PERIOD,
    UNITS,
    Entitlement,
    validate_entitlements,
    validate_reactions,
)
from otklik.clock.days import DAY_MINUTES, CalendarException, ExceptionKind, week_of
from otklik.clock.terms import Base, Period, Unit
from otklik.core.text import localised
from otklik.core.time import now
from otklik.directory.models import Category, Priority, Rating, Site, Source, Status
from otklik.people.models import Person, SupportGroup, UserGroup

BASES: Final = (
    (Base.CLIENT_REPLY.value, _("the client’s message")),
    (Base.CREATION.value, _("the creation of the ticket")),
)


class CategoryMode(models.TextChoices):
    """What categories and levels have to do with each other («SLA и категории», spec SLA-8)."""

    LIMITS = "limits", _("A level limits what may be chosen")
    CHOOSES = "chooses", _("The category influences the choice of the level")


KINDS: Final = (
    (ExceptionKind.CLOSED.value, _("Closed all day")),
    (ExceptionKind.CUT.value, _("Closed at these hours")),
    (ExceptionKind.HOURS.value, _("Open at these hours instead")),
    (ExceptionKind.AS_WEEKDAY.value, _("Open as on a weekday")),
)


def validate_zone(name: str) -> None:
    """Refuse a name that is no time zone.

    Raises:
        ValidationError: The IANA database of this system does not have it.
    """
    try:
        zone_named(name)
    except ValueError as error:
        raise ValidationError(_("There is no such time zone."), code="zone") from error


def validate_hours(hours: object) -> None:
    """Refuse working hours that are not seven lists of intervals.

    Raises:
        ValidationError: The shape is wrong, or a time is not one of the day's.
    """
    try:
        week_of(hours)
    except ValueError as error:
        message = _("Working hours are seven days of intervals between 00:00 and 24:00.")
        raise ValidationError(message, code="hours") from error


def closed_week() -> list[list[list[int]]]:
    """Return a week without working hours."""
    return [[] for _day in range(7)]


class Timetable(models.Model):
    """Working hours of a week in a time zone of their own; one serves many levels (spec CAL-1).

    `hours` holds seven days, Monday first, each a list of [from, till] in minutes after midnight.
    """

    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    description = models.TextField(_("Description"), blank=True)
    time_zone = models.CharField(
        _("Time zone"), max_length=64, default="Europe/Moscow", validators=[validate_zone]
    )
    hours = models.JSONField(
        _("Hours"), default=closed_week, blank=True, validators=[validate_hours]
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        """Timetables are listed as they were made."""

        verbose_name = _("timetable")
        verbose_name_plural = _("timetables")
        ordering = ("id",)

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)


def _amount(label: Any) -> "models.PositiveIntegerField[int | None, int | None]":
    """Return a column for how many units a period has; nothing means that there is none."""
    bounds = [MinValueValidator(1), MaxValueValidator(LONGEST_PERIOD)]
    return models.PositiveIntegerField(label, null=True, blank=True, validators=bounds)


def _unit(label: Any) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=11, choices=UNITS, default=Unit.HOUR.value)


class Level(models.Model):
    """A support level: what is promised, to whom, by which clock (spec SLA-2).

    `revision` is the id of the `LevelRevision` in force; `clock.operations` raises it whenever the
    promise changes, by the level itself or by its timetable. No sites means: all sites. So with
    the lists of what may be chosen: an empty one means all rows, present and future, which is
    another thing than naming each (spec SLA-6, C-10). `sources` are the channels that the level
    accepts besides the web (spec C-6).

    `reactions` holds a time of its own for single criticalities, as [priority id, value, unit]
    (spec TAR-8); `entitlements` what the level includes, as [Russian, English, grant] (SLA-16).
    The time to close is support's own target and shown to no client (spec D-2, CLK-13).
    """

    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    description = models.TextField(_("Description"), blank=True)
    rank = models.IntegerField(pgettext_lazy("level", "Priority"), default=0)
    reaction_value = _amount(_("Reaction time"))
    reaction_unit = _unit(_("Unit of the reaction time"))
    warn_value = _amount(_("Warn before"))
    warn_unit = _unit(_("Unit of the warning time"))
    resolution_value = _amount(_("Close within"))
    resolution_unit = _unit(_("Unit of the time to close"))
    base = models.CharField(
        _("Deadline counts from"), max_length=12, choices=BASES, default=Base.CLIENT_REPLY.value
    )
    timetable = models.ForeignKey(
        Timetable, on_delete=models.PROTECT, related_name="levels", verbose_name=_("Timetable")
    )
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
    everyone = models.BooleanField(_("For everyone"), default=False)
    groups = models.ManyToManyField(
        UserGroup, blank=True, related_name="+", verbose_name=_("Groups")
    )
    sites = models.ManyToManyField(Site, blank=True, related_name="+", verbose_name=_("Sites"))
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("Categories")
    )
    priorities = models.ManyToManyField(
        Priority, blank=True, related_name="+", verbose_name=_("Criticalities")
    )
    statuses = models.ManyToManyField(
        Status, blank=True, related_name="+", verbose_name=_("Statuses")
    )
    ratings = models.ManyToManyField(
        Rating, blank=True, related_name="+", verbose_name=_("Ratings")
    )
    sources = models.ManyToManyField(
        Source, blank=True, related_name="+", verbose_name=_("Channels")
    )
    reactions = models.JSONField(
        _("Reaction time by criticality"),
        default=list,
        blank=True,
        validators=[validate_reactions],
    )
    entitlements = models.JSONField(
        _("What it includes"), default=list, blank=True, validators=[validate_entitlements]
    )
    is_default = models.BooleanField(_("By default"), default=False)
    revision = models.PositiveBigIntegerField(default=0)
    archived_at = models.DateTimeField(_("In the archive since"), null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        """One level is the default; the strongest come first (spec SLA-7, SLA-9)."""

        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("-rank", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="level_one_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived_at=None), name="level_default_in_use"
            ),
            models.CheckConstraint(
                condition=Q(responsible=None) | Q(team=None),
                name="level_person_or_team",
                violation_error_message=_("Choose a person or a team, not both."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)

    @property
    def reaction(self) -> Period | None:
        """The time promised; nothing means no deadline (spec SLA-4)."""
        return _period(self.reaction_value, self.reaction_unit)

    @property
    def warn(self) -> Period | None:
        """How long before the deadline support is warned, if at all."""
        return _period(self.warn_value, self.warn_unit)

    @property
    def resolution(self) -> Period | None:
        """Within what time tickets are to be closed, if there is such a target (spec CLK-13)."""
        return _period(self.resolution_value, self.resolution_unit)

    def clean(self) -> None:
        """Refuse a warning that never comes (spec SLA-5).

        Raises:
            ValidationError: It is to come before the question does.
        """
        if self.reaction is None or self.warn is None:
            return
        try:
            timetable = self.timetable
        except Timetable.DoesNotExist:
            return  # the field tells of it
        calendar = Calendar(timetable.time_zone, week_of(timetable.hours), ())
        if self.warn.minutes(calendar) >= self.reaction.minutes(calendar):
            words = _("Warn later than the question comes: write less.")
            raise ValidationError({"warn_value": words}, code="warn")

    @property
    def periods_by_priority(self) -> dict[int, Period]:
        """The criticalities that have a reaction time of their own (spec TAR-8)."""
        return {key: Period(value, Unit(unit)) for key, value, unit in self.reactions}

    @property
    def included(self) -> list[Entitlement]:
        """What the level includes, in the administrator's order."""
        return [Entitlement(*row) for row in self.entitlements]


def _period(value: int | None, unit: str) -> Period | None:
    return Period(value, Unit(unit)) if value and unit else None


class LevelSettings(models.Model):
    """What holds for all levels together; one row, or none as long as nothing was changed."""

    category_mode = models.CharField(
        _("Levels and categories"),
        max_length=10,
        choices=CategoryMode.choices,
        default=CategoryMode.LIMITS,
    )

    class Meta:
        """There is one row."""

        verbose_name = _("settings of the levels")
        verbose_name_plural = _("settings of the levels")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="level_settings_once")
        ]

    def __str__(self) -> str:
        """Return what they are called."""
        return str(self._meta.verbose_name)


class TimetableException(models.Model):
    """A departure from the weekly hours over a range of local time (spec CAL-3).

    It begins on `first_day` at `from_minute` and ends on `last_day` at `till_minute`, both in
    minutes after midnight; kinds that concern whole days have no minutes. No levels means: all
    levels.
    """

    name_ru = models.CharField(_("Name in Russian"), max_length=150)
    name_en = models.CharField(_("Name in English"), max_length=150, blank=True)
    description = models.TextField(_("Description"), blank=True)
    kind = models.CharField(
        _("What it does"), max_length=10, choices=KINDS, default=ExceptionKind.CLOSED.value
    )
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    from_minute = models.PositiveSmallIntegerField(_("From what hour"), null=True, blank=True)
    till_minute = models.PositiveSmallIntegerField(_("Till what hour"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(
        _("Like which weekday"), null=True, blank=True, choices=list(WEEKDAYS.items())
    )
    levels = models.ManyToManyField(
        Level, blank=True, related_name="exceptions", verbose_name=_("Levels")
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        """Exceptions come in the order of their days."""

        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ("first_day", "from_minute", "id")

    def __str__(self) -> str:
        """Return the name in the present language."""
        return localised(self.name_ru, self.name_en)

    @property
    def rule(self) -> CalendarException:
        """The exception as the calendar knows it.

        Raises:
            ValueError: Its ends are crossed, or its weekday does not fit.
        """
        midnight = datetime.min.time()
        start, end = (datetime.combine(day, midnight) for day in (self.first_day, self.last_day))
        till = DAY_MINUTES if self.till_minute is None else self.till_minute
        return CalendarException(
            kind=ExceptionKind(self.kind),
            start=start + timedelta(minutes=self.from_minute or 0),
            end=end + timedelta(minutes=till),
            name=self.name_ru,
            weekday=self.weekday,
            name_en=self.name_en,
        )

    def clean(self) -> None:
        """Refuse crossed ends and what does not belong to the kind.

        Raises:
            ValidationError: It names the field.
        """
        if not (self.first_day and self.last_day and self.kind):
            return
        by_hours = self.kind in {ExceptionKind.CUT, ExceptionKind.HOURS}
        if not by_hours:
            self.from_minute = self.till_minute = None
        if self.kind != ExceptionKind.AS_WEEKDAY:
            self.weekday = None
        elif self.weekday is None:
            raise ValidationError({"weekday": _("Choose a weekday.")}, code="weekday")
        if by_hours and (self.from_minute is None or self.till_minute is None):
            raise ValidationError({"from_minute": _("Say from when till when.")}, code="minutes")
        if max(self.from_minute or 0, self.till_minute or 0) > DAY_MINUTES:
            message = _("A day ends at 24:00.")
            raise ValidationError({"till_minute": message}, code="minutes")
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("It ends before it begins.")}, code="order")
        try:
            self.rule  # noqa: B018 (its own checks)
        except ValueError as error:
            message = _("It ends before it begins.")
            raise ValidationError({"till_minute": message}, code="order") from error


class LevelRevision(models.Model):
    """What a level promised from one moment on; never changed (spec D-9).

    `facts` copies reaction and warning times, those of single criticalities, base, time zone, hours
    and exceptions, so that every deadline ever given can be derived again (CLK-14).
    """

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="revisions")
    facts = models.JSONField()
    in_force_at = models.DateTimeField(default=now)

    class Meta:
        """The newest revision of a level is found at once."""

        indexes: ClassVar = [models.Index(fields=["level", "-id"], name="level_revision_newest")]

    def __str__(self) -> str:
        """Return level and revision."""
        return f"{self.level_id}@{self.pk}"
