"""Which addresses a mail server may have: administrators name servers, and we connect to them."""

import ipaddress
import socket


class ForbiddenAddressError(OSError):
    """The address is none of a mail server's: of this link only, of many, or of nobody."""


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses behind the name of a mail server.

    A mail server may well stand in the own network or on this machine; what it never has is a
    link-local address, where clouds keep their machines' keys, or one that is no single host's.

    Args:
        host: The name, or an address.
        port: The port.

    Raises:
        ForbiddenAddressError: An address is none of a mail server's.
        OSError: There is no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for address in addresses:
        known = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
            known = known.ipv4_mapped
        if known.is_link_local or known.is_multicast or known.is_unspecified:
            raise ForbiddenAddressError(address)
    return addresses
