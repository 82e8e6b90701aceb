"""The database itself refuses to change or delete an event (law 3)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION tickets_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('otklik.erasing', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tickets_event_append_only BEFORE UPDATE OR DELETE ON tickets_event
    FOR EACH ROW EXECUTE FUNCTION tickets_event_refuse();
"""
ALLOW = """
DROP TRIGGER tickets_event_append_only ON tickets_event;
DROP FUNCTION tickets_event_refuse();
"""
# A ticket's row changes with every message; room on its page keeps the change off the indexes.
ROOM = "ALTER TABLE tickets_ticket SET (fillfactor = 80)"
NO_ROOM = "ALTER TABLE tickets_ticket RESET (fillfactor)"


class Migration(migrations.Migration):
    """Adds the trigger and leaves room for updates in place."""

    dependencies = [("tickets", "0001_tables")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
