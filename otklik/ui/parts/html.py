"""The smallest bricks: attributes, and text in an element."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def attributes(**values: object) -> SafeString:
    """Return HTML attributes, each with a space before it.

    None and False leave the attribute out, True writes it without a value. Underscores become
    hyphens, a trailing one is dropped: `class_="btn"`, `data_tone="warn"`.
    """
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        key = name.rstrip("_").replace("_", "-")
        parts.append(f" {key}" if value is True else f' {key}="{escape(value)}"')
    return mark_safe("".join(parts))  # noqa: S308  every value went through escape
