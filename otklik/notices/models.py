"""What people wish to be told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from otklik.people.models import Person


class Preference(models.Model):
    """A person's own answer to "how shall we tell you of this?", instead of the table's.

    `occasion` is one of `matrix.Occasion`.
    """

    class How(models.TextChoices):
        """The answers."""

        MAIL = "mail", _("By e-mail and in the bell")
        BELL = "bell", _("In the bell only")
        NONE = "none", _("Not at all")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20)
    how = models.CharField(max_length=4, choices=How.choices)

    class Meta:
        """One answer to one question."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "occasion"], name="preference_once")
        ]

    def __str__(self) -> str:
        """Return who wishes what."""
        return f"{self.person_id} {self.occasion}: {self.how}"
