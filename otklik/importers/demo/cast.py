"""Who plays in the demo: three companies, their people, five agents and those who watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

PASSWORD: Final = "otklik-demo"  # noqa: S105 - the demo prints it; production refuses demo data


@dataclass(frozen=True, slots=True)
class Company:
    """A client company; its people see each other's tickets if `managers` name them.

    Attributes:
        code: How the cast refers to it.
        name: What it is called.
        managers: The codes of those who see all its tickets (spec GRP-3).
    """

    code: str
    name: str
    managers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the demo.

    Attributes:
        code: How the threads refer to the person.
        name: What the person is called.
        email: The address; accounts sign in with it.
        group: The user group that gives the role; nothing makes a contact without sign-in.
        about_ru: Who that is, on the sign-in page, in Russian.
        about_en: The same in English.
        company: The client company.
        team: The team of an agent.
        language: Of pages and letters.
        zone: IANA time zone.
        phone: A telephone number.
        level: The code of the level in the regulation; nothing for the one that serves everybody.
        joined_before: How long before the demo's beginning the person got it.
        is_proven: Whether the address is proven (spec D-11).
    """

    code: str
    name: str
    email: str
    group: str = ""
    about_ru: str = ""
    about_en: str = ""
    company: str = ""
    team: str = ""
    language: str = "ru"
    zone: str = "Europe/Moscow"
    phone: str = ""
    level: str = ""
    joined_before: timedelta = timedelta()
    is_proven: bool = True

    @property
    def is_for_a_year(self) -> bool:
        """Whether the level ends: partners have theirs without end (spec 23)."""
        return not self.level.startswith("partner")


COMPANIES: Final = (
    Company("polden", "Кофейни «Полдень»", managers=("elena",)),
    Company("granit", "ООО «Гранит-Строй»"),
    Company("northwind", "Northwind Traders", managers=("james",)),
)
TEAMS: Final = {"first": "Первая линия", "second": "Вторая линия"}

PLAYERS: Final = (
    Player(
        "dmitry", "Дмитрий Орлов", "dmitry@otklik.example", "agents",
        "Агент первой линии", "Agent, first line", team="first",
    ),
    Player(
        "anna", "Анна Ковалёва", "anna@otklik.example", "agents",
        "Агент первой линии", "Agent, first line", team="first",
    ),
    Player("marat", "Марат Гайнутдинов", "marat@otklik.example", "agents", team="first"),
    Player(
        "olga", "Ольга Синицына", "olga@otklik.example", "agents",
        "Агент второй линии", "Agent, second line", team="second",
    ),
    Player(
        "kate", "Kate Brown", "kate@otklik.example", "agents",
        "Агент, работает по-английски", "Agent, works in English",
        team="second", language="en", zone="Europe/London",
    ),
    Player(
        "vera", "Вера Трубина", "vera@otklik.example", "admins",
        "Администратор поддержки", "Administrator",
    ),
    Player(
        "oleg", "Олег Мельник", "oleg@otklik.example", "observers",
        "Наблюдатель: видит всё, не меняет ничего", "Observer: sees all, changes nothing",
    ),
    Player(
        "elena", "Елена Воронцова", "elena@polden.example", "clients",
        "Клиент: кофейни «Полдень», VIP", "Client of a coffee chain, VIP",
        company="polden", phone="+7 921 555-14-08", level="vip",
    ),
    Player(
        "natalia", "Наталья Ким", "natalia@polden.example", "clients",
        company="polden", phone="+7 921 555-14-11", level="vip",
    ),
    Player(
        "petr", "Пётр Савельев", "petr@granit.example", "clients",
        "Клиент: «Гранит-Строй»", "Client of a building company",
        company="granit", phone="+7 812 555-70-20", level="client",
    ),
    Player(
        "rita", "Рита Лунина", "rita@granit.example", "clients",
        company="granit", level="client",
    ),
    Player(
        "james", "James Carter", "james@northwind.example", "clients",
        "Клиент из Лондона, по-английски", "Client in London",
        company="northwind", language="en", zone="Europe/London", level="client-prompt",
    ),
    Player(
        "emily", "Emily Stone", "emily@northwind.example", "clients",
        company="northwind", language="en", zone="Europe/London", level="client-prompt",
    ),
    Player(
        "nikita", "Никита Зайцев", "nikita@zaycev.example", "clients",
        "Клиент, ещё не подтвердил адрес", "Client with an unproven address",
        is_proven=False,
    ),
    Player(
        "sofia", "София Белова", "sofia@mayak.example", "clients",
        "Партнёр: студия «Маяк»", "Partner, a web studio",
        level="partner",
    ),
    Player(
        "denis", "Денис Громов", "denis@vertikal.example", "clients",
        "Партнёр, оперативная поддержка", "Partner with prompt support",
        level="partner-prompt",
    ),
    Player(
        "gleb", "Глеб Ершов", "gleb@ershov.example", "clients",
        "Клиент, год поддержки кончился", "Client whose year of support is over",
        level="client", joined_before=timedelta(days=300),
    ),
    Player("timur", "Тимур Ахметов", "timur@akhmetov.example"),
)  # fmt: skip
"""In the order in which the sign-in page offers those who have something said about them."""

CATEGORIES: Final = (
    ("exchange", "Обмен с 1С", "Data exchange"),
    ("register", "Касса и чеки", "Tills and receipts"),
    ("stock", "Склад", "Stock"),
    ("access", "Вход и доступ", "Sign-in and access"),
    ("reports", "Отчёты", "Reports"),
    ("documents", "Договор и документы", "Contract and documents"),
)
