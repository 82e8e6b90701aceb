"""One thing done to several tickets of a list: asked first, and told what came of it (LIST-10)."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otklik.desk.answers import by_htmx
from otklik.desk.bulk import BulkWish, Undone, do_to_all
from otklik.desk.bulk_form import BulkForm, Deed, chosen_numbers, deed_of, shown_values
from otklik.desk.pages import bulk as page
from otklik.desk.pages.layout import frame
from otklik.desk.queue_form import AskedList
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.ui.parts.toasts import add_toast

DONE = '{"ok:refresh": null, "ok:unselect": null}'


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        deed: What is to be done.
        numbers: To which tickets.
        list: The list in which they were chosen.
    """

    deed: Deed
    numbers: list[int]
    list: AskedList


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: AuthenticatedRequest) -> HttpResponseBase:
    """Ask what is to be done to the chosen tickets (`do`, `chosen`), or do it."""
    data = request.POST if request.method == "POST" else request.GET
    deed, numbers = deed_of(data), chosen_numbers(data)
    asked_list = AskedList.of(request.GET)
    if deed is None or not numbers:
        return _said(request, asked_list, _("Choose tickets in the list first."), level="warning")
    asked = Asked(deed, numbers, asked_list)
    choices, label = page.choices_for(deed), page.field_label(deed)
    if request.method != "POST":
        key = secrets.token_urlsafe(16)
        return _form(request, asked, BulkForm(deed, choices=choices, label=label, key=key))
    form = BulkForm(deed, request.POST, choices=choices, label=label)
    if not form.is_valid():
        return _form(request, asked, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    undone = do_to_all(
        viewer=viewer(request),
        chosen=numbers,
        shown=shown_values(request.POST, numbers),
        wish=_wish(deed, form.cleaned_data),
    )
    done = page.done_words(len(numbers) - len(undone))
    return _report(request, asked, done, undone) if undone else _said(request, asked_list, done)


def _wish(deed: Deed, said: dict[str, Any]) -> BulkWish:
    return BulkWish(
        deed=deed,
        key=said["key"],
        new=said.get("new") or None,
        until=said.get("until"),
        is_quiet=said.get("quiet", False),
    )


def _form(
    request: AuthenticatedRequest,
    asked: Asked,
    form: BulkForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    chosen = page.chosen_tickets(viewer(request), asked.numbers, asked.deed)
    context = {
        "form": form,
        "do": asked.deed.value,
        "chosen": chosen,
        "concerned": page.concerned_words(len(chosen)),
        "title": page.title_of(asked.deed),
        "button": page.button_of(asked.deed),
        "bulk_url": asked.list.url("desk:bulk"),
        "list_url": asked.list.url(),
    }
    if by_htmx(request):
        return render(request, "desk/parts/bulk_dialog.html", context, status=status)
    return render(request, "desk/bulk.html", context | frame(request), status=status)


def _report(
    request: AuthenticatedRequest, asked: Asked, done: str, undone: list[Undone]
) -> HttpResponse:
    context = {"done": done, "undone": undone, "list_url": asked.list.url()}
    if by_htmx(request):
        answer = render(request, "desk/parts/bulk_report_dialog.html", context)
        answer.headers["HX-Trigger"] = DONE
        return answer
    return render(request, "desk/bulk_report.html", context | frame(request))


def _said(
    request: AuthenticatedRequest, asked: AskedList, words: str, *, level: str = "success"
) -> HttpResponse:
    """Say something in a toast, back in the list; the dialog goes away."""
    if not by_htmx(request):
        messages.add_message(request, messages.DEFAULT_LEVELS[level.upper()], words)
        return redirect(asked.url())
    answer = HttpResponse()
    if level == "success":
        answer.headers["HX-Trigger"] = DONE
    return add_toast(answer, words, level=level)
