"""E-mail addresses as identities. Pure."""

import unicodedata


def normal_address(address: str) -> str:
    """Return the one spelling under which an address is stored and compared (spec MAIL-5).

    Lower case throughout: no provider tells mailboxes apart by it. The domain is kept as people
    write it, so that `xn--…` and its letters are one address.

    Args:
        address: A bare address, `Elena@Example.COM`.
    """
    text = unicodedata.normalize("NFC", address).strip().lower()
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{_readable(domain)}"


def _readable(domain: str) -> str:
    """Return the domain with its `xn--` parts decoded (RFC 5890)."""
    try:
        return domain.encode("ascii").decode("idna").lower() if "xn--" in domain else domain
    except UnicodeError:
        return domain
