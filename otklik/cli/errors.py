"""What the command line says when it cannot go on."""


class Refusal(Exception):  # noqa: N818 (it is an answer, not a fault of ours)
    """Something outside the program is not as it must be.

    `str()` is one or two plain lines: what is wrong, and what the reader can do about it.
    """
