"""Variables in canned answers: a closed set of names in braces, and no language of templates.

Whatever else stands in braces is text: people send settings and code.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Variable(StrEnum):
    """What a text may name: `{client_name}`."""

    CLIENT_NAME = "client_name"
    TICKET_NUMBER = "ticket_number"
    TICKET_TITLE = "ticket_title"
    AGENT_NAME = "agent_name"
    SITE_NAME = "site_name"


LABELS: Mapping[Variable, Promise] = {
    Variable.CLIENT_NAME: _("client: name"),
    Variable.TICKET_NUMBER: _("ticket: number"),
    Variable.TICKET_TITLE: _("ticket: title"),
    Variable.AGENT_NAME: _("agent: name"),
    Variable.SITE_NAME: _("site: name"),
}
"""What people read in the place of a variable."""

_IN_TEXT = re.compile(r"\{(" + "|".join(Variable) + r")\}")


def pieces(text: str) -> Iterator[str | Variable]:
    """Yield a text cut at its variables, in order; plain pieces may be empty.

    Args:
        text: Of a canned answer.
    """
    for place, piece in enumerate(_IN_TEXT.split(text)):
        yield Variable(piece) if place % 2 else piece


def fill(text: str, values: Mapping[Variable, str]) -> str:
    """Return a text with its variables replaced.

    Args:
        text: Of a canned answer.
        values: One for each variable.
    """
    return "".join(values[one] if isinstance(one, Variable) else one for one in pieces(text))
