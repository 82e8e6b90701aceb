"""Fields of forms: label, control, hint and error, tied together for screen readers."""

from collections.abc import Iterable
from typing import Final, cast

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from otklik.ui.parts.html import attributes
from otklik.ui.parts.icons import icon

CLASSES: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (forms.CheckboxInput, "check"),
    (forms.RadioSelect, "check"),
    (forms.CheckboxSelectMultiple, "check"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.Widget, "input"),
)
EDITOR: Final = "ui/built/editor.js"


def field(
    bound: BoundField, *, hint: str = "", optional: bool = False, wide: bool = False
) -> SafeString:
    """Return one field of a form.

    A tick box stands before its label; radio buttons and groups of tick boxes become a fieldset.

    Args:
        bound: The form's field, such as `form["title"]`.
        hint: Words under the control instead of the field's help text.
        optional: Say beside the label that it may be left out.
        wide: Take the whole row of a `.form-grid`.
    """
    widget = bound.field.widget
    help_text = hint or str(bound.help_text)
    if isinstance(widget, forms.HiddenInput):
        return bound.as_widget()
    if isinstance(widget, forms.CheckboxInput):
        return _tick_box(bound, help_text)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _choices(bound, help_text, optional=optional, wide=wide)
    return format_html(
        '<div class="field"{}><label class="field-label" for="{}">{}{}</label>{}{}{}</div>',
        attributes(data_wide=wide),
        bound.id_for_label,
        bound.label,
        _optional() if optional else "",
        control(bound, hint=help_text),
        hint_line(bound, help_text),
        error_line(bound),
    )


def control(bound: BoundField, *, hint: str = "") -> SafeString:
    """Return only the control of a field, with its class and its ties to hint and error.

    Args:
        bound: The form's field.
        hint: The hint that stands under it, if any.
    """
    _name_nothing(bound.field)
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    attrs = _ties(bound, hint) | {"class": f"{_class_of(widget)} {own}".strip()}
    return format_html("{}{}", bound.as_widget(attrs=attrs), _shown(bound))


def _name_nothing(field: forms.Field) -> None:
    """Put a word in the place of the dashes by which Django offers to choose nothing."""
    dashes = BLANK_CHOICE_DASH[0]
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == dashes[1]:
            field.empty_label = gettext("not chosen")
    elif isinstance(field, forms.ChoiceField):
        choices = list(cast("Iterable[tuple[str, str]]", field.choices))
        if dashes in choices[:1]:
            field.choices = [("", gettext("not chosen")), *choices[1:]]


def editor_field(bound: BoundField, html: BoundField) -> SafeString:
    """Return a field for a long text with the visual editor; without scripts it is a textarea.

    Args:
        bound: The text; its widget is a textarea.
        html: The hidden field `html` of the same text with its formatting.
    """
    hint = str(bound.help_text)
    name = format_html(
        '<label class="field-label" for="{}">{}</label>', bound.id_for_label, bound.label
    )
    tools = mark_safe(  # noqa: S308  ours
        render_to_string("ui/parts/editor_tools.html", {"key": bound.auto_id})
    )
    return format_html(
        '<div class="field">{}<div class="textarea editor-box"><ok-editor data-src="{}"'
        ' data-name="{}">{}{}</ok-editor>{}</div>{}{}</div>',
        name,
        static(EDITOR),
        bound.label,
        html,
        bound.as_widget(attrs=_ties(bound, hint) | {"class": "editor"}),
        tools,
        hint_line(bound, hint),
        error_line(bound),
    )


def hint_line(bound: BoundField, hint: str) -> SafeString | str:
    """Return the line under the control that helps to fill it in."""
    if not hint:
        return ""
    return format_html('<span class="field-hint" id="{}_hint">{}</span>', bound.auto_id, hint)


def lang_fields(russian: BoundField, english: BoundField, *, label: str) -> SafeString:
    """Return two names of one thing as one field: the language stands inside (spec DICT-7).

    Args:
        russian: The field for the Russian name.
        english: The field for the English name.
        label: What both name.
    """
    controls = format_html_join(
        "",
        '<div class="lang-field"><span aria-hidden="true">{}</span>{}</div>',
        (("RU", _named_control(russian)), ("EN", _named_control(english))),
    )
    return format_html(
        '<div class="field" role="group" aria-labelledby="{}_label">'
        '<span class="field-label" id="{}_label">{}</span>'
        '<div class="stack" data-gap="2">{}</div>{}{}</div>',
        russian.auto_id,
        russian.auto_id,
        label,
        controls,
        error_line(russian),
        error_line(english),
    )


def swatches(bound: BoundField, *, hint: str) -> SafeString:
    """Return a choice among accents, each shown in its colour.

    Args:
        bound: A field whose choices are "" for the design's own accent, and steps of hue.
        hint: Words under the colours.
    """
    colours = format_html_join(
        "",
        '<label{}><span class="sr">{}</span>{}</label>',
        (
            (
                attributes(data_accent=choice.data["value"] or None),
                _hue_words(str(choice.data["value"]), str(choice.choice_label)),
                choice.tag(),
            )
            for choice in bound.subwidgets
        ),
    )
    return format_html(
        '<fieldset class="field"{}><legend class="field-label">{}</legend>'
        '<div class="swatches">{}{}</div>{}{}</fieldset>',
        attributes(aria_describedby=_described_by(bound, hint)),
        bound.label,
        colours,
        _shown(bound),
        hint_line(bound, hint),
        error_line(bound),
    )


def _hue_words(value: str, label: str) -> str:
    return gettext("Hue %(step)s") % {"step": label} if value else label


def _named_control(bound: BoundField) -> SafeString:
    bound.field.widget.attrs.setdefault("aria-label", str(bound.label))
    return control(bound)


def error_line(bound: BoundField) -> SafeString | str:
    """Return what is wrong with the field."""
    if not bound.errors:
        return ""
    return format_html(
        '<span class="field-error" id="{}_error">{}<span>{}</span></span>',
        bound.auto_id,
        icon("circle-alert", "sm"),
        " ".join(str(error) for error in bound.errors),
    )


def form_errors(form: forms.BaseForm) -> SafeString | str:
    """Return what is wrong with the form as a whole."""
    errors = form.non_field_errors()
    if not errors:
        return ""
    return format_html(
        '<div class="callout" data-tone="danger" role="alert">{}<span>{}</span></div>',
        icon("circle-alert"),
        " ".join(str(error) for error in errors),
    )


def _ties(bound: BoundField, hint: str) -> dict[str, str | bool]:
    """Return the attributes that tie a control to its hint and its error."""
    attrs: dict[str, str | bool] = {}
    if described := _described_by(bound, hint):
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return attrs


def _shown(bound: BoundField) -> SafeString | str:
    """Return what the field showed when the page was made, for forms that carry it (law 9)."""
    return bound.as_hidden(only_initial=True) if bound.field.show_hidden_initial else ""


def _described_by(bound: BoundField, hint: str) -> str:
    ties = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        ties.append(f"{bound.auto_id}_error")
    return " ".join(ties)


def _tick_box(bound: BoundField, hint: str) -> SafeString:
    return format_html(
        '<div class="field"><label class="check-row">{}<span>{}</span></label>{}{}</div>',
        control(bound, hint=hint),
        bound.label,
        hint_line(bound, hint),
        error_line(bound),
    )


def _choices(bound: BoundField, hint: str, *, optional: bool, wide: bool) -> SafeString:
    rows = format_html_join(
        "",
        '<label class="check-row">{}<span>{}</span></label>',
        ((choice.tag(), choice.choice_label) for choice in _subwidgets(bound)),
    )
    return format_html(
        '<fieldset class="field"{}><legend class="field-label">{}{}</legend>'
        '<div class="stack" data-gap="2">{}{}</div>{}{}</fieldset>',
        attributes(data_wide=wide, aria_describedby=_described_by(bound, hint) or None),
        bound.label,
        _optional() if optional else "",
        rows,
        _shown(bound),
        hint_line(bound, hint),
        error_line(bound),
    )


def _subwidgets(bound: BoundField) -> list[forms.boundfield.BoundWidget]:
    widget = bound.field.widget
    widget.attrs.setdefault("class", _class_of(widget))
    return list(bound.subwidgets)


def _optional() -> SafeString:
    return format_html(' <span class="optional">{}</span>', gettext("may be left out"))


def _class_of(widget: forms.Widget) -> str:
    return next(name for kind, name in CLASSES if isinstance(widget, kind))
