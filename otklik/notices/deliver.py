"""How a person is told of something: the table's answer, or the person's own."""

from collections.abc import Collection, Mapping
from typing import Final

from otklik.notices.matrix import BELL, BOTH, NONE, Channel, Channels, Occasion, Role, channels
from otklik.notices.models import Preference

_OWN: Final[Mapping[str, Channels]] = {
    Preference.How.MAIL: BOTH,
    Preference.How.BELL: BELL,
    Preference.How.NONE: NONE,
}


class Wishes:
    """The wishes of some people, read once."""

    def __init__(self, person_ids: Collection[int]) -> None:
        rows = Preference.objects.filter(person__in=person_ids)
        self._own = {(row.person_id, row.occasion): row.how for row in rows}

    def channels(self, person_id: int | None, role: Role, occasion: Occasion) -> Channels:
        """Return how a person is told of an occasion.

        An own wish narrows or widens what the table gives to the role, but reaches nobody whom the
        table does not mention. A substitute has no choice: else a ticket that nobody is responsible
        for could be heard by nobody (spec C-8, ASG-8).

        Args:
            person_id: Who; None for an address that is nobody's.
            role: Why the person would be told.
            occasion: What happened.
        """
        shipped = channels(occasion, role)
        if person_id is None or role is Role.SUBSTITUTE:
            return shipped
        own = self._own.get((person_id, occasion))
        return _OWN[own] if own and shipped else shipped

    def wanted(
        self,
        person_id: int | None,
        role: Role,
        occasions: Collection[Occasion],
        channel: Channel,
    ) -> frozenset[Occasion]:
        """Return of which of the occasions this person is told through a channel."""
        return frozenset(one for one in occasions if channel in self.channels(person_id, role, one))
