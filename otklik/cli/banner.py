"""What the demo says when it is ready."""

import json
from typing import IO

from rich.console import Console
from rich.table import Table

from otklik.cli.prepare import ACCOUNTS
from otklik.core.config import Config


def show(config: Config, output: IO[str]) -> None:
    """Print the address, the accounts of the demo, and what to try.

    Args:
        config: The settings of the demo.
        output: Where to print.
    """
    console = Console(file=output, highlight=False)
    console.print(f"\n[bold]Otklik is ready:[/bold] {config.url}\n")
    accounts = _accounts(config)
    if accounts:
        table = Table("Role", "Name", "E-mail", "Password", box=None, padding=(0, 2, 0, 0))
        for each in accounts:
            table.add_row(each["role"], each["name"], each["email"], each["password"])
        console.print(table)
    console.print("\n[bold]What to try[/bold]")
    for line in _ideas(config, has_accounts=bool(accounts)):
        console.print(f"  • {line}", soft_wrap=True)
    console.print(f"\nData folder: {config.data}", soft_wrap=True)
    console.print("Stop with Ctrl-C.\n")


def _accounts(config: Config) -> list[dict[str, str]]:
    path = config.data / ACCOUNTS
    if not path.exists():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _ideas(config: Config, *, has_accounts: bool) -> list[str]:
    ideas = []
    if has_accounts:
        ideas.append(
            "Sign in as an agent in one browser and as a client in another (the sign-in page "
            "offers every account), write to each other, and watch it arrive without a reload."
        )
    if config.smtp_listen_port:
        where = f"{config.smtp_listen_host}:{config.smtp_listen_port}"
        ideas.append(f"Send a letter to the demo by SMTP at {where}: README.md has the command.")
    ideas.append(
        "Open a ticket's outbox to read the letters it caused, and answer one as the client."
    )
    return ideas
