"""Presence is worth nothing after a crash, so it need not be written ahead."""

from django.db import migrations


class Migration(migrations.Migration):
    """Take the table of presence out of the write-ahead log."""

    dependencies = [("live", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE live_presence SET UNLOGGED", "ALTER TABLE live_presence SET LOGGED"
        )
    ]
