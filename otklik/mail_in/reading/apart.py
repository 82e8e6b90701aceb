"""The script that reads a large letter, run by `core/confined.py`.

    apart <letter >result

The result is one line of JSON with the fields of the `Letter` and of its files, then the bytes of
the files, one after the other: nothing that could be run.
"""

import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from typing import IO

from otklik.mail_in.reading.letter import Letter, read


def write(letter: Letter, output: IO[bytes]) -> None:
    """Write a letter so that another process can take it in.

    Args:
        letter: What was read.
        output: Where to.
    """
    files = [
        asdict(replace(one, data=b"")) | {"data": "", "size": one.size}
        for one in letter.attachments
    ]
    fields = {"letter": asdict(replace(letter, attachments=())), "files": files}
    head = json.dumps(fields, ensure_ascii=False, default=datetime.isoformat)
    output.write(head.encode("utf-8", "replace") + b"\n")
    for one in letter.attachments:
        output.write(one.data)


if __name__ == "__main__":
    write(read(sys.stdin.buffer.read()), sys.stdout.buffer)
