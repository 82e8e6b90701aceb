"""The columns of the queue: a dialog and a page in which a person chooses and orders them."""

from http import HTTPStatus

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otklik.desk.answers import by_htmx
from otklik.desk.operations import keep_columns
from otklik.desk.pages.columns import ALWAYS, SHIPPED, choices, columns_for
from otklik.desk.pages.layout import frame
from otklik.desk.queue_form import AskedList, columns_in
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for


@view_for(Act.READ_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the columns, keep them, or with `reset` bring the shipped ones back (spec LIST-1).

    Without scripts the arrows beside a column (`move`) keep what is ticked and move it by one.
    """
    asked = AskedList.of(request.GET)
    if request.method != "POST":
        return _form(request, asked)
    chosen = columns_in(request.POST)
    if "reset" in request.POST or tuple(chosen) == SHIPPED:
        chosen = []
    elif ALWAYS not in chosen:
        chosen = [ALWAYS, *chosen]
    keep_columns(person=request.user, columns=chosen)
    if "move" in request.POST:
        return _form(request, asked)
    if by_htmx(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
    return redirect(asked.url())


def _form(request: AuthenticatedRequest, asked: AskedList) -> HttpResponse:
    context = {"choices": choices(columns_for(request.user.pk)), "asked": asked}
    context["columns_url"] = asked.url("desk:columns")
    if by_htmx(request):
        return render(request, "desk/parts/columns_dialog.html", context)
    return render(request, "desk/columns.html", context | frame(request))
