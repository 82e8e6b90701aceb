"""The form for a mailbox: its address, its server, its rules."""

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from otklik.directory.models import Category, Entry, Priority, Source
from otklik.mail.models import Mailbox
from otklik.people.edit_forms import EditForm
from otklik.people.editing import Edit

HINTS: Final = {
    "address": _("Letters come to it, and our answers leave from it."),
    "sender_name": _("If it is empty: the sender’s name of the site."),
    "enabled": _("Letters are taken, and answers leave from here."),
    "imap_host": _("If it is empty, letters come through the SMTP door alone."),
    "imap_port": _("993 for TLS, 143 for STARTTLS."),
    "imap_user": _("If it is empty: the address."),
    "who_may_reply": _("A letter of anybody else becomes a ticket of its own, nothing is lost."),
    "as_hidden": _("Such a note is for the staff; it starts no deadline and tells nobody."),
    "recognise_people": _("Otherwise every sender stays without an account."),
    "replies_only": _("Whoever writes anew gets a letter that names the form."),
    "category": _("For tickets that are opened here."),
    "priority": _("For tickets that are opened here."),
    "source": _("If none is chosen: the one with the code “email”."),
}
LISTED: Final[dict[str, type[Entry]]] = {
    "category": Category,
    "priority": Priority,
    "source": Source,
}


class MailboxForm(EditForm):
    """What an administrator changes about a mailbox; the password goes in and never comes out."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535)

    class Meta:
        """The fields in the order of the page."""

        model = Mailbox
        fields = (
            "address",
            "sender_name",
            "site",
            "enabled",
            "imap_host",
            "imap_port",
            "imap_security",
            "imap_user",
            "imap_folder",
            "who_may_reply",
            "as_hidden",
            "recognise_people",
            "replies_only",
            "category",
            "priority",
            "source",
        )
        widgets: ClassVar = {"who_may_reply": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.show_hidden_initial = False
        password.help_text = (
            _("Kept sealed, and never shown. Leave it empty to keep the present one.")
            if self.instance.imap_password_sealed
            else _(
                "Kept sealed, and never shown. Many providers want a password made for programs."
            )
        )
        for name, kind in LISTED.items():
            field = self.fields[name]
            present = getattr(self.instance, f"{name}_id")
            offered = kind._default_manager.filter(archived_at=None)
            rows = offered | kind._default_manager.filter(pk=present)
            field.queryset = rows  # type: ignore[attr-defined]  # it is a choice of rows
            field.empty_label = _("None")  # type: ignore[attr-defined]  # it is a choice of rows
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint

    def clean_imap_host(self) -> str:
        """Return the server's name without what surrounds it in an address of a page."""
        host: str = self.cleaned_data["imap_host"].strip().rstrip("/")
        return host.rpartition("://")[2]

    def edit(self) -> Edit:
        """Return what the person has changed; the password is no column and travels apart."""
        made = super().edit()
        values = {name: value for name, value in made.values.items() if name != "password"}
        return Edit(values, made.shown)
