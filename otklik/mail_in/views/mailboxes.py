"""Mailboxes (screens 16): one page each, and a check that says what is wrong before it is saved."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.directory.queries import default_site
from otklik.mail import operations
from otklik.mail.models import Mailbox
from otklik.mail_in import checks
from otklik.mail_in.forms import MailboxForm
from otklik.mail_in.models import Check
from otklik.mail_in.pages import mailboxes as words
from otklik.mail_in.pages.sending import way_out_words
from otklik.people import journal
from otklik.people.acts import Act
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer

PANEL = "mail_in/parts/check.html"


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def mailboxes(request: AuthenticatedRequest) -> HttpResponseBase:
    """Lead to the first mailbox; say so if there is none."""
    first = Mailbox.objects.order_by("archived_at", "pk").first()
    if first is not None:
        return redirect("office:mailbox", first.pk)
    return render(request, "mail_in/mailbox.html", {"frame": words.frame(request, _("Mailboxes"))})


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def mailbox(request: AuthenticatedRequest, mailbox_id: int) -> HttpResponseBase:
    """Show a mailbox."""
    box = get_object_or_404(Mailbox, pk=mailbox_id)
    return _page(request, box, MailboxForm(instance=box))


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for a new mailbox, or add it."""
    data = request.POST if request.method == "POST" else None
    form = MailboxForm(data, instance=Mailbox(site=default_site()))
    if request.method != "POST":
        return _page(request, None, form)
    done = attempt(
        form,
        lambda form: operations.add_mailbox(
            box=form.instance, password=form.cleaned_data["password"], by=request.user
        ),
    )
    if done.saved:
        messages.success(request, _("“%(name)s” has been added.") % {"name": done.saved})
        return redirect("office:mailbox", done.saved.pk)
    return _page(request, None, form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, mailbox_id: int) -> HttpResponseBase:
    """Save a changed mailbox: 422 if it cannot be, 409 if somebody else was faster."""
    done = attempt(
        MailboxForm(request.POST, instance=get_object_or_404(Mailbox, pk=mailbox_id)),
        lambda form: operations.change_mailbox(
            mailbox_id=mailbox_id,
            edit=form.edit(),
            password=form.cleaned_data["password"],
            by=request.user,
        ),
        present=lambda: Mailbox.objects.get(pk=mailbox_id),
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:mailbox", mailbox_id)
    return _page(request, Mailbox.objects.get(pk=mailbox_id), done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def archive(request: AuthenticatedRequest, mailbox_id: int) -> HttpResponseBase:
    """Put a mailbox into the archive."""
    get_object_or_404(Mailbox, pk=mailbox_id)
    box = operations.archive_mailbox(mailbox_id=mailbox_id, by=request.user)
    text = _("“%(name)s” is in the archive; its letters stay where they are.") % {"name": box}
    messages.success(request, text)
    return redirect("office:mailbox", mailbox_id)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def restore(request: AuthenticatedRequest, mailbox_id: int) -> HttpResponseBase:
    """Bring a mailbox back from the archive; it is switched off still."""
    get_object_or_404(Mailbox, pk=mailbox_id)
    operations.restore_mailbox(mailbox_id=mailbox_id, by=request.user)
    messages.success(request, _("It is back. Switch it on when it is ready."))
    return redirect("office:mailbox", mailbox_id)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def check(request: AuthenticatedRequest, mailbox_id: int | None = None) -> HttpResponseBase:
    """Let the typed settings be tried; nothing is saved. A worker does it, the panel tells.

    Without JavaScript the page comes back with what was typed, and its button asks again with
    the number of the check.
    """
    box = get_object_or_404(Mailbox, pk=mailbox_id) if mailbox_id else Mailbox(site=default_site())
    server, stored = operations.server_of(box), box.imap_password_sealed
    form = MailboxForm(request.POST, instance=box)
    found, problem = _known(request), ""
    if found is None and form.is_valid():
        found, problem = _begin(request, form, is_same=operations.server_of(box) == server)
    elif found is None:
        problem = _("Some fields are not right yet; see the form.")
    box.imap_password_sealed = stored
    panel = _panel(found, problem, box if mailbox_id else None)
    if "HX-Request" in request.headers:
        return render(request, PANEL, panel)
    present = Mailbox.objects.get(pk=mailbox_id) if mailbox_id else None
    return _page(request, present, form, panel=panel)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_safe
def checked(request: AuthenticatedRequest, check_id: int) -> HttpResponseBase:
    """Tell what has come of a check so far; only who asked is told."""
    found = get_object_or_404(Check, pk=check_id, by=request.user)
    box = Mailbox.objects.filter(pk=request.GET.get("box") or 0).first()
    return render(request, PANEL, _panel(found, "", box))


def _known(request: AuthenticatedRequest) -> Check | None:
    number = request.POST.get("check", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return Check.objects.filter(pk=int(number), by=request.user).first()


def _begin(
    request: AuthenticatedRequest, form: MailboxForm, *, is_same: bool
) -> tuple[Check | None, str]:
    """Begin a check of what the form holds, or say why it cannot begin."""
    box, typed = form.instance, form.cleaned_data["password"]
    if not box.imap_host and not checks.sending():
        return None, _("Name the IMAP server first.")
    try:
        if typed:
            box.imap_password = typed
        elif box.imap_host and not is_same:
            operations.refuse_other_server(box)
        return checks.begin(box=box, by=viewer(request)), ""
    except ValidationError as error:
        return None, " ".join(error.messages)
    except checks.TooManyChecks:
        return None, _("You have checked very often within an hour. Try again later.")


def _panel(found: Check | None, problem: str, box: Mailbox | None) -> dict[str, Any]:
    return {
        "shown": words.shown(found) if found else None,
        "problem": problem,
        "box": box,
        "may_check": True,
    }


def _page(
    request: AuthenticatedRequest,
    box: Mailbox | None,
    form: MailboxForm,
    *,
    panel: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    last = journal.last(box) if box else None
    context = {
        "frame": words.frame(request, str(box) if box else _("New mailbox"), box),
        "form": form,
        "box": box,
        "state": words.state_of(box) if box else "",
        "last": last,
        "way_out": way_out_words(),
        "sends": checks.sending(),
        **(panel or {}),
    }
    return render(request, "mail_in/mailbox.html", context, status=status)
