"""Whom a demo offers to enter as."""

from django.db import models

from otklik.core.text import localised


class DemoAccount(models.Model):
    """An account that the sign-in page of a demo offers to enter as, without a password.

    The page looks here only in demo mode; a service with real people has no such rows.
    """

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="demo_account"
    )
    sort = models.PositiveSmallIntegerField(default=100)
    about_ru = models.CharField(max_length=150, blank=True)
    about_en = models.CharField(max_length=150, blank=True)

    class Meta:
        """Accounts are offered in the given order."""

        ordering = ("sort", "id")

    def __str__(self) -> str:
        """Return what the account shows, in the present language."""
        return localised(self.about_ru, self.about_en)
