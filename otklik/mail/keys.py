"""The keys of the room: one signs what comes back to us, one seals the passwords of mailboxes."""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.encoding import force_bytes

from otklik.core.config import secrets


def signing_key() -> bytes:
    """Return the key that signs reply addresses and Message-IDs (see `threading`).

    It is a secret of its own: changing the one that signs sessions leaves old letters answerable.
    """
    return secrets().reply_key.encode()


def seal(password: str) -> str:
    """Return `password` encrypted and authenticated; an empty one stays empty.

    A copy of the database alone does not open it: the key lives outside the database.
    """
    return _box().encrypt(password.encode()).decode() if password else ""


def unseal(sealed: str) -> str:
    """Return the password that `seal` was given.

    Raises:
        cryptography.fernet.InvalidToken: It was sealed under another secret, or damaged.
    """
    return _box().decrypt(sealed.encode()).decode() if sealed else ""


def _box() -> Fernet:
    secret = hashlib.sha512(force_bytes(settings.SECRET_KEY)).digest()
    key = hashlib.blake2b(b"otklik.mail.mailbox", key=secret, digest_size=32).digest()
    return Fernet(urlsafe_b64encode(key))
