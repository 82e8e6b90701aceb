"""The letter inside an opaque S/MIME signature (RFC 5652, RFC 8551 section 3.5.2).

Only the container is opened so that the letter can be read; the signature is not judged.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

_SIGNED: Final = bytes.fromhex("2a864886f70d010702")
_SEQUENCE: Final = 0x30
_OID: Final = 0x06
_EXPLICIT: Final = 0xA0
_OCTETS: Final = 0x04
_CONSTRUCTED: Final = 0x20
_INDEFINITE: Final = 0x80
_MAX_DEPTH: Final = 12


class _Node(NamedTuple):
    """A tag and where its content begins and ends, and where the next node begins."""

    tag: int
    start: int
    end: int
    after: int


def content_of(data: bytes) -> bytes | None:
    """Return what was signed, or None if the bytes are no readable SignedData.

    Args:
        data: The bytes of smime.p7m.
    """
    try:
        info = _inside(data, _node(data, 0, 0), _SEQUENCE)
        kind, wrapped = next(info), next(info)
        if kind.tag != _OID or data[kind.start : kind.end] != _SIGNED or wrapped.tag != _EXPLICIT:
            return None
        signed = next(_inside(data, wrapped, _EXPLICIT))
        capsule = next(one for one in _inside(data, signed, _SEQUENCE) if one.tag == _SEQUENCE)
        held = next(one for one in _inside(data, capsule, _SEQUENCE) if one.tag == _EXPLICIT)
        return _octets(data, next(_inside(data, held, _EXPLICIT)), 0)
    except (IndexError, StopIteration, ValueError):
        return None


def _node(data: bytes, at: int, depth: int) -> _Node:
    """Read the node at an offset, of definite or indefinite length."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    tag, first = data[at], data[at + 1]
    start = at + 2
    if first == _INDEFINITE:
        end = start
        while data[end : end + 2] != b"\x00\x00":
            end = _node(data, end, depth + 1).after
        return _Node(tag, start, end, end + 2)
    if first < _INDEFINITE:
        return _Node(tag, start, start + first, start + first)
    size = first & 0x7F
    length = int.from_bytes(data[start : start + size], "big")
    start += size
    if start + length > len(data):
        raise ValueError("cut short")
    return _Node(tag, start, start + length, start + length)


def _inside(data: bytes, node: _Node, tag: int) -> Iterator[_Node]:
    """Yield the nodes inside one that must have the given tag."""
    if node.tag != tag:
        raise ValueError("another tag was expected")
    at = node.start
    while at < node.end:
        child = _node(data, at, 0)
        yield child
        at = child.after


def _octets(data: bytes, node: _Node, depth: int) -> bytes:
    """Return the bytes of an octet string, whole or in pieces."""
    if node.tag == _OCTETS:
        return data[node.start : node.end]
    if node.tag != _OCTETS | _CONSTRUCTED or depth > _MAX_DEPTH:
        raise ValueError("no octet string")
    pieces = _inside(data, node, _OCTETS | _CONSTRUCTED)
    return b"".join(_octets(data, piece, depth + 1) for piece in pieces)
