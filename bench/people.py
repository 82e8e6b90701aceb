"""Who plays in the made-up tickets: clients, agents, categories, all made without letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import make_password

from bench.corpus import AGENTS, CATEGORIES, CLIENTS
from bench.names import ADMIN_ADDRESS, PASSWORD, agent_address, client_address, client_name
from otklik.core.time import now
from otklik.directory.models import Category
from otklik.directory.operations import create_entry
from otklik.people.models import Person, Role, UserGroup, UserGroupMembership

_SUBJECTS: Final = (
    ("Поддержка", "Support"),
    ("Счета", "Billing"),
    ("Сеть", "Network"),
    ("Железо", "Hardware"),
    ("Программы", "Software"),
    ("Принтеры", "Printers"),
    ("Учётные записи", "Accounts"),
    ("Безопасность", "Security"),
    ("Продажи", "Sales"),
    ("Помещения", "Facilities"),
    ("Кадры", "People"),
    ("Отзывы", "Feedback"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Rows that the tickets point to.

    Attributes:
        clients: Ids of the clients.
        agents: Ids of the agents.
        categories: Ids of the categories.
    """

    clients: Sequence[int]
    agents: Sequence[int]
    categories: Sequence[int]


def make_cast() -> Cast:
    """Make everybody, in a database where nobody of them is yet."""
    password = make_password(PASSWORD)

    def account(address: str, name: str) -> Person:
        return Person(
            email=address, name=name, can_sign_in=True, email_proven_at=now(), password=password
        )

    clients = Person.objects.bulk_create(
        account(client_address(place), client_name(place)) for place in range(CLIENTS)
    )
    agents = Person.objects.bulk_create(
        account(agent_address(place), f"Агент {place} Agent") for place in range(AGENTS)
    )
    admin = account(ADMIN_ADDRESS, "Начальник Chief")
    admin.save()
    for people, role in ((clients, Role.CLIENT), (agents, Role.AGENT), ([admin], Role.ADMIN)):
        group = UserGroup.objects.filter(role=role).order_by("pk")[0]
        UserGroupMembership.objects.bulk_create(
            UserGroupMembership(group=group, person=person) for person in people
        )
    categories = [
        create_entry(entry=Category(code=f"bench_{place}", name_ru=russian, name_en=english))
        for place, (russian, english) in enumerate(_SUBJECTS[:CATEGORIES], start=1)
    ]
    return Cast(
        [one.pk for one in clients], [one.pk for one in agents], [one.pk for one in categories]
    )
