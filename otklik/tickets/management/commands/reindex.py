"""`otklik manage reindex`: write what tickets are found by anew (spec SRCH-1)."""

import time
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from otklik.tickets.operations.search_text import index_batch
from otklik.tickets.queries.search import last_number

LINE_SECONDS: Final = 2.0


class Command(BaseCommand):
    """Writes the words of all tickets anew, in small steps, while the service runs."""

    help = (
        "Write what tickets are found by anew: after an import into the tables, or when search "
        "finds too little. The service may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where to go on."""
        parser.add_argument(
            "--after",
            type=int,
            default=0,
            metavar="NUMBER",
            help="go on after this ticket, the last one that an interrupted run has told",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, telling every few seconds how far it is."""
        done: int = options["after"]
        last = last_number()
        started = told = time.monotonic()
        while (step := index_batch(done)) is not None:
            done = step
            if time.monotonic() - told >= LINE_SECONDS:
                told = time.monotonic()
                self.stdout.write(f"ticket {done} of {last}, {told - started:.0f} s")
        self.stdout.write(f"Done: up to ticket {done}, {time.monotonic() - started:.0f} s.")
