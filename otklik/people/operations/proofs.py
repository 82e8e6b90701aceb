"""Proving addresses, and what an account gets by it (spec D-11, T-7)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from otklik.core.time import now
from otklik.people.addresses import normal_address
from otklik.people.models import (
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.operations.accounts import AddressTaken, end_sessions
from otklik.people.queries import contact_with, is_taken


@dataclass(frozen=True, slots=True)
class Proof:
    """What proving an address has brought about.

    Attributes:
        contact_id: The contact that had the address and whose tickets the account takes over now
            (spec T-7); none if there was none.
    """

    contact_id: int | None


@transaction.atomic
def prove_address(*, person: Person, address: str = "", at: datetime | None = None) -> Proof:
    """Note that `address` has been shown to be the person's, and make it the sign-in address.

    All sessions of the account end (spec D-11): the caller renews the one it works in with
    `django.contrib.auth.update_session_auth_hash`. A contact with this address is taken over; the
    caller hands its tickets to the account (spec T-7).

    Args:
        person: The account; it is changed in place.
        address: The address that was proven; the account's own if left out.
        at: When it happened; now if left out.

    Raises:
        AddressTaken: Another account has the address.
    """
    normal = normal_address(address) or person.email
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    if normal != person.email and is_taken(normal):
        raise AddressTaken(normal)
    already = person.is_proven and normal == person.email
    person.email = normal
    person.email_proven_at = at or now()
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "email_proven_at"])
    except IntegrityError as error:
        raise AddressTaken(normal) from error
    if not already:
        end_sessions(person=person)
    return Proof(contact_id=_take_over_contact(person))


def _take_over_contact(account: Person) -> int | None:
    """Give the account what its contact had, and let the contact point to the account."""
    contact = contact_with(account.email)
    if contact is None:
        return None
    contact.taken_over_by = account
    contact.save(update_fields=["taken_over_by"])
    account.name = account.name or contact.name
    account.phone = account.phone or contact.phone
    account.organization_id = account.organization_id or contact.organization_id
    account.save(update_fields=["name", "phone", "organization"])
    _hand_over_memberships(contact, account)
    return contact.pk


def _hand_over_memberships(contact: Person, account: Person) -> None:
    """Give the account the contact's memberships of the groups it is not in itself."""
    groups = UserGroup.objects.filter(memberships__person=account)
    UserGroupMembership.objects.filter(person=contact).exclude(group__in=groups).update(
        person=account
    )
    teams = SupportGroup.objects.filter(memberships__person=account)
    SupportMembership.objects.filter(person=contact).exclude(group__in=teams).update(person=account)


def correct_address(*, person: Person, address: str) -> None:
    """Put another address in the place of one that was never proven.

    Args:
        person: The account; it is changed in place.
        address: The new address, not proven either.

    Raises:
        AddressTaken: Another account has the address.
        ValueError: The present address is proven: only a proof replaces it.
    """
    if person.is_proven:
        raise ValueError("a proven address is changed by proving another one")
    normal = normal_address(address)
    if is_taken(normal):
        raise AddressTaken(normal)
    person.email = normal
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressTaken(normal) from error
