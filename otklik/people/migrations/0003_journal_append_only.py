"""The database itself refuses to change or delete a line of the journal (law 3)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION people_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('otklik.erasing', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER people_journal_append_only BEFORE UPDATE OR DELETE ON people_journalentry
    FOR EACH ROW EXECUTE FUNCTION people_journal_refuse();
"""
ALLOW = """
DROP TRIGGER people_journal_append_only ON people_journalentry;
DROP FUNCTION people_journal_refuse();
"""


class Migration(migrations.Migration):
    """Adds the trigger."""

    replaces = [("people", "0004_journal_append_only")]
    dependencies = [("people", "0002_shipped")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
