"""Proving an address and changing it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from otklik.gate import letters, operations
from otklik.gate.entering import where_to
from otklik.gate.forms import ChangeAddressForm, address_taken
from otklik.gate.limits import allows_proof
from otklik.gate.links import read_proof
from otklik.gate.pages import page
from otklik.gate.views.profile import profile_page
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.limits import allows
from otklik.people.operations import AddressTaken


@view_for(Act.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponseBase:
    """Prove the address to which the link was sent (spec D-11).

    The link alone is not enough: whoever opens it must be signed in to the account. Otherwise
    somebody could register with a stranger's address, wait for the stranger to press the button,
    and enter with his own password into what the stranger wrote to us.
    """
    key = request.POST.get("key") or request.GET.get("key") or ""
    proof = read_proof(key)
    if proof is None:
        return page(request, "dead_link", {"is_proof": True}, status=HTTPStatus.GONE)
    is_owner = request.user.pk == proof.person.pk
    if request.method != "POST" or not is_owner or proof.is_used:
        shown = {"proof": proof, "key": key, "is_owner": is_owner}
        return page(request, "prove", shown)
    try:
        operations.prove(person=proof.person, address=proof.address)
    except AddressTaken:
        messages.error(request, _("Meanwhile another account has this address."))
        return redirect("gate:profile")
    update_session_auth_hash(request, proof.person)
    messages.success(request, _("The address is confirmed. Your other sessions have ended."))
    return redirect("/")


@view_for(Act.SIGNED_IN)
@require_POST
def send_proof(request: AuthenticatedRequest) -> HttpResponseBase:
    """Send the proof link of an unproven address once more."""
    person = request.user
    if person.is_proven:
        messages.info(request, _("The address is confirmed already."))
    elif allows(request, "ask_for_letter", key=person.email) and allows_proof(request):
        letters.send_proof(person, person.email)
        messages.success(request, _("The letter is on its way to %s.") % person.email)
    else:
        messages.warning(
            request, _("A letter was sent a moment ago. Look into “Spam”, or try again later.")
        )
    return redirect(where_to(request))


@view_for(Act.SIGNED_IN)
@sensitive_post_parameters("current")
@require_POST
def change_address(request: AuthenticatedRequest) -> HttpResponseBase:
    """Begin to sign in with another address."""
    person = request.user
    form = ChangeAddressForm(request.POST, person=person, prefix="address")
    if not allows(request, "check_password"):
        return profile_page(
            request, address_form=form, status=HTTPStatus.TOO_MANY_REQUESTS, is_limited=True
        )
    if not form.is_valid():
        return profile_page(request, address_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    address = form.cleaned_data["email"]
    if not (allows(request, "ask_for_letter", key=address) and allows_proof(request)):
        return profile_page(
            request, address_form=form, status=HTTPStatus.TOO_MANY_REQUESTS, is_limited=True
        )
    try:
        operations.ask_for_address(person=person, address=address)
    except AddressTaken:
        form.add_error("email", address_taken())
        return profile_page(request, address_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("Open the link that we sent to %s.") % address)
    return redirect("gate:profile")
