"""Changing people: registration, proof of addresses, profiles, memberships."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from otklik.core.text import one_line, storable
from otklik.core.time import now
from otklik.people.addresses import normal_address
from otklik.people.models import (
    DemoAccount,
    Organization,
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.preferences import is_language, is_time_zone
from otklik.people.queries import contact_with, is_taken, person_with

LONGEST_NAME: Final = 150
LONGEST_PHONE: Final = 40
PROFILE_FIELDS: Final = ("name", "phone", "language", "time_zone", "single_keys")


class AddressTaken(Exception):  # noqa: N818 (it is a fact about the address, told to the form)
    """An account has this address already."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says about himself.

    Attributes:
        name: What the person wants to be called.
        phone: A telephone number as it was given.
        language: `ru`, `en`, or empty for the browser's.
        time_zone: IANA name, or empty for the site's.
        single_keys: Whether single-letter shortcuts are on (WCAG 2.1.4).
    """

    name: str
    phone: str = ""
    language: str = ""
    time_zone: str = ""
    single_keys: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """What proving an address has brought about.

    Attributes:
        contact_id: The contact that had the address and whose tickets the account takes over now
            (spec T-7); none if there was none.
    """

    contact_id: int | None


def person_for(address: str, *, name: str = "") -> Person:
    """Return whose letters come from `address`; a stranger becomes a contact (spec D-12).

    Args:
        address: A bare e-mail address in any spelling.
        name: What a new contact calls himself; a known person keeps his name, a contact without
            one gets it.

    Raises:
        ValidationError: The text is no e-mail address.
    """
    known = person_with(address)
    if known is None:
        known = _new_contact(normal_address(address), name)
    if name and not known.name and not known.can_sign_in:
        known.name = _clean_name(name)
        known.save(update_fields=["name"])
    return known


def contact_for(address: str, *, name: str = "") -> Person:
    """Return the contact known by an address, made if need be, whatever accounts there are.

    Args:
        address: A bare e-mail address in any spelling.
        name: What a new contact calls himself.

    Raises:
        ValidationError: The text is no e-mail address.
    """
    return contact_with(address) or _new_contact(normal_address(address), name)


def _new_contact(address: str, name: str) -> Person:
    validate_email(address)
    contact = Person(email=address, name=_clean_name(name))
    contact.set_unusable_password()
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError:
        # Two letters from one stranger at the same moment: the other one made the contact.
        found = contact_with(address)
        if found is None:
            raise
        return found
    return contact


def add_contact(*, name: str, phone: str = "", organization: Organization | None = None) -> Person:
    """Write down somebody who has no address, only a name and perhaps a telephone number.

    Args:
        name: What the person is called.
        phone: The number as it was given.
        organization: Where the person works.

    Raises:
        ValidationError: Name or number do not fit.
    """
    contact = Person(organization=organization)
    contact.set_unusable_password()
    _write(Profile(name=name, phone=phone), contact)
    contact.save()
    return contact


def _clean_name(name: str) -> str:
    return one_line(storable(name), LONGEST_NAME)


@transaction.atomic
def add_account(
    *,
    email: str,
    profile: Profile,
    password: str | None = None,
    organization: Organization | None = None,
    proven_at: datetime | None = None,
    is_system_admin: bool = False,
    at: datetime | None = None,
) -> Person:
    """Create an account that somebody vouches for: an administrator, an import, the first start.

    Args:
        email: The address to sign in with.
        profile: What is known about the person.
        password: In clear; without one the person sets it through "forgotten password".
        organization: Where the person works.
        proven_at: When the address was proven; empty if it is not.
        is_system_admin: Whether no group can take the administrator's role away.
        at: When the account was made; now if left out.

    Raises:
        AddressTaken: An account has the address.
        ValidationError: A value does not fit.
    """
    account = Person(
        email=normal_address(email),
        organization=organization,
        can_sign_in=True,
        email_proven_at=proven_at,
        is_system_admin=is_system_admin,
        created_at=at or now(),
    )
    validate_email(account.email)
    account.set_password(password)
    _write(profile, account)
    if is_taken(account.email):
        raise AddressTaken(account.email)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise AddressTaken(account.email) from error
    return account


@transaction.atomic
def register(*, email: str, profile: Profile, password: str, at: datetime | None = None) -> Person:
    """Create the account of somebody who registers and may write at once (spec T-18, D-11).

    The address is not proven yet; the account joins the groups meant for newcomers.

    Args:
        email: The address to sign in with.
        profile: What the person says about himself.
        password: In clear, checked by the caller's form.
        at: When it happened; now if left out.

    Raises:
        AddressTaken: An account has the address.
        ValidationError: A value does not fit.
    """
    account = add_account(email=email, profile=profile, password=password, at=at)
    for group in UserGroup.objects.filter(joined_on_registration=True):
        add_to_user_group(person=account, group=group)
    return account


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


def end_sessions(*, person: Person) -> None:
    """End every session of the account.

    Args:
        person: The account; it is changed in place.
    """
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])


def set_password(*, person: Person, password: str) -> None:
    """Set a new password, which ends the account's sessions.

    Args:
        person: The account; it is changed in place.
        password: In clear, checked by the caller's form.
    """
    person.set_password(password)
    person.save(update_fields=["password"])


def change_profile(*, person: Person, profile: Profile) -> None:
    """Save what a person says about himself.

    Args:
        person: The account; it is changed in place.
        profile: The whole profile: what is left out becomes empty.

    Raises:
        ValidationError: A value does not fit.
    """
    _write(profile, person)
    person.save(update_fields=PROFILE_FIELDS)


def _write(profile: Profile, person: Person) -> None:
    for field in PROFILE_FIELDS:
        setattr(person, field, getattr(profile, field))
    person.name = _clean_name(profile.name)
    person.phone = one_line(storable(profile.phone), LONGEST_PHONE)
    if person.language and not is_language(person.language):
        raise ValidationError({"language": _("Choose one of the languages.")})
    if person.time_zone and not is_time_zone(person.time_zone):
        raise ValidationError({"time_zone": _("There is no such time zone.")})
    person.clean_fields(exclude={"password"})


def choose_language(*, person: Person, language: str) -> None:
    """Speak this language to the person from now on.

    Args:
        person: The account; it is changed in place.
        language: `ru` or `en`.

    Raises:
        ValidationError: The product does not speak it.
    """
    if not is_language(language):
        raise ValidationError({"language": _("Choose one of the languages.")})
    person.language = language
    person.save(update_fields=["language"])


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


def remember_zone(*, person: Person, time_zone: str) -> None:
    """Save the browser's time zone for a person who has chosen none.

    Args:
        person: The account; it is changed in place.
        time_zone: IANA name; an unknown one is passed over, for a browser may say anything.
    """
    if is_time_zone(time_zone):
        Person.objects.filter(pk=person.pk, time_zone="").update(time_zone=time_zone)
        person.refresh_from_db(fields=["time_zone"])


def switch(*, person: Person, is_active: bool) -> None:
    """Let an account in, or shut it out and end its sessions.

    Args:
        person: The account; it is changed in place.
        is_active: Whether it may sign in.
    """
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(person=person)


def add_to_user_group(
    *,
    person: Person,
    group: UserGroup,
    valid_from: datetime | None = None,
    valid_till: datetime | None = None,
) -> UserGroupMembership:
    """Put a person into a user group, or change for how long the membership counts.

    Args:
        person: Who joins.
        group: Which gives the role and chooses levels (spec ROLE-8, SLA-11).
        valid_from: First instant that counts; none: always.
        valid_till: First instant that counts no more; none: for ever.
    """
    membership, _created = UserGroupMembership.objects.update_or_create(
        person=person, group=group, defaults={"valid_from": valid_from, "valid_till": valid_till}
    )
    return membership


def remove_from_user_group(*, person: Person, group: UserGroup) -> None:
    """Take a person out of a user group.

    Args:
        person: Who leaves.
        group: Which group.
    """
    UserGroupMembership.objects.filter(person=person, group=group).delete()


def add_to_support_group(
    *,
    person: Person,
    group: SupportGroup,
    sees_group: bool = False,
    hears_new: bool = False,
    hears_updates: bool | None = None,
    valid_from: datetime | None = None,
    valid_till: datetime | None = None,
) -> SupportMembership:
    """Put a person into a support group, or change the membership's flags (spec GRP-2).

    Args:
        person: Who joins.
        group: A team of staff, or the people of a customer.
        sees_group: Whether the person sees the tickets of all members (spec GRP-3).
        hears_new: Whether the person is told of new tickets of the group.
        hears_updates: Whether the person is told of changes; left out, it is on in a team and off
            in a client group (spec GRP-5+).
        valid_from: First instant that counts; none: always.
        valid_till: First instant that counts no more; none: for ever.
    """
    membership, _created = SupportMembership.objects.update_or_create(
        person=person,
        group=group,
        defaults={
            "sees_group": sees_group,
            "hears_new": hears_new,
            "hears_updates": group.is_team if hears_updates is None else hears_updates,
            "valid_from": valid_from,
            "valid_till": valid_till,
        },
    )
    return membership


def remove_from_support_group(*, person: Person, group: SupportGroup) -> None:
    """Take a person out of a support group.

    Args:
        person: Who leaves.
        group: Which group.
    """
    SupportMembership.objects.filter(person=person, group=group).delete()


def offer_in_demo(
    *, person: Person, sort: int, about_ru: str = "", about_en: str = ""
) -> DemoAccount:
    """Let the sign-in page of a demo offer to enter as `person`.

    Args:
        person: The account.
        sort: Its place among the offered ones, from small to great.
        about_ru: Who that is, in Russian.
        about_en: The same in English.
    """
    offered, _created = DemoAccount.objects.update_or_create(
        person=person, defaults={"sort": sort, "about_ru": about_ru, "about_en": about_en}
    )
    return offered
