"""The tables as the first version has them: the steps by which they came about are one."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import otklik.core.time
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('people', '0001_initial'), ('people', '0003_journal'), ('people', '0005_numbers_and_companies'), ('people', '0006_groups_in_the_archive'), ('people', '0007_absences'), ('people', '0008_term_of_support'), ('people', '0009_teams_share_tickets')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('sort_key', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Replace(django.db.models.functions.text.Lower(models.F('name')), models.Value('ё'), models.Value('е')), output_field=models.CharField(max_length=255))),
                ('note', models.CharField(blank=True, max_length=255)),
                ('supported_till', models.DateField(blank=True, null=True, verbose_name='Support until')),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'verbose_name': 'organization',
                'verbose_name_plural': 'organizations',
                'ordering': ('sort_key', 'id'),
                'indexes': [models.Index(fields=['sort_key'], name='organization_sort_key'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Lower(models.F('name')), models.Value('ё'), models.Value('е')), models.Value('@.,-_+()\'"«»'), models.Value('            '), function='TRANSLATE', output_field=models.TextField()), config='simple'), name='organization_words')],
            },
        ),
        migrations.CreateModel(
            name='UserGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True)),
                ('name_ru', models.CharField(max_length=150, verbose_name='Name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='Name in English')),
                ('role', models.CharField(blank=True, choices=[('denied', 'Access denied'), ('client', 'Client'), ('agent', 'Agent'), ('observer', 'Observer'), ('admin', 'Administrator')], max_length=10, verbose_name='Role')),
                ('joined_on_registration', models.BooleanField(default=False)),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='In the archive since')),
            ],
            options={
                'verbose_name': 'user group',
                'verbose_name_plural': 'user groups',
            },
        ),
        migrations.CreateModel(
            name='SupportGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name="Group's name")),
                ('code', models.CharField(blank=True, max_length=100)),
                ('sort', models.PositiveIntegerField(default=100)),
                ('is_team', models.BooleanField(default=False, verbose_name='A team of staff')),
                ('distribution', models.CharField(blank=True, choices=[('turn', 'In turn'), ('load', 'To whoever has the fewest open tickets')], max_length=5, verbose_name='How it shares new tickets out')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='In the archive since')),
            ],
            options={
                'verbose_name': 'support group',
                'verbose_name_plural': 'support groups',
                'ordering': ('sort', 'name', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='Name')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Replace(django.db.models.functions.text.Lower(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf(models.F('name'), models.Value('')), django.db.models.functions.comparison.NullIf(models.F('email'), models.Value('')), models.Value(''))), models.Value('ё'), models.Value('е')), output_field=models.CharField(max_length=254))),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail')),
                ('email_proven_at', models.DateTimeField(blank=True, null=True)),
                ('can_sign_in', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True, verbose_name='Let in')),
                ('is_system_admin', models.BooleanField(default=False)),
                ('taken_over_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Telephone')),
                ('language', models.CharField(blank=True, max_length=5, verbose_name='Language')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='Time zone')),
                ('single_keys', models.BooleanField(default=True, verbose_name='Single-letter shortcuts')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.organization', verbose_name='Organization')),
                ('supported_till', models.DateField(blank=True, null=True, verbose_name='Support until')),
                ('session_epoch', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'indexes': [models.Index(fields=['sort_key'], name='person_sort_key'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Replace(django.db.models.functions.text.Lower(models.F('name')), models.Value('ё'), models.Value('е')), models.Value('@.,-_+()\'"«»'), models.Value('            '), function='TRANSLATE', output_field=models.TextField()), models.Func(models.F('email'), models.Value('@.,-_+()\'"«»'), models.Value('            '), function='TRANSLATE', output_field=models.TextField()), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 4), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 5), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 6), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 7), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 8), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 9), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 10), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 11), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 12), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 13), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 14), django.db.models.functions.text.Right(models.Func(models.F('phone'), models.Value('[^0-9]'), models.Value(''), models.Value('g'), function='REGEXP_REPLACE', output_field=models.TextField()), 15), config='simple'), name='person_words')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('can_sign_in', True)), fields=('email',), name='person_account_email'), models.UniqueConstraint(condition=models.Q(('can_sign_in', False), ('taken_over_by', None), models.Q(('email', ''), _negated=True)), fields=('email',), name='person_contact_email'), models.CheckConstraint(condition=models.Q(('can_sign_in', False), models.Q(('email', ''), _negated=True), _connector='OR'), name='person_account_has_email'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_in_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
                ('starts_at', models.DateTimeField(verbose_name='Away from')),
                ('ends_at', models.DateTimeField(blank=True, help_text='Empty: not known yet.', null=True, verbose_name='Back at')),
                ('substitute', models.ForeignKey(blank=True, help_text='Gets the new tickets meanwhile; if away too, his substitute does.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Substitute')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='Reason')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='Withdrawn')),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ('starts_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('withdrawn_at', None)), fields=['ends_at'], name='absence_not_over')],
            },
        ),
        migrations.CreateModel(
            name='DemoAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='demo_account', to=settings.AUTH_USER_MODEL)),
                ('sort', models.PositiveSmallIntegerField(default=100)),
                ('about_ru', models.CharField(blank=True, max_length=150)),
                ('about_en', models.CharField(blank=True, max_length=150)),
            ],
            options={
                'ordering': ('sort', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to=settings.AUTH_USER_MODEL)),
                ('address', models.EmailField(max_length=254)),
                ('proven_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('address',), name='address_one_owner'), models.CheckConstraint(condition=models.Q(('address', django.db.models.functions.text.Lower('address'))), name='address_in_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='UserGroupMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='Person')),
                ('valid_from', models.DateTimeField(blank=True, null=True, verbose_name='Valid from')),
                ('valid_till', models.DateTimeField(blank=True, null=True, verbose_name='Valid till')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.usergroup', verbose_name='Group')),
            ],
            options={
                'verbose_name': 'membership of a user group',
                'verbose_name_plural': 'memberships of user groups',
                'constraints': [models.UniqueConstraint(fields=('person', 'group'), name='user_group_member_once')],
            },
        ),
        migrations.CreateModel(
            name='SupportMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='Person')),
                ('valid_from', models.DateTimeField(blank=True, null=True, verbose_name='Valid from')),
                ('valid_till', models.DateTimeField(blank=True, null=True, verbose_name='Valid till')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.supportgroup', verbose_name='Group')),
                ('sees_group', models.BooleanField(default=False, verbose_name="Sees the group's tickets")),
                ('hears_new', models.BooleanField(default=False, verbose_name='Hears of new tickets')),
                ('hears_updates', models.BooleanField(default=False, verbose_name='Hears of changes')),
            ],
            options={
                'verbose_name': 'membership of a support group',
                'verbose_name_plural': 'memberships of support groups',
                'constraints': [models.UniqueConstraint(fields=('person', 'group'), name='support_group_member_once')],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=otklik.core.time.now)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verb', models.CharField(choices=[('added', 'added'), ('changed', 'changed'), ('archived', 'archived'), ('restored', 'restored'), ('ordered', 'put in order'), ('removed', 'removed')], max_length=10)),
                ('kind', models.CharField(max_length=80)),
                ('object_id', models.BigIntegerField(null=True)),
                ('name_ru', models.CharField(max_length=255)),
                ('name_en', models.CharField(blank=True, max_length=255)),
                ('changes', models.JSONField(default=list)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['kind', '-id'], name='journal_of_kind'), models.Index(fields=['by', '-id'], name='journal_of_person'), models.Index(fields=['kind', 'object_id', '-id'], name='journal_of_object')],
            },
        ),
        migrations.AddField(
            model_name='usergroup',
            name='members',
            field=models.ManyToManyField(related_name='user_groups', through='people.UserGroupMembership', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='supportgroup',
            name='members',
            field=models.ManyToManyField(related_name='support_groups', through='people.SupportMembership', to=settings.AUTH_USER_MODEL),
        ),
    ]
