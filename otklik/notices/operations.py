"""Writing down what people wish to be told."""

from collections.abc import Collection, Mapping

from django.db import transaction

from otklik.notices.matrix import Occasion, Role
from otklik.notices.models import Preference
from otklik.notices.queries import questions
from otklik.people.models import Person


@transaction.atomic
def choose(
    *, person: Person, roles: Collection[Role], wishes: Mapping[Occasion, Preference.How]
) -> None:
    """Remember how a person wants to be told of things.

    A wish for what happens anyway is none: such a person goes on with the table when it changes.

    Args:
        person: Whose wishes.
        roles: From `queries.roles_of`.
        wishes: By occasion; what is not named stays as it is.

    Raises:
        ValueError: There is no such question to this person, or no such answer to it.
    """
    asked = {one.occasion: one for one in questions(person, roles)}
    for occasion, how in wishes.items():
        question = asked.get(occasion)
        if question is None or how not in question.answers:
            raise ValueError(f"{how} is no answer to {occasion}")
        if how == question.usual:
            Preference.objects.filter(person=person, occasion=occasion).delete()
        elif how != question.now:
            Preference.objects.update_or_create(
                person=person, occasion=occasion, defaults={"how": how}
            )
