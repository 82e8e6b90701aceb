"""The demo service: an import like any other, through the operations, dated in the past.

It knows no table of the story. What it needs of people and words it makes by their operations.
"""

from otklik.importers.demo.load import ACCOUNTS, Account, load

__all__ = ["ACCOUNTS", "Account", "load"]
