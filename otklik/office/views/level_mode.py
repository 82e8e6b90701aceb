"""Levels and categories: which of them follows the other (spec SLA-8)."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.clock.models import CategoryMode
from otklik.clock.operations import category_mode, naming_categories, set_category_mode
from otklik.office.pages import promises as words
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for


class ModeForm(forms.Form):
    """How levels and categories depend on each other; lists that would be lost are agreed to."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Levels and categories"),
        choices=CategoryMode.choices,
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("The lists of categories of these levels go back to “all”"),
        required=False,
    )


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def mode(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show which follows the other."""
    return _page(request, ModeForm(initial={"mode": category_mode()}))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest) -> HttpResponseBase:
    """Change which follows the other; lists are lost only if that was agreed to."""
    form = ModeForm(request.POST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if not form.is_valid():
        return _page(request, form, status=status)
    wanted = CategoryMode(form.cleaned_data["mode"])
    loses = wanted != category_mode() and bool(naming_categories())
    if loses and not form.cleaned_data["agreed"]:
        form.add_error(
            "agreed", _("Tick it to go on: lists come back from the journal, after switching back.")
        )
        return _page(request, form, status=status)
    set_category_mode(wanted, by=request.user)
    messages.success(request, _("Saved; it counts from now on."))
    return redirect("office:level_mode")


def _page(
    request: AuthenticatedRequest, form: ModeForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "frame": words.frame_of_levels(request, _("Levels and categories")),
        "form": form,
        "losing": [str(level) for level in naming_categories()],
    }
    return render(request, "office/level_mode.html", context, status=status)
