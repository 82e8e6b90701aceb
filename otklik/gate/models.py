"""The counters behind the limits on signing in and registering."""

from django.db import models


class Counter(models.Model):
    """A row of Django's database cache, in which allauth counts attempts.

    All processes must count together, and the database is the one thing they share. The table is
    a model only so that an ordinary migration makes it; nobody but the cache touches its rows.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Return the key."""
        return self.cache_key
