"""What the rules remember: whose turn it is in a team."""

from django.db import models

from otklik.people.models import Person, SupportGroup


class Turn(models.Model):
    """Who of a team got the last ticket (spec ASG-10).

    Its row is locked while the next one is chosen, so that two tickets that are opened at once
    see each other.
    """

    team = models.OneToOneField(
        SupportGroup, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    last = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        """Return the team."""
        return str(self.team_id)
