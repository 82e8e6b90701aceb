"""`./dev faults`: kill a service under load, again and again, and see that nothing is amiss."""

import secrets
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from otklik.cli.supervisor import end_on_signals
from tests.faults.stand import standing


def faults(
    *,
    kills: Annotated[int, typer.Option(help="Of worker and mail doors.", min=0)] = 500,
    web_kills: Annotated[int, typer.Option(help="Of the web process.", min=0)] = 50,
    database_kills: Annotated[int, typer.Option(help="Of the database.", min=0)] = 25,
    seed: Annotated[int | None, typer.Option(help="Of chance; chosen if not given.")] = None,
    log: Annotated[Path | None, typer.Option(help="Where to keep what the parts say.")] = None,
) -> None:
    """Kill a service under load; every difference is named, and one is a failure."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    typer.echo(f"Seed {seed}; the same chance again: --seed {seed}")
    end_on_signals()
    with standing() as stand:
        from tests.faults.run import Kills, run

        try:
            outcome = run(stand, kills=Kills(kills, web_kills, database_kills), seed=seed)
        finally:
            if log:
                shutil.copyfile(stand.log, log)
    width = max(len(name) for name, _number in outcome.figures)
    for name, number in outcome.figures:
        typer.echo(f"{name:{width}}  {number:>6}")
    for one in outcome.differences:
        typer.echo(f"DIFFERENCE: {one}")
    typer.echo(f"{len(outcome.differences)} differences")
    sys.exit(bool(outcome.differences))


if __name__ == "__main__":
    typer.run(faults)
