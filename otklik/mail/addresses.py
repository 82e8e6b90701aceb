"""Addresses as mail servers want them. Pure."""


def to_ascii(address: str) -> str:
    """Return the address with its domain as DNS wants it; the local part stays as it is.

    Args:
        address: A bare address, `support@полдень.рф`.

    Raises:
        ValueError: The domain has an empty or overlong part.
    """
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.encode('idna').decode()}" if at else address


def domain_of(address: str) -> str:
    """Return the domain of an address in its DNS form.

    Raises:
        ValueError: The domain has an empty or overlong part.
    """
    return to_ascii(address).rpartition("@")[2]
