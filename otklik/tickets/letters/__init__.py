"""Letters about tickets: what one recipient is told of one change, in his language and zone."""

from otklik.tickets.letters.write import write

__all__ = ["write"]
