"""Made-up tickets: what a support of two years has, in Russian and English, the same each time.

A ticket's number alone decides what it is, given how many there are. One word stands in five
tickets of the first 50,000, another in every tenth; three tickets have 200 messages.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

RARE: Final = "zyxoquartz"
COMMON: Final = "printerfault"
RARE_AT: Final = frozenset({777, 9_101, 21_212, 33_333, 49_494})
BIG_AT: Final = (1_000, 2_000, 3_000)
USUAL_MESSAGES: Final = 4
BIG_MESSAGES: Final = 200
AGENTS: Final = 30
CLIENTS: Final = 5_000
CATEGORIES: Final = 12

_COMMON_ROW: Final = 3
_MESSAGE_CHARACTERS: Final = 600
_TITLE_CHARACTERS: Final = 30
_WORDS_IN_ALL: Final = 6_000
_SENTENCES: Final = 20_000
_ENGLISH: Final = (
    "the a to of and in for on with my our we cannot please help error account login password "
    "server page order invoice payment refund printer paper network cable wifi office laptop "
    "screen keyboard update install version license request access denied mailbox message "
    "attachment file folder backup restore slow timeout connection customer ticket reply thanks "
    "regards urgent morning yesterday today again still working broken replaced button report "
    "export table field address delivery contract department manager monitor battery driver reset"
)
_RUSSIAN: Final = (
    "не и в на с по для при что как мы вы это после пожалуйста помогите ошибка учётная запись "
    "вход пароль сервер страница заказ счёт оплата возврат принтер бумага сеть кабель офис ноутбук "
    "экран клавиатура обновление установка версия лицензия запрос доступ запрещён почта сообщение "
    "вложение файл папка копия восстановление медленно соединение клиент заявка ответ спасибо "
    "уважением срочно утром вчера сегодня снова работает сломан заменить кнопка отчёт выгрузка "
    "таблица поле адрес доставка договор отдел руководитель монитор батарея драйвер сброс"
)
_SYLLABLES: Final = {
    "en": "ba re ti con ment er so la dis pro ver ing ta lo ne mi sta cor per ul",
    "ru": "по ра ни ко те ли ста вер но ми до при за ло ка ре ти ни во сло",
}


class Course(StrEnum):
    """How far a ticket has come."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up ticket.

    Attributes:
        number: From 1.
        title: What it is about.
        course: How far it has come.
        client: Which of the clients, from 0.
        agent: Which of the agents, from 0; nothing if nobody is responsible.
        category: Which of the categories, from 0.
        texts: What was written, the client's and the agent's in turn.
        luck: A number from which further choices can be made.
    """

    number: int
    title: str
    course: Course
    client: int
    agent: int | None
    category: int
    texts: Sequence[str]
    luck: int


class Corpus:
    """The maker of tickets.

    Args:
        total: How many tickets there are.
        seed: Another one makes other tickets.
    """

    def __init__(self, total: int, *, seed: int = 7) -> None:
        self.total = total
        self._seed = seed
        luck = random.Random(seed)  # noqa: S311 (made-up texts are no secret)
        self._sentences = {
            language: _sentences(luck, language, words.split())
            for language, words in (("en", _ENGLISH), ("ru", _RUSSIAN))
        }

    def ticket(self, number: int) -> Made:
        """Return the ticket of a number between 1 and `total`."""
        luck = random.Random(self._seed * 1_000_003 + number)  # noqa: S311
        language = "ru" if luck.random() < 0.6 else "en"
        is_recent = number > self.total * 0.8
        course = Course.CLOSED
        agent: int | None = luck.randrange(AGENTS)
        if luck.random() < (0.5 if is_recent else 0.025):
            course = luck.choices((Course.WAITING, Course.ANSWERED), (9, 3))[0]
            agent = None if luck.random() < 0.2 else agent
        count = USUAL_MESSAGES
        if number in BIG_AT:
            course, agent, count = Course.ANSWERED, 0, BIG_MESSAGES
        if course is Course.WAITING:
            count -= 1
        title = self._text(luck, language, _TITLE_CHARACTERS)[:60].strip().rstrip(".")
        return Made(
            number=number,
            title=f"{title} #T{number:07d}",
            course=course,
            client=luck.randrange(CLIENTS),
            agent=agent,
            category=luck.randrange(CATEGORIES),
            texts=[self._message(luck, language, number, place) for place in range(count)],
            luck=luck.getrandbits(30),
        )

    def _message(self, luck: random.Random, language: str, number: int, place: int) -> str:
        text = self._text(luck, language, _MESSAGE_CHARACTERS)
        text += f"\n\nRef INV-{luck.randrange(10**9):09d}"
        if place == 0 and number in RARE_AT:
            text += f"\n{RARE}"
        if place == 0 and number % 10 == _COMMON_ROW:
            text += f"\n{COMMON}"
        return text

    def _text(self, luck: random.Random, language: str, characters: int) -> str:
        sentences = self._sentences[language]
        paragraphs: list[str] = []
        length = 0
        while length < characters:
            some = [sentences[int(luck.random() * len(sentences))] for _ in range(3)]
            if characters < _MESSAGE_CHARACTERS:
                return some[0]
            paragraphs.append(" ".join(some))
            length += len(paragraphs[-1])
        return "\n\n".join(paragraphs)


def _sentences(luck: random.Random, language: str, known: Sequence[str]) -> list[str]:
    words = _vocabulary(luck, known, _SYLLABLES[language].split())
    weights = [1 / (place + 8) for place in range(len(words))]
    drawn = iter(luck.choices(words, weights, k=_SENTENCES * 14))
    made = []
    for _ in range(_SENTENCES):
        sentence = " ".join(next(drawn) for _ in range(luck.randint(7, 14)))
        made.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return made


def _vocabulary(luck: random.Random, known: Sequence[str], syllables: Sequence[str]) -> list[str]:
    """Return 6,000 words: the known ones, then made-up ones, of which a language has more."""
    words = dict.fromkeys(known)
    while len(words) < _WORDS_IN_ALL:
        words["".join(luck.choice(syllables) for _ in range(luck.randint(2, 4)))] = None
    return list(words)
