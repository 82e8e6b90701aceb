"""What a person is asked about notices, and what he has answered so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from otklik.notices.matrix import MATRIX, NONE, Channel, Channels, Occasion, Role
from otklik.notices.models import Preference
from otklik.people.models import Person

How = Preference.How

CLIENTS: Final = frozenset({Role.AUTHOR, Role.AUTHORS_WATCHER})
WORKERS: Final = CLIENTS | {Role.RESPONSIBLE, Role.CO_EXECUTOR, Role.FORMER, Role.TEAM_WATCHER}
ADMINS: Final = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Question:
    """How shall we tell you of this?

    Attributes:
        occasion: Of what.
        answers: What can be answered; the table may have no letter about it for anybody.
        usual: What happens without an answer: the most that the table gives to a role of his.
        now: What happens now.
    """

    occasion: Occasion
    answers: Sequence[How]
    usual: How
    now: How


def roles_of(*, is_staff: bool, is_admin: bool) -> frozenset[Role]:
    """Return why somebody may ever be told of something.

    Args:
        is_staff: Whether the person works in the support.
        is_admin: Whether the person administers it.
    """
    if is_admin:
        return ADMINS
    return WORKERS if is_staff else CLIENTS


def questions(person: Person, roles: Collection[Role]) -> list[Question]:
    """Return the questions to a person, one for each occasion that concerns a role of his.

    Args:
        person: Who is asked.
        roles: From `roles_of`.
    """
    own = dict(Preference.objects.filter(person=person).values_list("occasion", "how"))
    asked = []
    for occasion in Occasion:
        most: Channels = NONE.union(*(MATRIX[occasion].get(role, NONE) for role in roles))
        if most:
            usual = How.MAIL if Channel.MAIL in most else How.BELL
            answers = [How.MAIL, How.BELL, How.NONE] if usual is How.MAIL else [How.BELL, How.NONE]
            now = How(own.get(occasion, usual))
            asked.append(Question(occasion, answers, usual, now))
    return asked
