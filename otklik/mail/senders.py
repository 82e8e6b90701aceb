"""From which address a site writes."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import override

from otklik.core.config import config
from otklik.core.kept import rows_of
from otklik.directory.models import Site
from otklik.mail import keys, threading
from otklik.mail.addresses import domain_of
from otklik.mail.models import Mailbox


@dataclass(frozen=True, kw_only=True)
class Sender:
    """An address with a name, and whether answers to it reach us.

    Attributes:
        name: What a mail program shows, the site's name if nothing else was chosen.
        address: The bare address.
        takes_answers: Whether a mailbox stands behind it.
    """

    name: str
    address: str
    takes_answers: bool

    @property
    def domain(self) -> str:
        """The domain for Message-IDs, in its DNS form."""
        return domain_of(self.address)

    def reply_address(self, *, ticket: int, person: int) -> str:
        """Return the signed address for a person's answers to a ticket, "" without a mailbox.

        Args:
            ticket: The ticket's number.
            person: The person's number.
        """
        if not self.takes_answers:
            return ""
        return threading.reply_address(
            mailbox=self.address, ticket=ticket, person=person, secret=keys.signing_key()
        )


def sender_for(site: Site, language: str) -> Sender:
    """Return from whom a site's letters come: its first mailbox in use, else its own address.

    Args:
        site: The site.
        language: The letter's language, for the site's name.
    """
    with override(language):
        name = str(site)
    boxes = rows_of([Mailbox])[Mailbox]
    box = next((box for box in boxes if box.site_id == site.pk and box.enabled), None)
    if box is not None:
        return Sender(
            name=box.sender_name or site.sender_name or name,
            address=box.address,
            takes_answers=True,
        )
    address = site.sender_address or f"noreply@{urlsplit(config().url).hostname}"
    return Sender(name=site.sender_name or name, address=address, takes_answers=False)
