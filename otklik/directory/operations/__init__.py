"""Changing sites and dictionaries: the only way in which their rows are written."""

from otklik.directory.operations.entries import (
    archive,
    change_entry,
    create_entry,
    order,
    restore,
)
from otklik.directory.operations.sites import add_site, change_site

__all__ = [
    "add_site",
    "archive",
    "change_entry",
    "change_site",
    "create_entry",
    "order",
    "restore",
]
