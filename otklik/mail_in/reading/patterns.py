"""Regular expressions out of tables of phrases."""

import re
from collections.abc import Iterable
from typing import Final

Tree = dict[str, "Tree"]

_END: Final = ""


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
