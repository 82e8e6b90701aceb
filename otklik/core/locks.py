"""Names of the advisory locks of the database on which processes agree without knowing each other.

An upper room that locks its own rows needs none; these are for what no row stands for.
"""

from typing import Final

BACKUP: Final = 0x0BAC
"""Held alone while a backup is made, shared for a moment by whoever deletes a stored file.

A backup reads the database first and copies the files afterwards: a file that its rows name must
still be there by then.
"""
