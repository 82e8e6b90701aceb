"""Mailboxes of From, To and the like, as people meant them (RFC 5322 section 3.4, RFC 6531)."""

import re
from typing import Final, NamedTuple

from otklik.mail_in.reading import words

_SPACES: Final = re.compile(r"\s+")
# Begins where a word begins: a search from every letter of a long word would never end.
_BARE: Final = re.compile(r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_GROUP: Final = re.compile(r"[^<>@,;:\"\[\]]*:(?!/)")
_COMMENT: Final = re.compile(r"\(([^()]*)\)")
_MAILTO: Final = re.compile(r"^\s*(?:mailto|smtp):", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\(.)")
# Stand-ins for encoded words while commas and quotes are looked for.
_FIRST_MARK: Final = 0xE000
_LAST_MARK: Final = 0xF8FF


class Mailbox(NamedTuple):
    """A display name (may be empty) and an address as written (may be empty)."""

    name: str
    address: str


def parse(value: str, hint: str | None = None) -> list[Mailbox]:
    """Return the mailboxes of a field, group names dropped, damaged ones as far as readable.

    Args:
        value: The unfolded field, encoded words untouched.
        hint: A codec for undeclared bytes.
    """
    marked, texts = _mark_words(value, hint)
    found: list[Mailbox] = []
    for piece in _split(marked):
        mailbox = _one(piece)
        name = _restore(mailbox.name, texts)
        address = _restore(mailbox.address, texts)
        if not address and "<" in name and "@" in name:
            # A sender encoded the whole mailbox, brackets included.
            found.extend(_one(part) for part in _split(name))
        elif address or name:
            found.append(Mailbox(_tidy(name), address))
    return found


def _mark_words(value: str, hint: str | None) -> tuple[str, list[str]]:
    """Replace runs of encoded words by single marks, so that their commas cannot split."""
    out: list[str] = []
    texts: list[str] = []
    at = 0
    run_start = -1
    for word in words.find(value):
        if run_start < 0 or value[at : word.start].strip():
            if run_start >= 0:
                _close(value[run_start:at], hint, out, texts)
            out.append(value[max(at, 0) : word.start])
            run_start = word.start
        at = word.end
    if run_start >= 0:
        _close(value[run_start:at], hint, out, texts)
    out.append(value[at:])
    return "".join(out), texts


def _close(run: str, hint: str | None, out: list[str], texts: list[str]) -> None:
    text = words.decode(run, hint).text
    if _FIRST_MARK + len(texts) > _LAST_MARK:
        out.append(text)
        return
    out.append(chr(_FIRST_MARK + len(texts)))
    texts.append(text)


def _restore(text: str, texts: list[str]) -> str:
    if not texts:
        return text
    return "".join(
        texts[ord(char) - _FIRST_MARK]
        if _FIRST_MARK <= ord(char) < _FIRST_MARK + len(texts)
        else char
        for char in text
    )


def _split(value: str) -> list[str]:
    """Split at the commas and semicolons between mailboxes."""
    pieces: list[str] = []
    start = at = 0
    closed_quotes = value.count('"') % 2 == 0
    while at < len(value):
        char = value[at]
        if char == '"' and closed_quotes:
            at = _after_quote(value, at)
            continue
        if (char == "<" and (close := value.find(">", at, at + 1000)) > 0) or (
            char == "(" and (close := value.find(")", at, at + 1000)) > 0
        ):
            at = close
        elif char in ",;":
            pieces.append(value[start:at])
            start = at + 1
        at += 1
    pieces.append(value[start:])
    return _rejoined(pieces)


def _after_quote(value: str, at: int) -> int:
    at += 1
    while at < len(value) and value[at] != '"':
        at += 2 if value[at] == "\\" else 1
    return at + 1


def _rejoined(pieces: list[str]) -> list[str]:
    """Join "Petrov, Ivan <i@p>" again: a piece without an address belongs to the next one."""
    out: list[str] = []
    carry: list[str] = []
    for piece in pieces:
        group = _GROUP.match(piece)
        if group and not _MAILTO.match(piece):
            carry = []
            piece = piece[group.end() :]  # noqa: PLW2901 - the group's name is no mailbox
        if carry or piece.strip():
            carry.append(piece)
        if "@" in piece or "<" in piece:
            out.append(",".join(carry))
            carry = []
    return [*out, ",".join(carry)] if carry else out


def _one(piece: str) -> Mailbox:
    text = piece.strip()
    close = text.rfind(">")
    opening = text.rfind("<", 0, close if close >= 0 else len(text))
    if opening >= 0:
        inside = text[opening + 1 : close if close > opening else len(text)]
        name = text[:opening].rstrip("<").strip()
        after = _COMMENT.search(text, close) if close >= 0 else None
        address = _clean(inside)
        return Mailbox(_unquoted(name) or (after[1].strip() if after else ""), address)
    comment = _COMMENT.search(text)
    bare = _COMMENT.sub(" ", text)
    found = _BARE.search(_MAILTO.sub("", bare))
    if found is None:
        quoted = re.search(r'"[^"]*"@\S+', bare)
        address = quoted[0] if quoted else ""
        return Mailbox("" if quoted else _unquoted(text), address)
    name = comment[1] if comment else bare.replace(found[0], " ")
    return Mailbox(_unquoted(re.sub(r"mailto:|[\[\]]", " ", name).strip()), _clean(found[0]))


def _clean(address: str) -> str:
    text = _MAILTO.sub("", address.strip()).strip("<> \t.,;")
    if '"@' not in text:
        text = text.strip("'\" ")
    if text.startswith("@") and ":" in text:
        text = text.rsplit(":", 1)[1]
    text = _COMMENT.sub("", text)
    return text if '"' in text else _SPACES.sub("", text)


def _unquoted(name: str) -> str:
    text = name.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
    elif text.count('"') >= 2:
        text = text.replace('"', "")
    text = _ESCAPED.sub(r"\1", text).strip()
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == "'" else text


def _tidy(name: str) -> str:
    return _SPACES.sub(" ", name).strip().strip('"').strip()
