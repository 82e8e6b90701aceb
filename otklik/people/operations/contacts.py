"""People without sign-in, whom we know by their address (spec D-12)."""

from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from otklik.people.addresses import normal_address
from otklik.people.models import Organization, Person
from otklik.people.operations.profiles import Profile, clean_name, write_profile
from otklik.people.queries import contact_with, person_with


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
        known.name = clean_name(name)
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
    write_profile(Profile(name=name, phone=phone), contact)
    contact.save()
    return contact


def _new_contact(address: str, name: str) -> Person:
    validate_email(address)
    contact = Person(email=address, name=clean_name(name))
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
