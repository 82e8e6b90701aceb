"""Dictionaries (screen 14): the list in its order, a row beside it, add, change, archive, order."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.directory import operations
from otklik.directory.models import Assigning, Entry
from otklik.directory.queries import row_of, rows_of, sizes
from otklik.office.forms import EntryForm, entry_form
from otklik.office.ordering import moved, ordered
from otklik.office.pages import dictionaries as words
from otklik.office.pages.dictionaries import KINDS, address_of
from otklik.people import journal
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.queries.uses import COLUMNS, uses
from otklik.ui.parts.settings import Frame, is_part

MOST_ROWS: Final = 1000
"""So many rows can be put in order at once."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands beside the list: a row that is looked at, or the form for a new one."""

    row: Entry | None = None
    form: EntryForm | None = None


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def dictionaries(_request: AuthenticatedRequest) -> HttpResponseBase:
    """Lead to the first dictionary."""
    return redirect("office:dictionary", next(iter(KINDS)))


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def dictionary(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Show the rows of a dictionary; `?view=archive` shows those in the archive."""
    return _page(request, _kind(kind))


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Show the form for a new row, or add it."""
    model = _kind(kind)
    data = request.POST if request.method == "POST" else None
    form = entry_form(model)(data, instance=model())
    if request.method != "POST":
        return _page(request, model, Sheet(form=form))
    done = attempt(
        form,
        lambda form: operations.create_entry(
            entry=form.instance, sites=form.cleaned_data.get("sites", ()), by=request.user
        ),
    )
    if done.saved:
        messages.success(request, _("“%(name)s” has been added.") % {"name": done.saved})
        return redirect(f"{address_of(model)}#row-{done.saved.pk}")
    return _page(request, model, Sheet(form=form), status=done.status)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def entry(request: AuthenticatedRequest, kind: str, entry_id: int) -> HttpResponseBase:
    """Show a row beside the list."""
    row = _row(_kind(kind), entry_id)
    form = entry_form(type(row))(instance=row) if _may_change(request) else None
    return _page(request, type(row), Sheet(row, form))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, kind: str, entry_id: int) -> HttpResponseBase:
    """Save a changed row: 422 if it cannot be, 409 if somebody else was faster."""
    row = _row(_kind(kind), entry_id)
    model = type(row)
    done = attempt(
        entry_form(model)(request.POST, instance=row),
        lambda form: operations.change_entry(
            kind=model, entry_id=entry_id, edit=form.edit(), by=request.user
        ),
        present=lambda: _row(model, entry_id),
    )
    if done.saved:
        messages.success(request, _("“%(name)s” has been saved.") % {"name": done.saved})
        return redirect(f"{_list_of(done.saved)}#row-{entry_id}")
    return _page(request, model, Sheet(_row(model, entry_id), done.form), status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def archive(request: AuthenticatedRequest, kind: str, entry_id: int) -> HttpResponseBase:
    """Put a row into the archive."""
    row = operations.archive(
        kind=type(_row(_kind(kind), entry_id)), entry_id=entry_id, by=request.user
    )
    undo = address_of(type(row), "entry_restore", row.pk)
    text = _("“%(name)s” is in the archive; tickets that have it keep it.") % {"name": row}
    messages.success(request, text, extra_tags=undo)
    return redirect(address_of(type(row)))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def restore(request: AuthenticatedRequest, kind: str, entry_id: int) -> HttpResponseBase:
    """Bring a row back from the archive."""
    row = operations.restore(
        kind=type(_row(_kind(kind), entry_id)), entry_id=entry_id, by=request.user
    )
    if not is_part(request) and request.headers.get("X-Requested-With") != "fetch":
        messages.success(request, _("“%(name)s” is offered again.") % {"name": row})
    return redirect(f"{address_of(type(row))}#row-{row.pk}")


@view_for(Act.CHANGE_OFFICE)
@require_POST
def order(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Put the rows into the order of `ids`, or move the row `up` or `down` by one place.

    A script is answered with 204, or 409 if somebody else has ordered them meanwhile.
    """
    model = _kind(kind)
    shown = _numbers(request.POST.get("shown", ""))
    up, down = (_numbers(request.POST.get(name, "")) for name in ("up", "down"))
    wanted = _numbers(request.POST.get("ids", "")) or moved(shown, up=up, down=down)
    row = request.POST.get("up") or request.POST.get("down") or ""
    return ordered(
        request,
        lambda: operations.order(kind=model, ids=wanted, shown=shown, by=request.user),
        then=f"{address_of(model)}#row-{row}",
    )


def _numbers(text: str) -> list[int]:
    """Return the ids of a list with commas; what is none, and beyond `MOST_ROWS`, is left out."""
    parts = text.split(",")[:MOST_ROWS]
    return [int(each) for each in parts if each.isascii() and each.isdigit() and len(each) < 19]


def _kind(name: str) -> type[Entry]:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _row(kind: type[Entry], entry_id: int) -> Entry:
    row = row_of(kind, entry_id)
    if row is None:
        raise Http404
    return row


def _list_of(row: Entry) -> str:
    return address_of(type(row)) + ("?view=archive" if row.archived_at else "")


def _may_change(request: AuthenticatedRequest) -> bool:
    return may(viewer(request), Act.CHANGE_OFFICE)


def _page(
    request: AuthenticatedRequest,
    kind: type[Entry],
    sheet: Sheet | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    row = sheet.row if sheet else None
    is_archive = bool(row.archived_at) if row else request.GET.get("view") == "archive"
    known = sizes([*KINDS.values()])
    rows = list(rows_of(kind, archived=is_archive))
    counts = _counts(request, kind, rows)
    context: dict[str, Any] = {
        "frame": Frame(
            heading=words.name_of(kind),
            label=_("Dictionaries"),
            parent_url=reverse("office:dictionaries"),
            sides=words.sides(known, kind),
            may_change=_may_change(request),
            is_part=is_part(request),
        ),
        "kind": kind._meta.model_name,
        "kind_name": str(kind._meta.verbose_name),
        "size": known[kind],
        "is_archive": is_archive,
        "lines": [words.line(each, counts.get(each.pk)) for each in rows],
        "ids": ",".join(str(each.pk) for each in rows),
        "has_responsible": issubclass(kind, Assigning),
        "has_counts": bool(counts),
        "sheet": sheet,
        "close_url": address_of(kind) + ("?view=archive" if is_archive else ""),
    }
    if row:
        context |= _about(row, counts) | {"close_url": f"{_list_of(row)}#row-{row.pk}"}
    return render(request, "office/dictionary.html", context, status=status)


def _about(row: Entry, counts: dict[int, int]) -> dict[str, Any]:
    """Return what the sheet says of a stored row besides its form."""
    told = [words.tickets_words(counts[row.pk])] if row.pk in counts else []
    last = words.last_words(journal.last(row))
    return {
        "about": ", ".join([*told, last] if last else told),
        "facts": words.facts(row),
        "default_now": words.default_now(row),
    }


def _counts(request: AuthenticatedRequest, kind: type[Entry], rows: list[Entry]) -> dict[int, int]:
    """Return how many tickets have each row, for readers who may see them all (law 5)."""
    who = viewer(request)
    if kind not in COLUMNS or not (who.is_admin or who.is_observer):
        return {}
    return uses(kind, [row.pk for row in rows])
