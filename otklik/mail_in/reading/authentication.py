"""What a mail server found out about a letter's sender (RFC 8601), for one domain.

Anybody can write an Authentication-Results field. Ours counts: the topmost one that carries the
name of the server that we trust, which takes fields in its own name off what comes in
(RFC 8601 section 5).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

_QUOTED_OR_COMMENT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\"]|\\.)*\)')
_RESULT: Final = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)", re.DOTALL)
_PROPERTY: Final = re.compile(r"\b(?:header|smtp)\.(from|d|i|mailfrom)\s*=\s*(\S+)")
_MOST: Final = 10_000
_NESTED: Final = 5


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
    value = next((one for one in map(_plain, fields) if _is_by(one, trusted)), None)
    if value is None or '"' in value or "(" in value:
        return Proof.UNKNOWN
    results = list(_results(value))
    dmarc = {one.result for one in results if one.method == "dmarc" and _fits(one, domain)}
    if dmarc & {"pass", "fail"}:
        return Proof.FAILED if "fail" in dmarc else Proof.PROVEN
    own = {
        one.result
        for one in results
        if one.method in {"dkim", "spf"} and one.domains and _fits(one, domain)
    }
    if "pass" in own:
        return Proof.PROVEN
    return Proof.FAILED if "fail" in own else Proof.UNKNOWN


def _plain(value: str) -> str:
    """Return a field without comments and quoted words, in which anything may stand."""
    plain = value[:_MOST].lower()
    for _ in range(_NESTED):
        plain = _QUOTED_OR_COMMENT.sub(" ", plain)
    return plain


def _is_by(value: str, trusted: str) -> bool:
    words = value.partition(";")[0].split()
    return bool(words) and words[0] == trusted.lower()


def _results(value: str) -> Iterator[_Result]:
    for text in value.split(";")[1:]:
        match = _RESULT.match(text)
        if match is not None:
            domains = [found.rpartition("@")[2] for _, found in _PROPERTY.findall(match[3])]
            yield _Result(match[1], match[2], domains)


def _fits(result: _Result, domain: str) -> bool:
    """Tell whether a result is about the domain or one above or below it (RFC 7489, relaxed)."""
    return all(
        "." in one and (one == domain or domain.endswith(f".{one}") or one.endswith(f".{domain}"))
        for one in result.domains
    )
