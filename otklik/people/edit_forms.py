"""Forms for rows of the settings that carry what they showed (law 9)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Generic, Self, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.forms.models import construct_instance
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from otklik.core.refusals import show_refusal
from otklik.people.editing import Edit, Stale

MOMENT: Final = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
"""How a moment is typed in; by the reader's clock."""


class EditForm(forms.ModelForm):  # type: ignore[type-arg]  # only the stubs know of arguments
    """A form whose fields send what they showed beside what they hold.

    It saves nothing: an operation takes `edit()` and decides under its lock, also whether a name or
    code is taken. A form for a new row, whose instance has no key, shows nothing yet.
    """

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for field in self.fields.values():
                field.show_hidden_initial = not isinstance(field, forms.FileField)

    def _post_clean(self) -> None:
        """Fill the instance and ask it nothing: the operation does, under its lock."""
        construct_instance(self, self.instance, self._meta.fields)

    def edit(self) -> Edit:
        """Return what the person has changed, with what the page showed for it."""
        names = [name for name in self.changed_data if name in self.cleaned_data]
        values = {name: self.cleaned_data[name] for name in names}
        return Edit(values, {name: self.shown_of(self[name]) for name in names})

    def again(self, row: Model, stale: Collection[str]) -> Self:
        """Return the form for a second look, after somebody else was faster.

        It keeps what the person has typed, shows the present values elsewhere, and says at the
        stale fields what stands there now. Sent once more, it overwrites them.

        Args:
            row: The row as it is now.
            stale: The fields that somebody else has changed.
        """
        fresh = type(self)(instance=row)
        typed = set(self.changed_data)
        data = QueryDict(mutable=True)
        for name in fresh.fields:
            bound = fresh[name]
            present = _as_sent(bound)
            data.setlist(bound.html_initial_name, present)
            own = self.data.getlist(bound.html_name) if isinstance(self.data, QueryDict) else []
            data.setlist(bound.html_name, own if name in typed else _as_ticked(bound, present))
        form = type(self)(data, instance=row, auto_id=self.auto_id)
        words = {name: _in_words(fresh[name]) for name in stale}
        form.is_valid()
        for name, word in words.items():
            form.add_error(
                name,
                _(
                    "Somebody has changed it meanwhile: it is “%(word)s” now. "
                    "Save once more to keep yours."
                )
                % {"word": word},
            )
        return form

    def shown_of(self, bound: BoundField) -> Any:
        """Return what the page showed in a field; nothing if that cannot be read."""
        widget = bound.field.hidden_widget()
        sent = widget.value_from_datadict(self.data, self.files, bound.html_initial_name)
        try:
            return bound.field.clean(sent)
        except ValidationError:
            return None


F = TypeVar("F", bound=EditForm)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[F, R]):
    """What became of a form that was sent.

    Attributes:
        form: The form to show again, if nothing was saved.
        status: 200 if it was saved; 422 if it cannot be; 409 if somebody else was faster.
        saved: What the operation returned, if it was saved.
    """

    form: F
    status: HTTPStatus
    saved: R | None = None

    @property
    def is_saved(self) -> bool:
        """Whether the operation has done it."""
        return self.status == HTTPStatus.OK


def attempt(
    form: F, save: Callable[[F], R], *, present: Callable[[], Model] | None = None
) -> Attempt[F, R]:
    """Save what a form holds, if it is valid and the operation does not refuse it.

    Args:
        form: The form as it was sent.
        save: Calls the operation with the valid form.
        present: Returns the row as it is now, for the second look after somebody else was faster;
            a new row needs none.
    """
    if not form.is_valid():
        return Attempt(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        saved = save(form)
    except ValidationError as error:
        show_refusal(form, error)
        return Attempt(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Stale as stale:
        if present is None:
            raise
        return Attempt(form.again(present(), stale.fields), HTTPStatus.CONFLICT)
    return Attempt(form, HTTPStatus.OK, saved)


def _as_sent(bound: BoundField) -> list[str]:
    """Return the value of an unbound field as its hidden twin sends it."""
    value = bound.value()
    values = value if isinstance(value, list | tuple) else [value]
    return ["" if each is None else str(each) for each in values]


def _as_ticked(bound: BoundField, present: list[str]) -> list[str]:
    """Return the present value as the control sends it: an empty tick box sends nothing."""
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return ["on"] if present == ["True"] else []
    return present


def _in_words(bound: BoundField) -> str:
    """Return the value of an unbound field as a person reads it."""
    value = bound.value()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    chosen = {str(each) for each in (value if isinstance(value, list | tuple) else [value])}
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return str(value or "–")
    pairs: list[tuple[Any, Any]] = list(flatten_choices(choices))
    return ", ".join(str(label) for key, label in pairs if str(key) in chosen) or "–"
