"""What the command line says when it cannot go on."""

import sys


class Refusal(Exception):  # noqa: N818 (it is an answer, not a fault of ours)
    """Something outside the program is not as it must be.

    `str()` is one or two plain lines: what is wrong, and what the reader can do about it.
    """


def tell(refusal: Refusal) -> None:
    """Write to the standard error why we cannot go on."""
    sys.stderr.write("".join(f"otklik: {line}\n" for line in str(refusal).splitlines()))
