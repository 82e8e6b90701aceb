"""Words as an index keeps them and as a person asks for them; used for whatever can be searched.

PostgreSQL's own parser reads `INV-0417` as a negative number and `report.pdf` as a host, so that
half of it is never found. Therefore texts and questions are cut into words here, alike, and only
plain words reach the parser, which stems them in Russian and English. What is exact as a whole, an
e-mail address or a telephone number, is kept whole beside its pieces. See docs/search.md.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
from django.db.models import Func, TextField, Value

from otklik.core.text import storable

CONFIG: Final = "russian"
"""The configuration stems words in Latin letters as English."""
LONGEST_WORD: Final = 60
LONGEST_QUESTION: Final = 200
MOST_WORDS: Final = 16
"""So many words of a question count; more make a search dear and no better."""
MOST_STEMS: Final = 10
"""So many stems are looked for in each text of a hit, to mark them."""
SHORTEST_BEGINNING: Final = 3
"""How many letters the last word needs for its continuations to be looked for."""
_WORD = re.compile(r"[^\W_]+")
_BETWEEN_ADDRESSES = re.compile(r"[\s<>()\[\]\"'«»,;:\\]+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONGEST_ADDRESS: Final = 254
_PHONE = re.compile(r"(?<!\w)\+?\d[\d ().-]{8,20}\d(?!\w)")
_PHONE_DIGITS: Final = range(10, 13)
_SIGNIFICANT_DIGITS: Final = 10
_SHELF: Final = "#"
"""Begins the lexeme of a shelf; no word does."""


def plain(text: str) -> str:
    """Return `text` in the spelling in which it is compared: lower case, ё as е, one form each."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, without signs, none longer than the index takes.

    Args:
        text: Any text; what PostgreSQL refuses is no part of a word.
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain(text))]


def wholes_of(text: str) -> list[str]:
    """Return the e-mail addresses of a text and the last ten digits of its telephone numbers.

    Args:
        text: Any text.
    """
    known = plain(text)
    return [*_addresses(known), *(digits for _found, digits in _phones(known))]


def _addresses(known: str) -> list[str]:
    parts = (part.strip(".") for part in _BETWEEN_ADDRESSES.split(known) if "@" in part)
    return [one for one in parts if len(one) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(one)]


def _phones(known: str) -> list[tuple[str, str]]:
    found = [(match[0], re.sub(r"\D", "", match[0])) for match in _PHONE.finditer(known)]
    return [
        (match, digits[-_SIGNIFICANT_DIGITS:])
        for match, digits in found
        if len(digits) in _PHONE_DIGITS
    ]


def document(*texts: str, shelf: str = "") -> Func:
    """Return the expression that makes texts searchable: a `tsvector` without positions.

    Args:
        texts: What is found together; 50,000 characters in all, or the database may refuse.
        shelf: Where it stands among all documents, see `Question.expression`.
    """
    words = " ".join(word for text in texts for word in words_of(text))
    wholes = [whole for text in texts for whole in wholes_of(text)]
    wholes += [f"{_SHELF}{shelf}"] if shelf else []
    return Func(
        Value(words, TextField()),
        Value(wholes, ArrayField(TextField())),
        template=f"(strip(to_tsvector('{CONFIG}', %(expressions)s::text[])))",
        arg_joiner=") || array_to_tsvector(",
        output_field=SearchVectorField(),
    )


class _Lexemes(SearchQuery):
    """A question that consists of lexemes: a constant, neither parsed nor stemmed again."""

    template = "%(expressions)s::tsquery"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for.

    Attributes:
        asked: What was typed, cut to a sensible length.
        lexemes: The stems of which all have to occur.
        beginning: The stem that a word has to begin with; empty if there is none.
    """

    asked: str
    lexemes: Sequence[str] = ()
    beginning: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for: signs only, or words that stand everywhere."""
        return not (self.lexemes or self.beginning)

    @property
    def stems(self) -> tuple[str, ...]:
        """What words of a hit begin with, `MOST_STEMS`; an address is a hit by its pieces."""
        wanted = [*self.lexemes, self.beginning]
        stems = dict.fromkeys(word for lexeme in wanted for word in words_of(lexeme))
        return tuple(stems)[:MOST_STEMS]

    def expression(self, shelves: Sequence[str] = ()) -> SearchQuery:
        """Return the question for the operator `@@`.

        Args:
            shelves: On which of the shelves to look; on all of them if none is named. The index
                answers for a few shelves fast, however frequent the words are.
        """
        parts = [_quoted(lexeme) for lexeme in self.lexemes]
        if self.beginning:
            parts.append(f"{_quoted(self.beginning)}:*")
        if shelves:
            parts.append(f"({' | '.join(_quoted(_SHELF + one) for one in shelves)})")
        return _Lexemes(Value(" & ".join(parts)))


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def question(text: str) -> Question:
    """Return what `text` asks for by its first `MOST_WORDS`; one query, whatever was typed.

    The last word may be a beginning, since people see results while they type; a blank after it
    ends it.

    Args:
        text: What somebody typed: words, numbers, an address, a telephone number.
    """
    asked = unicodedata.normalize("NFC", storable(text[: 2 * LONGEST_QUESTION]))[:LONGEST_QUESTION]
    known = plain(asked)
    wholes, rest = _cut_out_wholes(known)
    wholes = wholes[:MOST_WORDS]
    words = words_of(rest)[: MOST_WORDS - len(wholes)]
    begun = words.pop() if words and _may_be_begun(rest, words[-1]) else ""
    with connection.cursor() as cursor:
        stems = f"tsvector_to_array(to_tsvector('{CONFIG}', %s))"
        cursor.execute(f"SELECT {stems}, {stems}", [" ".join(words), begun])
        sure, last = cursor.fetchone() or ([], [])
    beginning = last[0] if len(last) == 1 and len(last[0]) >= SHORTEST_BEGINNING else ""
    return Question(asked.strip(), [*wholes, *sure, *(last if not beginning else [])], beginning)


def _cut_out_wholes(known: str) -> tuple[list[str], str]:
    wholes = _addresses(known)
    for address in wholes:
        known = known.replace(address, " ")
    for found, digits in _phones(known):
        wholes.append(digits)
        known = known.replace(found, " ")
    return wholes, known


def _may_be_begun(rest: str, last: str) -> bool:
    return len(last) >= SHORTEST_BEGINNING and rest.endswith(last)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, marked if it is what was looked for."""

    text: str
    is_marked: bool = False


def marked(text: str, stems: Sequence[str]) -> list[Piece]:
    """Return a text in pieces, of which the words that begin with one of `stems` are marked.

    Args:
        text: Any text.
        stems: From `Question.stems`.
    """
    pieces: list[Piece] = []
    end = 0
    for match, _stem in _matches(text, stems):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()]))
        pieces.append(Piece(match[0], is_marked=True))
        end = match.end()
    return [*pieces, Piece(text[end:])] if end < len(text) else pieces


def snippet(text: str, stems: Sequence[str], *, length: int = 180) -> list[Piece]:
    """Return the part of a text in which most of the stems stand close together, marked.

    Args:
        text: Any text, of which `LONGEST_READ` is looked at; white space becomes single blanks.
        stems: From `Question.stems`.
        length: About how many characters to show.
    """
    flat = " ".join(text[:LONGEST_READ].split())
    matches = islice(_matches(flat, stems), _MOST_MATCHES)
    found = [(match.start(), stem) for match, stem in matches]
    best = max(found, key=lambda one: _near(found, one[0], length), default=(0, ""))[0]
    start = max(best - length // 4, 0)
    start = flat.rfind(" ", 0, start) + 1 if start else 0
    end = start + length
    if end < len(flat):
        end = max(flat.rfind(" ", start, end), best + 1)
    shown = f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"
    return marked(shown, stems)


LONGEST_READ: Final = 10_000
_MOST_MATCHES: Final = 100


def _near(found: Sequence[tuple[int, str]], start: int, length: int) -> int:
    return len({stem for position, stem in found if start <= position < start + length // 2})


def _matches(text: str, stems: Sequence[str]) -> Iterator[tuple[re.Match[str], str]]:
    stem_of = {spelled: stem for stem in stems for spelled in _spellings(stem)}
    spellings = tuple(stem_of)
    for match in _WORD.finditer(text):
        word = plain(match[0])
        if word.startswith(spellings):
            yield match, next(stem_of[one] for one in spellings if word.startswith(one))


def _spellings(stem: str) -> list[str]:
    """Return how words may spell a stem: English ones turn y into i (`replies`, `reply`)."""
    return [stem, f"{stem[:-1]}y"] if stem.endswith("i") else [stem]
