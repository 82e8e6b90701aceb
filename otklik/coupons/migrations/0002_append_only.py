"""The database itself refuses to change or delete a line of the log of coupons (law 3)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION coupons_use_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('otklik.erasing', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'the log of coupons is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER coupons_use_append_only BEFORE UPDATE OR DELETE ON coupons_use
    FOR EACH ROW EXECUTE FUNCTION coupons_use_refuse();
"""
ALLOW = """
DROP TRIGGER coupons_use_append_only ON coupons_use;
DROP FUNCTION coupons_use_refuse();
"""


class Migration(migrations.Migration):
    """Adds the trigger."""

    dependencies = [("coupons", "0001_tables")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
