"""The links in our letters: what they carry, and how long they are good for.

Keys travel in the query, which the request log leaves out.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from otklik.core.config import config
from otklik.people.models import Person

PROOF_LIFE: Final = timedelta(days=7)
INVITATION_LIFE: Final = timedelta(days=7)
_SALT: Final = "otklik.gate.proof"
_INVITATION_SALT: Final = "otklik.gate.invitation"


@dataclass(frozen=True, slots=True)
class ProofKey:
    """What a proof link says.

    Attributes:
        person: Whose account.
        address: The address that whoever holds the link has shown to read.
        is_used: Whether the account has this address already proven.
    """

    person: Person
    address: str
    is_used: bool


def proof_link(person: Person, address: str) -> str:
    """Return the link that proves `address` to be the person's.

    It dies with the sessions of the account: after a proof, or when all of them are ended.
    """
    key = signing.dumps([person.pk, address, person.email, person.session_epoch], salt=_SALT)
    return _absolute("gate:prove", key)


def read_proof(key: str) -> ProofKey | None:
    """Return what a proof link says, or nothing if it is damaged, too old or out of date."""
    try:
        pk, address, email, epoch = signing.loads(key, salt=_SALT, max_age=PROOF_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.filter(pk=pk, can_sign_in=True, is_active=True).first()
    if person is None:
        return None
    if person.is_proven and person.email == address:
        return ProofKey(person, address, is_used=True)
    if (person.email, person.session_epoch) != (email, epoch):
        return None
    return ProofKey(person, address, is_used=False)


def reset_link(person: Person) -> str:
    """Return the link by which the person sets a new password: once, within half an hour."""
    key = f"{int_to_base36(person.pk)}-{default_token_generator.make_token(person)}"
    return _absolute("gate:new_password", key)


def invitation_link(person: Person) -> str:
    """Return the link by which an invited person sets the first password, within a week.

    It dies with its use, which proves the address, and with another address or ended sessions.
    """
    key = signing.dumps([person.pk, person.email, person.session_epoch], salt=_INVITATION_SALT)
    return _absolute("gate:new_password", key)


def read_password_key(key: str) -> Person | None:
    """Return who may set a password with the key of a reset or an invitation, or nothing."""
    return _read_invitation(key) if ":" in key else _read_reset(key)


def _read_invitation(key: str) -> Person | None:
    try:
        pk, email, epoch = signing.loads(key, salt=_INVITATION_SALT, max_age=INVITATION_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    invited = Person.objects.filter(can_sign_in=True, is_active=True, email_proven_at=None)
    return invited.filter(pk=pk, email=email, session_epoch=epoch).first()


def _read_reset(key: str) -> Person | None:
    who, _, token = key.partition("-")
    try:
        pk = base36_to_int(who)
    except ValueError:
        return None
    person = Person.objects.filter(pk=pk, can_sign_in=True, is_active=True).first()
    return person if person and default_token_generator.check_token(person, token) else None


def _absolute(name: str, key: str) -> str:
    return f"{config().url}{reverse(name)}?{urlencode({'key': key})}"
