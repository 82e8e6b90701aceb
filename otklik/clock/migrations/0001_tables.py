"""The tables as the first version has them: the steps by which they came about are one."""

import django.core.validators
import django.db.models.deletion
import otklik.clock.columns
import otklik.clock.models
import otklik.core.time
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('clock', '0001_initial'), ('clock', '0003_exceptions'), ('clock', '0004_what_levels_allow'), ('clock', '0005_teams_share_tickets'), ('clock', '0006_resolution')]

    initial = True

    dependencies = [
        ('directory', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Timetable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ru', models.CharField(max_length=150, verbose_name='Name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='Name in English')),
                ('description', models.TextField(blank=True, verbose_name='Description')),
                ('time_zone', models.CharField(default='Europe/Moscow', max_length=64, validators=[otklik.clock.models.validate_zone], verbose_name='Time zone')),
                ('hours', models.JSONField(blank=True, default=otklik.clock.models.closed_week, validators=[otklik.clock.models.validate_hours], verbose_name='Hours')),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'verbose_name': 'timetable',
                'verbose_name_plural': 'timetables',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='LevelSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category_mode', models.CharField(choices=[('limits', 'A level limits what may be chosen'), ('chooses', 'The category influences the choice of the level')], default='limits', max_length=10, verbose_name='Levels and categories')),
            ],
            options={
                'verbose_name': 'settings of the levels',
                'verbose_name_plural': 'settings of the levels',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='level_settings_once')],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ru', models.CharField(max_length=150, verbose_name='Name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='Name in English')),
                ('description', models.TextField(blank=True, verbose_name='Description')),
                ('rank', models.IntegerField(default=0, verbose_name='Priority')),
                ('reaction_value', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='Reaction time')),
                ('reaction_unit', models.CharField(choices=[('minute', 'minutes'), ('hour', 'hours'), ('day', 'days of 24 working hours'), ('working_day', 'working days')], default='hour', max_length=11, verbose_name='Unit of the reaction time')),
                ('warn_value', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='Warn before')),
                ('warn_unit', models.CharField(choices=[('minute', 'minutes'), ('hour', 'hours'), ('day', 'days of 24 working hours'), ('working_day', 'working days')], default='hour', max_length=11, verbose_name='Unit of the warning time')),
                ('resolution_value', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='Close within')),
                ('resolution_unit', models.CharField(choices=[('minute', 'minutes'), ('hour', 'hours'), ('day', 'days of 24 working hours'), ('working_day', 'working days')], default='hour', max_length=11, verbose_name='Unit of the time to close')),
                ('base', models.CharField(choices=[('client_reply', 'the client’s message'), ('creation', 'the creation of the ticket')], default='client_reply', max_length=12, verbose_name='Deadline counts from')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='clock.timetable', verbose_name='Timetable')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Responsible')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.supportgroup', verbose_name='Or a team')),
                ('everyone', models.BooleanField(default=False, verbose_name='For everyone')),
                ('reactions', models.JSONField(blank=True, default=list, validators=[otklik.clock.columns.validate_reactions], verbose_name='Reaction time by criticality')),
                ('entitlements', models.JSONField(blank=True, default=list, validators=[otklik.clock.columns.validate_entitlements], verbose_name='What it includes')),
                ('is_default', models.BooleanField(default=False, verbose_name='By default')),
                ('revision', models.PositiveBigIntegerField(default=0)),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='In the archive since')),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
                ('groups', models.ManyToManyField(blank=True, related_name='+', to='people.usergroup', verbose_name='Groups')),
                ('sites', models.ManyToManyField(blank=True, related_name='+', to='directory.site', verbose_name='Sites')),
                ('categories', models.ManyToManyField(blank=True, related_name='+', to='directory.category', verbose_name='Categories')),
                ('priorities', models.ManyToManyField(blank=True, related_name='+', to='directory.priority', verbose_name='Criticalities')),
                ('statuses', models.ManyToManyField(blank=True, related_name='+', to='directory.status', verbose_name='Statuses')),
                ('ratings', models.ManyToManyField(blank=True, related_name='+', to='directory.rating', verbose_name='Ratings')),
                ('sources', models.ManyToManyField(blank=True, related_name='+', to='directory.source', verbose_name='Channels')),
            ],
            options={
                'verbose_name': 'level',
                'verbose_name_plural': 'levels',
                'ordering': ('-rank', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='level_one_default'), models.CheckConstraint(condition=models.Q(('is_default', False), ('archived_at', None), _connector='OR'), name='level_default_in_use'), models.CheckConstraint(condition=models.Q(('responsible', None), ('team', None), _connector='OR'), name='level_person_or_team', violation_error_message='Choose a person or a team, not both.')],
            },
        ),
        migrations.CreateModel(
            name='TimetableException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_ru', models.CharField(max_length=150, verbose_name='Name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=150, verbose_name='Name in English')),
                ('description', models.TextField(blank=True, verbose_name='Description')),
                ('kind', models.CharField(choices=[('closed', 'Closed all day'), ('cut', 'Closed at these hours'), ('hours', 'Open at these hours instead'), ('as_weekday', 'Open as on a weekday')], default='closed', max_length=10, verbose_name='What it does')),
                ('first_day', models.DateField(verbose_name='First day')),
                ('last_day', models.DateField(verbose_name='Last day')),
                ('from_minute', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='From what hour')),
                ('till_minute', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Till what hour')),
                ('weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], null=True, verbose_name='Like which weekday')),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
                ('levels', models.ManyToManyField(blank=True, related_name='exceptions', to='clock.level', verbose_name='Levels')),
            ],
            options={
                'verbose_name': 'exception',
                'verbose_name_plural': 'exceptions',
                'ordering': ('first_day', 'from_minute', 'id'),
            },
        ),
        migrations.CreateModel(
            name='LevelRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='clock.level')),
                ('facts', models.JSONField()),
                ('in_force_at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'indexes': [models.Index(fields=['level', '-id'], name='level_revision_newest')],
            },
        ),
    ]
