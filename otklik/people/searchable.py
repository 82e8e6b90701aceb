"""How people and companies are sorted and found: expressions that tables and queries share."""

from typing import Final

from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Expression, F, Func, Value
from django.db.models.functions import Coalesce, Lower, NullIf, Replace, Right

PUNCTUATION: Final = "@.,-_+()'\"«»"
"""What parts the words of names and addresses."""

SHORTEST_NUMBER: Final = 4
LONGEST_NUMBER: Final = 15
"""How many digits of a telephone number are searched for; E.164 allows fifteen."""


def sorted_by(*names: str) -> Replace:
    """Return the database's own `otklik.core.text.sort_key` of the first name that is not empty."""
    filled = [NullIf(F(name), Value("")) for name in names]
    first = Coalesce(*filled, Value("")) if len(filled) > 1 else F(names[0])
    return Replace(Lower(first), Value("ё"), Value("е"))


def _words_of(text: Expression | F) -> Func:
    blanks = Value(" " * len(PUNCTUATION))
    return Func(
        text, Value(PUNCTUATION), blanks, function="TRANSLATE", output_field=models.TextField()
    )


def _digits_of(column: str) -> Func:
    return Func(
        F(column),
        Value("[^0-9]"),
        Value(""),
        Value("g"),
        function="REGEXP_REPLACE",
        output_field=models.TextField(),
    )


ORGANIZATION_WORDS: Final = SearchVector(_words_of(sorted_by("name")), config="simple")
"""The words by which a company is found."""

PERSON_WORDS: Final = SearchVector(
    _words_of(sorted_by("name")),
    _words_of(F("email")),
    *(Right(_digits_of("phone"), length) for length in range(SHORTEST_NUMBER, LONGEST_NUMBER + 1)),
    config="simple",
)
"""The words by which a person is found: of the name, of the address, and every end of the telephone
number, so that any part of it is the beginning of one. Query and index share this expression: the
index serves no other."""
