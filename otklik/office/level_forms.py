"""The form of a support level (screen 07, spec SLA-2)."""

from collections.abc import Collection
from typing import Any, ClassVar, Final, Self

from django import forms
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy

from otklik.clock.columns import LONGEST_PERIOD
from otklik.clock.models import CategoryMode, Level, LevelSettings
from otklik.clock.offer import LISTS
from otklik.core.kept import rows_of
from otklik.directory.models import Priority
from otklik.office.forms import offer_teams, responsible_field
from otklik.office.level_lists import Entitlements, OwnTimes, add_allowed
from otklik.people.edit_forms import EditForm
from otklik.people.editing import Edit
from otklik.people.models import UserGroup

LEVEL_HINTS: Final = {
    "description": gettext_lazy("Clients read it beside the level, with what it includes."),
    "reaction_value": gettext_lazy("If it is empty: no deadline, never overdue."),
    "reaction_unit": gettext_lazy("A day of 24 working hours is three days of eight hours."),
    "warn_value": gettext_lazy("Before the deadline. If it is empty: no warning."),
    "resolution_value": gettext_lazy(
        "From opening to closing, for support alone. If it is empty: no target."
    ),
    "everyone": gettext_lazy("Also for clients of no group and for strangers."),
    "groups": gettext_lazy("Clients of these groups get this level."),
    "sites": gettext_lazy("If none is ticked: everywhere."),
    "rank": gettext_lazy("Of all levels that fit a client the one with the greatest number wins."),
    "responsible": gettext_lazy("Gets the new tickets of this level."),
    "is_default": gettext_lazy("Serves whoever no other level fits."),
    "sources": gettext_lazy("Besides the web, which every level accepts."),
}


class LevelForm(EditForm):
    """A support level (spec SLA-2).

    Attributes:
        own_times: The fields of the times of single criticalities.
        entitlements: The fields of what the level includes.
        is_free: Now the category chooses the level, so its lists keep out nothing but channels.
    """

    reaction_value = forms.IntegerField(
        label=gettext_lazy("Answer within"), required=False, min_value=1, max_value=LONGEST_PERIOD
    )
    warn_value = forms.IntegerField(
        label=gettext_lazy("Warn before"), required=False, min_value=1, max_value=LONGEST_PERIOD
    )

    resolution_value = forms.IntegerField(
        label=gettext_lazy("Close within"), required=False, min_value=1, max_value=LONGEST_PERIOD
    )

    class Meta:
        """The fields in the order of the page."""

        model = Level
        fields = (
            "name_ru",
            "name_en",
            "description",
            "reaction_value",
            "reaction_unit",
            "warn_value",
            "warn_unit",
            "resolution_value",
            "resolution_unit",
            "base",
            "timetable",
            "responsible",
            "team",
            "everyone",
            "groups",
            "sites",
            "rank",
            "is_default",
        )
        widgets: ClassVar = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "groups": forms.CheckboxSelectMultiple,
            "sites": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible = responsible_field(self.instance, "responsible")
        responsible.show_hidden_initial = self.fields["responsible"].show_hidden_initial
        self.fields["responsible"] = responsible
        offer_teams(self)
        self.fields["timetable"].empty_label = None  # type: ignore[attr-defined]  # it is a choice of rows
        in_use = Q(archived_at=None)
        if self.instance.pk is not None:
            in_use |= Q(pk__in=self.instance.groups.values("pk"))
        self.fields["groups"].queryset = UserGroup.objects.filter(in_use)  # type: ignore[attr-defined]  # it is a choice of rows
        links = [getattr(Level, name).through for name in LISTS.values()]
        kept = rows_of([*LISTS, *links, LevelSettings])
        add_allowed(self, kept)
        for name, hint in LEVEL_HINTS.items():
            self.fields[name].help_text = hint
        self.own_times = OwnTimes(self, kept[Priority])
        self.entitlements = Entitlements(self)
        self.is_free = any(row.category_mode == CategoryMode.CHOOSES for row in kept[LevelSettings])

    def clean(self) -> dict[str, Any]:
        """Refuse an entitlement that would be lost."""
        super().clean()
        self.entitlements.check()
        return self.cleaned_data

    def _post_clean(self) -> None:
        """Give the instance its lists too, so that a preview counts by them."""
        super()._post_clean()
        self.instance.reactions = self.own_times.column()
        self.instance.entitlements = self.entitlements.column()

    def edit(self) -> Edit:
        """Return what has changed; the rows of a list are one column."""
        return self.entitlements.gathered(self.own_times.gathered(super().edit()))

    def again(self, row: Model, stale: Collection[str]) -> Self:
        """Return the form for a second look; of a list, it tells at its first field."""
        first = {
            "reactions": self.own_times.names[:1],
            "entitlements": self.entitlements.names[:1],
        }
        return super().again(row, [name for each in stale for name in first.get(each, [each])])
