"""Regular expressions out of tables of phrases."""

import re
from collections.abc import Iterable
from typing import Any, AnyStr, Final, cast

Tree = dict[str, "Tree"]

_END: Final = ""


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that is compiled when it is first asked for something.

    The phrases of many languages take a third of a second to compile. A web process, which reads no
    letters, would pay that whenever it starts.

    Args:
        source: A regular expression.
        flags: Those of `re.compile`.
    """
    return cast("re.Pattern[AnyStr]", _Late(source, flags))


class _Late:
    """Stands for a pattern; what was asked for once is found in its own attributes afterwards."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = self.__dict__[name] = getattr(re.compile(self._source, self._flags), name)
        return value


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern that matches the longest of some phrases, sharing their beginnings.

    A plain alternation of a hundred phrases is tried one by one at every place of a text; a tree
    of letters is left after one or two. A blank in a phrase matches any single white space.

    Args:
        phrases: Literal texts.
    """
    tree: Tree = {}
    for phrase in phrases:
        node = tree
        for char in phrase.casefold():
            node = node.setdefault(char, {})
        node[_END] = {}
    return _pattern(tree)


def _pattern(tree: Tree) -> str:
    """Return the pattern of a tree; whether a phrase may end here is tried last."""
    branches = [
        (r"\s" if char == " " else re.escape(char)) + _pattern(below)
        for char, below in tree.items()
        if char != _END
    ]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if _END not in tree:
        return joined
    return f"(?:{joined})?"
