"""Tickets close by themselves for want of an answer (spec CLS-1, T-10)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds what a ticket keeps of it, and the index of the sweep.

    Answers given before stay as they are: a ticket closes by itself after the next one.
    """

    dependencies = [("tickets", "0003_message_sender_unproven")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="auto_close_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="auto_closed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="ticket",
            name="silent_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("auto_close_at", None), _negated=True),
                fields=["auto_close_at"],
                name="ticket_auto_close_at",
            ),
        ),
    ]
