"""The form for an absence, which the person's own profile and the settings show alike."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from otklik.people.absence import Absence
from otklik.people.edit_forms import MOMENT, EditForm
from otklik.people.queries import selectable_responsibles


class AbsenceForm(EditForm):
    """From when till when somebody is away, and who stands in; times are those of the reader."""

    class Meta:
        """The fields in the order of the pages."""

        model = Absence
        fields: ClassVar = ["starts_at", "ends_at", "substitute", "reason"]
        widgets: ClassVar = {"starts_at": MOMENT, "ends_at": MOMENT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = selectable_responsibles().exclude(pk=self.instance.person_id)
        substitute = self.fields["substitute"]
        substitute.queryset = others  # type: ignore[attr-defined]  # a model choice
        substitute.empty_label = _("Nobody")  # type: ignore[attr-defined]
        self.fields["reason"].widget = forms.TextInput(attrs={"autocomplete": "off"})
        self.fields["reason"].help_text = _("Colleagues can read it.")
