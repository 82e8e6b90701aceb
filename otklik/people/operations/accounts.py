"""Accounts: how they come to be, and who is let in."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from otklik.core.time import now
from otklik.people.addresses import normal_address
from otklik.people.demo_account import DemoAccount
from otklik.people.models import Organization, Person, UserGroup
from otklik.people.operations.memberships import add_to_user_group
from otklik.people.operations.profiles import Profile, write_profile
from otklik.people.queries import is_taken


class AddressTaken(Exception):  # noqa: N818 (it is a fact about the address, told to the form)
    """An account has this address already."""


@transaction.atomic
def add_account(
    *,
    email: str,
    profile: Profile,
    password: str | None = None,
    password_hash: str = "",
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
        password_hash: Instead of it, of `make_password`: hashing is slow on purpose, so whoever
            makes many accounts with one password does it once.
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
        password=password_hash or make_password(password),
        organization=organization,
        can_sign_in=True,
        email_proven_at=proven_at,
        is_system_admin=is_system_admin,
        created_at=at or now(),
    )
    validate_email(account.email)
    write_profile(profile, account)
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


def set_password(*, person: Person, password: str) -> None:
    """Set a new password, which ends the account's sessions.

    Args:
        person: The account; it is changed in place.
        password: In clear, checked by the caller's form.
    """
    person.set_password(password)
    person.save(update_fields=["password"])


def end_sessions(*, person: Person) -> None:
    """End every session of the account.

    Args:
        person: The account; it is changed in place.
    """
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])


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


def make_system_admin(*, person: Person) -> None:
    """Make an account an administrator whom no group can lock out, and let it in (spec ROLE-8).

    Whoever may run commands on the server vouches for the address, so it counts as proven.

    Args:
        person: The account; it is changed in place.
    """
    person.is_system_admin = True
    person.is_active = True
    person.email_proven_at = person.email_proven_at or now()
    person.save(update_fields=["is_system_admin", "is_active", "email_proven_at"])


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
