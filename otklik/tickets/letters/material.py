"""What the letters about one change are made of: each part is read once, whoever gets them."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from otklik.mail.senders import Sender, sender_for
from otklik.tickets.audience import Recipient
from otklik.tickets.letters.thread import Threads
from otklik.tickets.models import Attachment, Change, Message

HISTORY: Final = 2
"""So many earlier messages follow what a letter tells."""


class Material:
    """A change with what its letters say besides, read when the first of them asks for it.

    Attributes:
        change: What happened, with its ticket.
        ticket: The ticket.
    """

    def __init__(self, change: Change, recipients: Sequence[Recipient]) -> None:
        self.change = change
        self.ticket = change.ticket
        self._recipients = recipients
        self._senders: dict[str, Sender] = {}
        self._files: dict[tuple[int, ...], list[Attachment]] = {}
        self._earlier: dict[int | None, list[Message]] = {}

    @cached_property
    def threads(self) -> Threads:
        """The places of the letters among what was exchanged with their recipients."""
        return Threads(self.change, self._recipients)

    def sender(self, language: str) -> Sender:
        """Return from whom letters in a language come."""
        if language not in self._senders:
            self._senders[language] = sender_for(self.ticket.site, language)
        return self._senders[language]

    def visible(self) -> QuerySet[Message]:
        """Return the ticket's messages that a client may read, with their authors."""
        said = Message.objects.filter(ticket=self.ticket, is_hidden=False, deleted_at=None)
        return said.select_related("author")

    def earlier(self, messages: Sequence[Message]) -> list[Message]:
        """Return what was said before some messages, newest first; notes are left out."""
        first = min((message.number for message in messages), default=None)
        if first not in self._earlier:
            said = self.visible() if first is None else self.visible().filter(number__lt=first)
            self._earlier[first] = list(said.order_by("-number")[:HISTORY])
        return self._earlier[first]

    def files(self, messages: Sequence[Message]) -> list[Attachment]:
        """Return the files of some messages, in the order in which they were attached."""
        key = tuple(message.pk for message in messages)
        if key not in self._files:
            links = Attachment.objects.filter(message__in=key) if key else Attachment.objects.none()
            self._files[key] = list(links.select_related("blob").order_by("pk"))
        return self._files[key]
