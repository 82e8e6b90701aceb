"""Whose ticket it is, changed by staff (spec T-5, T-6)."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otklik.desk.answers import by_htmx, changed
from otklik.desk.author_form import ChangeAuthorForm
from otklik.desk.loading import seen_at_desk, workable
from otklik.desk.pages.conflicts import Conflict, conflict
from otklik.desk.pages.layout import frame
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.queries import search_people
from otklik.people.viewer import viewer
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.set_author import set_author
from otklik.tickets.operations.set_fields import Stale


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def author(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show the form of another client, search in it without scripts (`find`), or save it."""
    seen = workable(request, number, Verb.SET_AUTHOR)
    if request.method != "POST":
        return _form(request, seen, ChangeAuthorForm(initial={"shown": seen.ticket.author_id}))
    if "find" in request.POST:
        return _form(request, seen, ChangeAuthorForm(initial=request.POST.dict()))
    form = ChangeAuthorForm(request.POST)
    if not form.is_valid():
        return _form(request, seen, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _save(request, number, form)
    except Stale as met:
        seen = seen_at_desk(request, number)
        typed = request.POST.dict() | {"shown": str(seen.ticket.author_id)}
        again = ChangeAuthorForm(initial=typed)
        found = conflict(seen, met)
        return _form(request, seen, again, status=HTTPStatus.CONFLICT, met=found)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form(request, seen, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return changed(request, number)


@transaction.atomic
def _save(request: AuthenticatedRequest, number: int, form: ChangeAuthorForm) -> None:
    """Write down the new client and hand the ticket over, both or neither."""
    set_author(
        ticket_id=number,
        submit=Submit.of(viewer(request)),
        author=form.named_author(),
        shown=form.cleaned_data["shown"],
    )


def _form(
    request: AuthenticatedRequest,
    seen: Seen,
    form: ChangeAuthorForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    met: Conflict | None = None,
) -> HttpResponse:
    words = request.POST.get("q", "")
    context = {
        "ticket": seen.ticket,
        "form": form,
        "conflict": met,
        "words": words,
        "people": search_people(words) if words else [],
        "author": form.chosen_author,
    }
    if by_htmx(request):
        return render(request, "desk/parts/author_dialog.html", context, status=status)
    return render(request, "desk/author.html", context | frame(request), status=status)
