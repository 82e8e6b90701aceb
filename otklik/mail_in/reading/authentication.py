"""What a mail server found out about a letter's sender (RFC 8601), for one domain.

Anybody can write an Authentication-Results field. Ours counts: the topmost one that carries the
name of the server that we trust, which takes fields in its own name off what comes in
(RFC 8601 section 5).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

_SERVER: Final = re.compile(r"\s*+([^\s;(\"]++)")
_PIECE: Final = re.compile(r'\\.?|[()"]|[^\\()"]++', re.DOTALL)
_RESULT: Final = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)", re.DOTALL)
_PROPERTY: Final = re.compile(r"\b(?:header|smtp)\.(from|d|i|mailfrom)\s*=\s*(\S+)")
_LONGEST: Final = 2_000


class Proof(StrEnum):
    """Whether the domain of a letter's From has sent it."""

    PROVEN = "proven"
    UNKNOWN = "unknown"
    FAILED = "failed"


class _Result(NamedTuple):
    """One method's result and the domains that it speaks of."""

    method: str
    result: str
    domains: Sequence[str]


def proof_of(fields: Iterable[str], trusted: str, domain: str) -> Proof:
    """Return what the trusted server says about the domain of a From address.

    DMARC is the domain's own word and goes before the rest; then a signature or an envelope sender
    of the domain that passed, then one that failed. A failure of some other domain, such as that of
    a list through which the letter came, says nothing.

    Args:
        fields: The values of Authentication-Results, topmost first.
        trusted: The name (authserv-id) of the server that we trust; empty for none.
        domain: The domain of the From address, in lower case.
    """
    if not (trusted and domain):
        return Proof.UNKNOWN
    field = next((one for one in fields if _is_by(one, trusted)), "")
    value = _plain(field.lower()) if len(field) <= _LONGEST else None
    if value is None:
        return Proof.UNKNOWN
    results = list(_results(value))
    dmarc = {one.result for one in results if one.method == "dmarc" and _fits(one, domain)}
    if dmarc & {"pass", "fail"}:
        return Proof.FAILED if "fail" in dmarc else Proof.PROVEN
    own = {one.result for one in results if one.method in {"dkim", "spf"} and _fits(one, domain)}
    if "pass" in own:
        return Proof.PROVEN
    return Proof.FAILED if "fail" in own else Proof.UNKNOWN


def _plain(value: str) -> str | None:
    """Return a field without comments and quoted words, in which anything may stand.

    Returns None if one of them has no end, or a character is escaped outside them: what is a result
    then and what is a stranger's text cannot be told.
    """
    kept: list[str] = []
    depth, is_quoted = 0, False
    for piece in _PIECE.findall(value):
        if is_quoted:
            is_quoted = piece != '"'
        elif piece == "(":
            depth += 1
            kept.append(" ")
        elif depth:
            depth -= piece == ")"
        elif piece == '"':
            is_quoted = True
            kept.append(" ")
        elif piece.startswith("\\"):
            return None
        else:
            kept.append(piece)
    return None if is_quoted or depth else "".join(kept)


def _is_by(field: str, trusted: str) -> bool:
    """Tell who wrote a field by its first word as it stands: strangers' fields are not read."""
    match = _SERVER.match(field)
    return match is not None and match[1].lower() == trusted.lower()


def _results(value: str) -> Iterator[_Result]:
    for text in value.split(";")[1:]:
        match = _RESULT.match(text)
        if match is not None:
            domains = [found.rpartition("@")[2] for _, found in _PROPERTY.findall(match[3])]
            yield _Result(match[1], match[2], domains)


def _fits(result: _Result, domain: str) -> bool:
    """Tell whether a result is about the domain or one above or below it (RFC 7489, relaxed).

    One that names no domain is about nobody.
    """
    return bool(result.domains) and all(
        "." in one and (one == domain or domain.endswith(f".{one}") or one.endswith(f".{domain}"))
        for one in result.domains
    )
