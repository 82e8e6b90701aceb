"""How a team shares new tickets out among its members (spec ASG-10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Distribution(models.TextChoices):
    """Whose turn it is; a team that shares nothing out has none."""

    TURN = "turn", _("In turn")
    LOAD = "load", _("To whoever has the fewest open tickets")
