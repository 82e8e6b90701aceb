"""The client's forms. Rules are the operations'; forms read what was sent and keep it on errors."""

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from otklik.clock.offer import Offer, rows_for
from otklik.directory.models import Category, Priority
from otklik.tickets.operations.open import TITLE_LENGTH

STAFFS_OWN: Final = frozenset(
    {"author", "responsible", "co_executors", "level", "status", "difficulty", "source"}
)
"""What a client is never offered when he asks."""


class NewTicketForm(forms.Form):
    """What a client says when he asks (spec T-3, T-4, T-21).

    Args:
        offer: What may be chosen, by the client's level.
        is_proven: Whether letters reach the client: until then no confirmation is promised (D-11).
        takes_coupons: Whether the site asks clients for coupons.
    """

    title = forms.CharField(label=_("In one line"), max_length=TITLE_LENGTH)
    text = forms.CharField(
        label=_("What happens"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=_(
            "What you did, what you expected and what you got, with the full text of the error. "
            "No passwords, please."
        ),
    )
    html = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("What it is about"),
        required=False,
        empty_label=_("Not sure"),
    )
    priority = forms.ModelChoiceField(
        Priority.objects.none(),
        label=_("How much it hinders your work"),
        required=False,
        empty_label=None,
    )
    coupon = forms.CharField(
        label=_("Code of the coupon"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "One request is taken off the coupon. A special request does not cover the development "
            "or modification of components."
        ),
    )
    confirm_by_mail = forms.BooleanField(
        label=_("Confirm by e-mail that you have it"), required=False, initial=True
    )
    answers_by_mail = forms.BooleanField(
        label=_("Send the answers by e-mail too"), required=False, initial=True
    )

    def __init__(
        self, *args: Any, offer: Offer, is_proven: bool, takes_coupons: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = offer.categories  # type: ignore[attr-defined]  # a model choice
        self.fields["priority"].queryset = offer.priorities  # type: ignore[attr-defined]
        if (
            takes_coupons and self.data.get("coupon", "").strip()
        ):  # its own level decides, when the ticket is opened
            self.fields["category"].queryset = rows_for(Category, site=offer.site)  # type: ignore[attr-defined]
            self.fields["priority"].queryset = rows_for(Priority, site=offer.site)  # type: ignore[attr-defined]
        if not takes_coupons:
            del self.fields["coupon"]
        if not is_proven:
            del self.fields["confirm_by_mail"]
            self.fields["answers_by_mail"].label = _(
                "Send the answers by e-mail too, once the address is confirmed"
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what only the support sets, instead of passing over it (spec ASG-4, D-16).

        Raises:
            ValidationError: Something of it was sent all the same.
        """
        if STAFFS_OWN & self.data.keys():
            raise forms.ValidationError(_("Only the support can set this."), code="refused")
        return super().clean() or {}


def number_in(said: QueryDict, name: str) -> int:
    """Return a whole number that a browser sends; 0 for anything else.

    Args:
        said: What was sent.
        name: The field.
    """
    text = said.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
