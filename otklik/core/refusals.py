"""Showing in a form why an operation refused what it holds."""

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def show_refusal(form: BaseForm, error: ValidationError) -> None:
    """Put an operation's words beside the fields that they speak of.

    Args:
        form: The form, valid until then.
        error: What the operation raised; what concerns no field of this form stands above it.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
