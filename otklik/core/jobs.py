"""The job queue.

Jobs live in the same database as the data, and `task.defer(...)` inside a transaction writes the
job in that transaction: roll back and it never was, commit and it will run (law 4).
"""

from procrastinate.contrib.django import app

__all__ = ["app"]
