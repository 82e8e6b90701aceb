"""What the gate does that reaches into other rooms."""

from django.db import transaction

from otklik.gate import letters
from otklik.live.push import recheck
from otklik.people import operations as people
from otklik.people.models import Person
from otklik.people.viewer import viewer_of
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.take_over import take_over


@transaction.atomic
def register(
    *, email: str, profile: people.Profile, password: str, sends_proof: bool = True
) -> Person:
    """Create an account and send its proof link (spec T-18, D-11).

    Args:
        email: The address to sign in with.
        profile: What the person says about himself.
        password: In clear, checked by the form.
        sends_proof: Whether a letter may leave now; its owner can ask for it later.

    Raises:
        AddressTaken: An account has the address.
    """
    person = people.register(email=email, profile=profile, password=password)
    if sends_proof:
        letters.send_proof(person, person.email)
    return person


@transaction.atomic
def prove(*, person: Person, address: str) -> None:
    """Note that the address is the person's, with everything that follows (spec D-11, T-7).

    All sessions end, tickets of the contact with this address become the account's, and a proven
    address that is given up by this hears of it.

    Args:
        person: The account; it is changed in place.
        address: The address that was proven.

    Raises:
        AddressTaken: Another account has the address.
    """
    given_up = person.email if person.is_proven and person.email != address else ""
    proof = people.prove_address(person=person, address=address)
    if proof.contact_id is not None:
        take_over(contact_id=proof.contact_id, account=person, submit=Submit.of(viewer_of(person)))
    if given_up:
        letters.send_address_changed(person, given_up)
    recheck(person.pk)


@transaction.atomic
def set_forgotten_password(*, person: Person, password: str) -> None:
    """Set a new password for whoever held a reset link, which proves the address.

    Args:
        person: The account; it is changed in place.
        password: In clear, checked by the form.
    """
    people.set_password(person=person, password=password)
    prove(person=person, address=person.email)


@transaction.atomic
def change_password(*, person: Person, password: str) -> None:
    """Set a new password, which ends all other sessions.

    Args:
        person: The account; it is changed in place.
        password: In clear, checked by the form.
    """
    people.set_password(person=person, password=password)
    recheck(person.pk)


@transaction.atomic
def end_sessions(*, person: Person) -> None:
    """End every session of the account; the caller renews the one it works in.

    Args:
        person: The account; it is changed in place.
    """
    people.end_sessions(person=person)
    recheck(person.pk)


@transaction.atomic
def ask_for_address(*, person: Person, address: str) -> None:
    """Begin to change the sign-in address.

    A proven address stays until the new one is proven too; an unproven one is only a slip of the
    pen and is corrected at once.

    Args:
        person: The account; it is changed in place.
        address: The new address.

    Raises:
        AddressTaken: Another account has the address.
    """
    if not person.is_proven:
        people.correct_address(person=person, address=address)
    letters.send_proof(person, address)
