"""What may say who answers for a new ticket, and who is asked first (spec ASG-2, C-1). Pure.

A choice by staff comes before all of them, and the default of the site after all.
"""

from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """What may name a responsible person."""

    CHOICE = "choice"
    LEVEL = "level"
    CATEGORY = "category"
    PRIORITY = "priority"
    SOURCE = "source"
    DEFAULT = "default"


SHIPPED_ORDER: Final = (Step.LEVEL, Step.CATEGORY, Step.PRIORITY, Step.SOURCE)
BITRIX_ORDER: Final = (Step.CATEGORY, Step.PRIORITY, Step.SOURCE, Step.LEVEL)
"""As the help desk does it from which many come (spec C-1)."""
