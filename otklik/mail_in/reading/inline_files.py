"""Files written into plain text: uuencode and yEnc."""

import re
from typing import Final, NamedTuple

from otklik.mail_in.reading import transfer

_UU_BEGIN: Final = re.compile(rb"begin ([0-7]{3,4}) +(\S[^\r\n]{0,200}?)\s*$")
_UU64_BEGIN: Final = re.compile(rb"begin-base64 ([0-7]{3,4}) +(\S[^\r\n]{0,200}?)\s*$")
_YENC_BEGIN: Final = re.compile(rb"=ybegin (?=.*\bsize=\d).*?\bname=([^\r\n]{1,200}?)\s*$")
_YENC_END: Final = b"=yend"
_UU64_END: Final = b"===="
_MAX_FILES: Final = 200
_LONGEST_BEGIN: Final = 400


class InlineFile(NamedTuple):
    """A file found in a text: its raw name, its bytes, and whether it was damaged."""

    name: bytes
    data: bytes
    damaged: bool


def take(body: bytes) -> tuple[bytes, list[InlineFile]]:
    """Return a text without the files written into it, and those files.

    Args:
        body: The bytes of a plain text part, transfer encoding undone.
    """
    if b"begin" not in body:
        return body, []
    lines = body.split(b"\n")
    # Where the last end of each kind stands: no search goes on beyond it.
    last = {
        end: max((i for i, line in enumerate(lines) if line.startswith(end)), default=-1)
        for end in (_YENC_END, _UU64_END)
    }
    files: list[InlineFile] = []
    kept: list[bytes] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        begins = line.startswith((b"begin", b"=ybegin")) and len(line) < _LONGEST_BEGIN
        begins = begins and len(files) < _MAX_FILES
        taken = _file_at(lines, index, last) if begins else None
        if taken is None:
            kept.append(line)
            index += 1
        else:
            files.append(taken[0])
            index = taken[1]
    return (b"\n".join(kept), files) if files else (body, [])


def _file_at(
    lines: list[bytes], index: int, last: dict[bytes, int]
) -> tuple[InlineFile, int] | None:
    """Return the file that begins at a line and the index after it."""
    if (match := _UU_BEGIN.match(lines[index])) is not None:
        end = _uu_end(lines, index + 1)
        if end is None:
            return None
        undone = transfer.uu_lines(lines[index + 1 : end])
        closed = end < len(lines) and lines[end].strip() == b"end"
        return InlineFile(match[2], undone.data, undone.damaged or not closed), end + closed
    if (match := _UU64_BEGIN.match(lines[index])) is not None and index < last[_UU64_END]:
        end = _index_of(lines, index, _UU64_END)
        undone = transfer.base64(b"".join(lines[index + 1 : end]))
        return InlineFile(match[2], undone.data, undone.damaged), end + 1
    if (match := _YENC_BEGIN.match(lines[index])) is not None and index < last[_YENC_END]:
        end = _index_of(lines, index, _YENC_END)
        data = transfer.yenc(b"\n".join(lines[index:end]))
        return InlineFile(match[1], data, damaged=False), end + 1
    return None


def _index_of(lines: list[bytes], start: int, prefix: bytes) -> int:
    return next(i for i in range(start + 1, len(lines)) if lines[i].startswith(prefix))


def _uu_end(lines: list[bytes], start: int) -> int | None:
    """Return the index of "end", or of the first line that is no uuencoded data.

    None if not even the first line is such data: then "begin" was only a word.
    """
    index = start
    while index < len(lines):
        line = lines[index].rstrip(b"\r")
        if line.strip() == b"end":
            return index
        if line and not _is_uu_line(line):
            break
        index += 1
    return index if index > start else None


def _is_uu_line(line: bytes) -> bool:
    size = (line[0] - 32) & 63
    fits = abs(len(line.rstrip()) - 1 - (size + 2) // 3 * 4) <= 4
    return 32 <= line[0] <= 96 and fits and not line.islower()
