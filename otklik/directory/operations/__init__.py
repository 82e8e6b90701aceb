"""Changing sites and dictionaries: the only way in which their rows are written."""

from otklik.directory.operations.entries import (
    archive,
    change_entry,
    create_entry,
    order,
    restore,
)
from otklik.directory.operations.maintenance import announce_maintenance
from otklik.directory.operations.sites import (
    NO_PICTURE,
    add_site,
    change_site,
    order_steps,
    set_logo,
)

__all__ = [
    "NO_PICTURE",
    "add_site",
    "announce_maintenance",
    "archive",
    "change_entry",
    "change_site",
    "create_entry",
    "order",
    "order_steps",
    "restore",
    "set_logo",
]
