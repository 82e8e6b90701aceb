"""Whose letter it is, and which addresses are ours (spec MAIL-4, MAIL-5, MAIL-13)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from otklik.core.kept import rows_of
from otklik.directory.models import Site
from otklik.mail.addresses import to_ascii
from otklik.mail.models import Mailbox
from otklik.mail_in.reading.letter import Letter
from otklik.people.addresses import normal_address

ANSWERED_AT_MOST: Final = 5
"""Addresses of Reply-To that are looked up; a letter may name thousands."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who can be answered.

    Attributes:
        address: In its normal spelling.
        name: What the letter calls him; may be empty.
    """

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Senders:
    """Who may have written a letter.

    Attributes:
        people: Answers are wanted by the first of them: Reply-To before From (spec MAIL-4).
        is_ours: Whether one of our own addresses stood among them and was left out.
        written_from: The address in From; empty if it cannot be answered or is ours.
    """

    people: Sequence[Sender]
    is_ours: bool
    written_from: str

    @property
    def addresses(self) -> list[str]:
        """Their addresses."""
        return [one.address for one in self.people]


def senders_of(letter: Letter) -> Senders:
    """Return who may have written a letter; nobody if it names no address that can be answered.

    Our own addresses are left out (spec MAIL-13): a form on a web page writes in our name and puts
    its visitor into Reply-To.

    Args:
        letter: The letter, read.
    """
    found: dict[str, Sender] = {}
    for mailbox in (*letter.reply_to[:ANSWERED_AT_MOST], letter.from_):
        address = normal_address(mailbox.address)
        if _is_answerable(address) and address not in found:
            found[address] = Sender(address, mailbox.name)
    ours = {address for address in found if is_ours(address)}
    people = [one for address, one in found.items() if address not in ours]
    written_from = normal_address(letter.from_.address)
    return Senders(
        people,
        is_ours=bool(ours),
        written_from=written_from if written_from in found.keys() - ours else "",
    )


def _is_answerable(address: str) -> bool:
    """Tell whether a letter could go there; Django lets "localhost" pass, which is ourselves."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return not address.endswith("@localhost")


def mailbox_for(recipient: str) -> Mailbox | None:
    """Return the mailbox in use behind an address, with or without a reply token.

    Args:
        recipient: One bare address in any spelling.
    """
    return _mailbox(recipient, [box for box in rows_of([Mailbox])[Mailbox] if box.enabled])


def is_ours(address: str) -> bool:
    """Tell whether we write from this address: a mailbox, in use or not, or a site's own.

    Args:
        address: One bare address in any spelling.
    """
    kept = rows_of([Mailbox, Site])
    if _mailbox(address, kept[Mailbox]) is not None:
        return True
    spellings = _spellings(normal_address(address))
    return any(site.sender_address.lower() in spellings for site in kept[Site])


def _mailbox(address: str, among: Sequence[Mailbox]) -> Mailbox | None:
    """Return the mailbox with this very address, else the one to which a tag was added."""
    local, at, domain = normal_address(address).rpartition("@")
    if not (local and at and domain):
        return None
    for name in dict.fromkeys((local, local.partition("+")[0])):
        spellings = _spellings(f"{name}@{domain}")
        found = next((box for box in among if box.address.lower() in spellings), None)
        if found is not None:
            return found
    return None


def _spellings(address: str) -> set[str]:
    """Return the address with its domain in letters and as DNS writes it."""
    spellings = {address}
    with suppress(ValueError):
        spellings.add(to_ascii(address).lower())
    return spellings
