"""The tables as the first version has them: the steps by which they came about are one."""

import django.core.validators
import django.db.models.deletion
import otklik.core.time
import otklik.coupons.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('coupons', '0001_initial'), ('coupons', '0003_only_owner')]

    initial = True

    dependencies = [
        ('clock', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Coupon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, unique=True, verbose_name='Code')),
                ('is_active', models.BooleanField(default=True, verbose_name='Switched on')),
                ('first_day', models.DateField(blank=True, null=True, verbose_name='Valid from')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='Valid till, inclusive')),
                ('remaining', models.PositiveIntegerField(default=5, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='Requests left')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='Requests used')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clock.level', verbose_name='Level')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Client')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organization', verbose_name='Company')),
                ('only_owner', models.BooleanField(default=False, verbose_name='Only for this client or company')),
                ('issue_key', models.CharField(blank=True, db_index=True, max_length=64)),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_at', models.DateTimeField(default=otklik.core.time.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'coupon',
                'verbose_name_plural': 'coupons',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day', None), ('last_day', None), ('last_day__gt', models.F('first_day')), _connector='OR'), name='coupon_days_in_order', violation_error_message='It must end after it begins.'), models.CheckConstraint(condition=models.Q(('person', None), ('organization', None), _connector='OR'), name='coupon_one_owner'), models.CheckConstraint(condition=models.Q(('only_owner', False), models.Q(('organization', None), ('person', None), _negated=True), _connector='OR'), name='coupon_bound_to_somebody')],
            },
        ),
        migrations.CreateModel(
            name='IssueDefaults',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(default='SUP-COU-##########', max_length=50, validators=[otklik.coupons.models.validate_pattern], verbose_name='Pattern of the code')),
                ('requests', models.PositiveIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Requests in each')),
                ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clock.level', verbose_name='Level')),
            ],
            options={
                'verbose_name': 'usual values of new coupons',
                'verbose_name_plural': 'usual values of new coupons',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='issue_defaults_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=otklik.core.time.now)),
                ('coupon', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='log', to='coupons.coupon')),
                ('code', models.CharField(max_length=50)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.CharField(choices=[('spent', 'used'), ('returned', 'given back'), ('unknown', 'no such code'), ('foreign', 'somebody else’s coupon'), ('off', 'switched off'), ('early', 'not valid yet'), ('expired', 'expired'), ('exhausted', 'used up')], max_length=9)),
                ('remaining', models.PositiveIntegerField(null=True)),
                ('address', models.GenericIPAddressField(null=True)),
                ('ticket', models.BigIntegerField(null=True)),
                ('returns', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returned_by', to='coupons.use')),
                ('reason', models.CharField(blank=True, max_length=255)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['outcome', '-id'], name='use_of_outcome')],
            },
        ),
    ]
