"""Running the service on a filled database, timing it, and writing down the figures."""

import json
import random
import signal
import smtplib
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import psycopg

from bench import clock
from bench.browser import Browser
from bench.names import ADMIN_ADDRESS, agent_address, client_address
from bench.operations import OPERATIONS, Ground, Operation
from bench.service import running
from bench.sql import Statements
from bench.target import target
from bench.usage import Usage, processes_of
from otklik.cli import postgres
from otklik.cli.errors import Refusal

WEB_PROCESSES: Final = 2
LETTERS_SECONDS: Final = 1_800
AT_ONCE: Final = (1, 4)
WARM_UP: Final = 5
SQL_TIMES: Final = 3
LETTERS: Final = 300
AT_A_TIME: Final = 50
"""So many letters come over one connection; the door ends those that never end."""

Figures = dict[str, Any]


def measure(folder: Path, *, port: int, smtp_port: int, times: int, only: Sequence[str]) -> None:
    """Time the service on a filled data folder; print the figures and write them down.

    Args:
        folder: The data folder.
        port: Where the service listens.
        smtp_port: Where it takes letters.
        times: How often each operation is run.
        only: Names of the operations; all of them if none is named.
    """
    chosen = [one for one in OPERATIONS if not only or one.name in only]
    with _running(folder, port, smtp_port) as (service, database):
        figures = _measure(_base(port), database, service, folder, chosen, times)
        if not only or "letters" in only:
            figures |= _letters(database, smtp_port)
        if not only or "clock" in only:
            figures["deadline of up to 30 working days"] = clock.deadlines()
            figures["changed timetable"] = _changed_timetable(_base(port), database)
        figures["memory, MB"] = Usage.of(processes_of(service)).megabytes
        size = database.execute("SELECT pg_database_size(current_database())").fetchone()
        figures["database, MB"] = round(size[0] / 1024**2) if size else None
    (folder / "figures.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    sys.stdout.write(table_of(figures))


def serve(folder: Path, *, port: int, smtp_port: int) -> None:
    """Run the service on a filled data folder for a client of another make, until Ctrl-C.

    What such a client may ask for is written to target.json in the data folder.

    Args:
        folder: The data folder.
        port: Where the service listens.
        smtp_port: Where it takes letters.
    """
    with _running(folder, port, smtp_port) as (service, database):
        first = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        told = target(_base(port), _ground(database), service=service, database=first)
        path = folder / "target.json"
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False))
        sys.stdout.write(f"{path} describes the service on {_base(port)}. Stop with Ctrl-C.\n")
        with suppress(KeyboardInterrupt):
            signal.pause()


def _base(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@contextmanager
def _running(folder: Path, port: int, smtp_port: int) -> Iterator[tuple[int, psycopg.Connection]]:
    """Run the service; yield its process number and a connection to its database."""
    with running(folder, port, smtp_port, web_processes=WEB_PROCESSES) as service:
        url = postgres.running_url(folder)
        if url is None:
            raise Refusal(f"No database runs on {folder}.")
        with psycopg.connect(url, autocommit=True) as database:
            yield service, database


def _measure(
    base: str,
    database: psycopg.Connection,
    service: int,
    folder: Path,
    operations: Sequence[Operation],
    times: int,
) -> Figures:
    ground = _ground(database)
    figures: Figures = {}
    for operation in operations:
        browsers = [Browser(base) for _ in range(max(AT_ONCE))]
        for browser in browsers:
            browser.sign_in(operation.who)
        one: Figures = {}
        figures[operation.name] = one
        _run(operation, browsers[:1], ground, WARM_UP)
        for at_once in AT_ONCE:
            before = Usage.of(processes_of(service))
            taken = _run(operation, browsers[:at_once], ground, times)
            used = Usage.of(processes_of(service)).seconds - before.seconds
            one[f"at {at_once}"] = {
                "p50 ms": round(statistics.median(taken) * 1000, 1),
                "p95 ms": round(statistics.quantiles(taken, n=20)[-1] * 1000, 1),
                "cpu ms": round(used / times * 1000, 1),
            }
        with Statements(database, folder / "postgres.log") as statements:
            _run(operation, browsers[:1], ground, SQL_TIMES)
        one |= statements.figures(SQL_TIMES)
        for browser in browsers:
            browser.close()
        sys.stdout.write(f"{operation.name}: {one}\n")
    return figures


def _run(
    operation: Operation, browsers: Sequence[Browser], ground: Ground, times: int
) -> list[float]:
    """Run an operation in some browsers at once, and return how long each run took."""

    def work(place: int) -> list[float]:
        luck = random.Random()  # noqa: S311 (which ticket is looked at)
        browser = browsers[place]
        return [operation.run(browser, ground, luck) for _ in range(place, times, len(browsers))]

    with ThreadPoolExecutor(len(browsers)) as threads:
        return [one for taken in threads.map(work, range(len(browsers))) for one in taken]


def _ground(database: psycopg.Connection) -> Ground:
    """Look up which tickets there are."""
    (agent,) = _row(database, "SELECT id FROM people_person WHERE email = %s", agent_address(0))
    of_agent = (
        "FROM tickets_ticket WHERE closed_at IS NULL AND responsible_id = %s"
        " AND title LIKE '%%#T%%'"
    )
    usual = database.execute(
        f"SELECT id {of_agent} AND message_count < 10 ORDER BY id DESC LIMIT 200", [agent]
    ).fetchall()
    big = database.execute(f"SELECT id {of_agent} AND message_count >= 200", [agent]).fetchall()
    (status,) = _row(
        database, f"SELECT status_id {of_agent} GROUP BY 1 ORDER BY count(*) DESC LIMIT 1", agent
    )
    return Ground([one for (one,) in usual], [one for (one,) in big], status, agent)


def _row(database: psycopg.Connection, query: str, *values: Any) -> tuple[Any, ...]:
    row = database.execute(query.encode(), values).fetchone()
    if row is None:
        raise Refusal("The database is not filled.")
    return row


def _changed_timetable(base: str, database: psycopg.Connection) -> Figures:
    admin, agent = Browser(base), Browser(base)
    for browser in (admin, agent):
        browser.sign_in(ADMIN_ADDRESS)
    return clock.changed_timetable(
        database, admin, lambda: agent.get("/desk/", expect="/desk/t/").seconds
    )


def _letters(database: psycopg.Connection, smtp_port: int) -> Figures:
    """Send letters of clients, and time until the last one is in its ticket."""
    (address,) = _row(database, "SELECT address FROM mail_mailbox ORDER BY id LIMIT 1")
    (before,) = _row(database, "SELECT count(*) FROM mail_in_received WHERE fate = 'taken'")
    begun = time.perf_counter()
    for first in range(0, LETTERS, AT_A_TIME):
        with smtplib.SMTP("127.0.0.1", smtp_port, timeout=60) as door:
            for place in range(first, first + AT_A_TIME):
                door.send_message(_letter(address, place, f"{begun}"))
    accepted = time.perf_counter() - begun
    taken = 0
    while taken < LETTERS and time.perf_counter() - begun < LETTERS_SECONDS:
        time.sleep(0.2)
        (now,) = _row(database, "SELECT count(*) FROM mail_in_received WHERE fate = 'taken'")
        taken = now - before
    return {
        "letters": {
            "accepted a second": round(LETTERS / accepted, 1),
            "in tickets a second": round(taken / (time.perf_counter() - begun), 1),
            "in tickets": taken,
        }
    }


def _letter(to: str, place: int, mark: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = client_address(place + 10)
    letter["To"] = to
    letter["Subject"] = f"Не печатает {mark} {place}"
    letter["Message-ID"] = f"<bench-{mark}-{place}@bench.example>"
    letter.set_content("После обновления печать не начинается.\n" * 10)
    return letter


def table_of(figures: Figures) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| operation | p50 / p95 ms | four at once | CPU ms | queries | SQL ms |",
        "|---|---|---|---|---|---|",
    ]
    rest = []
    for name, one in figures.items():
        if not isinstance(one, dict) or "at 1" not in one:
            rest.append(f"{name}: {one}")
            continue
        alone, four = one["at 1"], one["at 4"]
        lines.append(
            f"| {name} | {alone['p50 ms']} / {alone['p95 ms']} | {four['p50 ms']} /"
            f" {four['p95 ms']} | {alone['cpu ms']} | {one['queries']} | {one['sql ms']} |"
        )
    return "\n".join([*lines, "", *rest, ""])
