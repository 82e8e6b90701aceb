"""`./dev bench`: fill a database, run the service on it, time it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from otklik.cli import postgres
from otklik.cli.environment import settle
from otklik.cli.prepare import prepare
from otklik.cli.progress import progress
from otklik.core.vault import open_vault

NOTE = "bench.json"


def bench(
    *,
    tickets: Annotated[int, typer.Option(help="How many tickets.", min=1_000)] = 200_000,
    data: Annotated[Path | None, typer.Option(help="The data folder.")] = None,
    port: Annotated[int, typer.Option(help="Port of the measured service.")] = 8100,
    smtp_port: Annotated[int, typer.Option(help="Its port for letters.")] = 2600,
    times: Annotated[int, typer.Option(help="Requests of each kind.", min=4)] = 60,
    only: Annotated[str, typer.Option(help="Names of operations, with commas.")] = "",
    fill_only: Annotated[bool, typer.Option("--fill-only", help="Measure nothing.")] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Run the service for a client of another make.")
    ] = False,
) -> None:
    """Measure the service with much data; the figures go to figures.json in the data folder."""
    folder = (data or Path(".data") / f"bench-{tickets}").absolute()
    _fill_once(folder, tickets, smtp_port)
    if fill_only:
        return
    from bench import measure

    if serve:
        measure.serve(folder, port=port, smtp_port=smtp_port)
    else:
        names = [name for name in only.split(",") if name]
        measure.measure(folder, port=port, smtp_port=smtp_port, times=times, only=names)


def _fill_once(folder: Path, tickets: int, smtp_port: int) -> None:
    note = folder / NOTE
    if note.exists():
        typer.echo(f"{folder} is filled: {note.read_text()}")
        return
    folder.mkdir(parents=True, exist_ok=True)
    config = settle(
        folder, mode="demo", log_format="text", log_level="warning", smtp_listen_port=smtp_port
    )
    open_vault(config.data, config.mode)
    with postgres.running(folder, careful=False) as url, _database(url):
        prepare(config)
        from bench.fill import fill

        fill(tickets, told=progress)
    note.write_text(json.dumps({"tickets": tickets}))


@contextmanager
def _database(url: str) -> Iterator[None]:
    os.environ["DATABASE_URL"] = url
    yield
    del os.environ["DATABASE_URL"]


if __name__ == "__main__":
    typer.run(bench)
