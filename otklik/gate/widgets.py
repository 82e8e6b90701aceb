"""Controls of forms that Django draws too slowly."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class LongSelect(forms.Select):
    """A list of hundreds of choices, some of them in groups.

    Django renders a template for each choice; four hundred of them cost a tenth of a second.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002 (Django's signature)
    ) -> SafeString:
        """Return the list with `value` chosen."""
        all_attrs = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        chosen = str(value or "")
        parts = format_html_join(
            "", "{}", ((_part(key, shown, chosen),) for key, shown in self.choices)
        )
        return format_html("<select{}>{}</select>", flatatt(all_attrs), parts)


def _part(key: str, shown: Any, chosen: str) -> SafeString:
    if isinstance(shown, list | tuple):
        return format_html('<optgroup label="{}">{}</optgroup>', key, _options(shown, chosen))
    return _options([(key, shown)], chosen)


def _options(choices: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    marks = {True: mark_safe(" selected"), False: ""}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, marks[key == chosen], shown) for key, shown in choices),
    )
