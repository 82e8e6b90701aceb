"""The forms in which an administrator edits a message (spec MSG-9)."""

from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.offer import rows_for
from otklik.desk.forms import keys_of_files
from otklik.directory.models import Source
from otklik.people.models import Person
from otklik.people.queries import selectable_responsibles
from otklik.tickets.access import Seen
from otklik.tickets.operations.edit_message import Content, Properties
from otklik.tickets.operations.messages import Body

OF_LATER_MESSAGES: Final = ("author", "is_hidden", "counts")
"""What the question of a ticket has no choice of."""


class ContentForm(forms.Form):
    """Text and files of a message.

    Args:
        message: The message, its files loaded.
    """

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    html = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    removed = forms.MultipleChoiceField(
        label=gettext_lazy("Take these files out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None = None, *, message: Any) -> None:
        super().__init__(data, initial={"text": message.text, "html": message.html})
        files = [(one.key, one.name) for one in message.attachments.all() if not one.is_inline]
        cast("forms.MultipleChoiceField", self.fields["removed"]).choices = files
        if not files:
            del self.fields["removed"]

    @property
    def uploads(self) -> list[str]:
        """The keys of the files that are added."""
        return keys_of_files(self.data) if self.is_bound else []

    def wish(self) -> Content:
        """Return what the message is to say, from a valid form."""
        data = self.cleaned_data
        body = Body.written(text=data["text"], html=data["html"], uploads=self.uploads)
        return Content(body, data.get("removed", ()))


class PropertiesForm(forms.Form):
    """Whose a message is, through what it came, who reads it.

    Args:
        seen: The ticket and its reader.
        message: The message.
    """

    author = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Author"))
    source = forms.ModelChoiceField(
        Source.objects.none(), required=False, label=gettext_lazy("Source")
    )
    is_hidden = forms.BooleanField(
        label=gettext_lazy("Hidden note: the client does not see it"), required=False
    )
    counts = forms.BooleanField(label=gettext_lazy("Counts as an answer"), required=False)

    def __init__(self, data: QueryDict | None = None, *, seen: Seen, message: Any) -> None:
        begun = {
            "author": message.author_id,
            "source": message.source_id,
            "is_hidden": message.is_hidden,
            "counts": not message.keeps_status,
        }
        super().__init__(data, initial=begun)
        self.message = message
        staff = selectable_responsibles().values("pk")
        whoever = Person.objects.filter(pk__in=[seen.ticket.author_id, message.author_id])
        self._offer(
            "author", (whoever | Person.objects.filter(pk__in=staff)).order_by("name", "pk")
        )
        present = Source.objects.filter(pk=message.source_id)
        self._offer("source", rows_for(Source, site=seen.ticket.site) | present, empty=_("site"))
        if message.number == 1:
            for name in OF_LATER_MESSAGES:
                del self.fields[name]
        elif not message.is_by_staff:
            del self.fields["counts"]

    def _offer(self, name: str, rows: Any, *, empty: str | None = None) -> None:
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset, field.empty_label = rows, empty

    def wish(self) -> Properties:
        """Return whose the message is to be and who reads it, from a valid form."""
        data, message = self.cleaned_data, self.message
        return Properties(
            author=data.get("author", message.author),
            source=data["source"],
            is_hidden=data.get("is_hidden", message.is_hidden),
            counts=data.get("counts", not message.keeps_status),
        )
