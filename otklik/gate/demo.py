"""Entering a demo as one of its people."""

from otklik.core.config import config
from otklik.people.demo_account import DemoAccount
from otklik.people.queries import demo_accounts


def offered() -> list[DemoAccount]:
    """Return the accounts that anybody may enter as: none unless this is a demo."""
    return list(demo_accounts()) if config().mode == "demo" else []
