"""Tables for spreadsheets: CSV that opens as it is meant and runs nothing."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_MARK: Final = "\ufeff"
"""Tells Excel that the text is UTF-8."""

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV (RFC 4180), with commas and its titles in the first line.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, as OWASP advises:
    what a client has typed must not run on the desk of whoever opens the file.

    Args:
        head: The titles of the columns.
        rows: The cells; None is empty.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return _MARK + text.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
