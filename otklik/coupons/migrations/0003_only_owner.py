"""A field that does not share its name with an attribute of Django's forms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Renames it."""

    dependencies = [("coupons", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint("coupon", "coupon_bound_to_somebody"),
        migrations.RenameField("coupon", "is_bound", "only_owner"),
        migrations.AddConstraint(
            "coupon",
            models.CheckConstraint(
                condition=models.Q(
                    ("only_owner", False),
                    models.Q(("organization", None), ("person", None), _negated=True),
                    _connector="OR",
                ),
                name="coupon_bound_to_somebody",
            ),
        ),
    ]
