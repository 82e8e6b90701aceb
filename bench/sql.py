"""How many statements a request takes, and how long they take: read from the database's log."""

import re
import time
from pathlib import Path
from typing import Any, Final

import psycopg

_LINE: Final = re.compile(
    r"^\S+ \S+ \S+ \[(?P<process>\d+)\] LOG:  duration: (?P<ms>[\d.]+) ms"
    r"(?P<step>  (?:statement|execute|parse|bind)[^:]*: (?P<text>.*))?"
)
_OF_PAGES: Final = "django_session"
"""Every page asks for its session, so whoever asks for one serves pages."""


class Statements:
    """A span in which the database logs every statement.

    Args:
        database: A connection that may change settings.
        log: The file into which the database logs.
    """

    def __init__(self, database: psycopg.Connection, log: Path) -> None:
        self._database, self._log = database, log
        self._begin = 0
        self._lines: list[str] = []

    def __enter__(self) -> "Statements":
        self._set("ALTER SYSTEM SET log_min_duration_statement = 0")
        self._begin = self._log.stat().st_size
        return self

    def __exit__(self, *_: Any) -> None:
        time.sleep(0.3)  # for the log
        self._set("ALTER SYSTEM RESET log_min_duration_statement")
        with self._log.open("rb") as log:
            log.seek(self._begin)
            self._lines = log.read().decode(errors="replace").splitlines()

    def _set(self, statement: str) -> None:
        self._database.execute(statement.encode())
        self._database.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)

    def figures(self, requests: int) -> dict[str, float]:
        """Return the number of statements and their milliseconds, for each of some requests."""
        found = [match for line in self._lines if (match := _LINE.match(line))]
        serving = {one["process"] for one in found if _OF_PAGES in (one["text"] or "")}
        ours = [one for one in found if one["process"] in serving]
        steps = [(one["step"] or "").lstrip() for one in ours]
        counted = [step for step in steps if not step.startswith(("parse", "bind"))]
        return {
            "queries": round(len(counted) / requests, 1),
            "sql ms": round(sum(float(one["ms"]) for one in ours) / requests, 1),
        }
