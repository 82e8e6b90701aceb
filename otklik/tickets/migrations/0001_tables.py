"""The tables as the first version has them: the steps by which they came about are one."""

import datetime
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import otklik.core.time
import otklik.tickets.models.message
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('tickets', '0001_initial'), ('tickets', '0003_message_sender_unproven'), ('tickets', '0004_auto_close'), ('tickets', '0005_search_text'), ('tickets', '0006_notices'), ('tickets', '0007_rating'), ('tickets', '0008_draft_html'), ('tickets', '0009_draft_choices'), ('tickets', '0010_orders'), ('tickets', '0011_counted_views'), ('tickets', '0012_change_unfollowed'), ('tickets', '0013_coupons'), ('tickets', '0014_level_choice'), ('tickets', '0015_corrected_messages'), ('tickets', '0016_going_on'), ('tickets', '0017_forecast'), ('tickets', '0018_edited_messages'), ('tickets', '0019_fewer_indexes')]

    initial = True

    dependencies = [
        ('clock', '0001_tables'),
        ('directory', '0001_tables'),
        ('files', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.site')),
                ('title', models.CharField(max_length=255)),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to=settings.AUTH_USER_MODEL)),
                ('author_text', models.CharField(blank=True, max_length=255)),
                ('creator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.source')),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.category')),
                ('priority', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.priority')),
                ('status', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.status')),
                ('difficulty', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.difficulty')),
                ('rating', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.rating')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clock.level')),
                ('continues', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.ticket')),
                ('continued_in', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.ticket')),
                ('coupon_code', models.CharField(blank=True, max_length=50)),
                ('level_choice', models.JSONField(default=dict)),
                ('responsible', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responsible_for', to=settings.AUTH_USER_MODEL)),
                ('comment', models.CharField(blank=True, max_length=255)),
                ('planned_minutes', models.PositiveIntegerField(null=True)),
                ('expected_on', models.DateField(null=True)),
                ('expected_shown', models.BooleanField(default=False)),
                ('confirm_by_mail', models.BooleanField(default=True)),
                ('answers_by_mail', models.BooleanField(default=True)),
                ('auto_close_days', models.PositiveSmallIntegerField(default=7, null=True)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('public_modified_at', models.DateTimeField()),
                ('modified_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True)),
                ('auto_closed', models.BooleanField(default=False)),
                ('held_at', models.DateTimeField(null=True)),
                ('held_until', models.DateField(null=True)),
                ('reopened', models.BooleanField(default=False)),
                ('message_count', models.PositiveIntegerField(default=0)),
                ('overdue_count', models.PositiveIntegerField(default=0)),
                ('last_message_at', models.DateTimeField()),
                ('last_message_seq', models.PositiveIntegerField(default=0)),
                ('last_visible_seq', models.PositiveIntegerField(default=0)),
                ('last_author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('last_side', models.CharField(choices=[('client', 'client'), ('staff', 'support')], default='client', max_length=6)),
                ('excerpt', models.CharField(blank=True, max_length=200)),
                ('last_seq', models.PositiveIntegerField(default=0)),
                ('last_public_seq', models.PositiveIntegerField(default=0)),
                ('silent_since', models.DateTimeField(null=True)),
                ('auto_close_at', models.DateTimeField(null=True)),
                ('waiting_since', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('warn_at', models.DateTimeField(null=True)),
                ('next_moment', models.DateTimeField(null=True)),
                ('is_warned', models.BooleanField(default=False)),
                ('is_overdue', models.BooleanField(default=False)),
                ('queue_rank', models.PositiveSmallIntegerField(default=2)),
                ('due_order', models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))),
                ('turn_since', models.DateTimeField()),
                ('clock_revision', models.PositiveBigIntegerField(default=0)),
                ('clock_state', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None), ('held_at', None)), fields=['queue_rank', 'due_order', 'turn_since', 'id'], name='ticket_queue'), models.Index(condition=models.Q(('closed_at', None)), fields=['responsible', 'queue_rank', 'due_order', 'turn_since', 'id'], include=('held_at', 'site'), name='ticket_queue_of'), models.Index(condition=models.Q(('closed_at', None), models.Q(('held_at', None), _negated=True)), fields=['held_at', 'id'], name='ticket_held'), models.Index(fields=['created_at', 'id'], name='ticket_created'), models.Index(fields=['modified_at', 'id'], name='ticket_modified'), models.Index(fields=['last_message_at', 'id'], name='ticket_last_message'), models.Index(condition=models.Q(('closed_at', None), _negated=True), fields=['-closed_at', '-id'], name='ticket_closed'), models.Index(fields=['author', '-public_modified_at', '-id'], name='ticket_of_author'), models.Index(condition=models.Q(('next_moment', None), _negated=True), fields=['next_moment'], name='ticket_next_moment'), models.Index(condition=models.Q(('auto_close_at', None), _negated=True), fields=['auto_close_at'], name='ticket_auto_close_at'), models.Index(condition=models.Q(('coupon_code', ''), _negated=True), fields=['coupon_code', 'id'], name='ticket_of_coupon'), models.Index(condition=models.Q(('waiting_since', None), _negated=True), fields=['level', 'clock_revision'], name='ticket_clock_revision')],
            },
        ),
        migrations.CreateModel(
            name='Forecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('promises', models.JSONField()),
                ('at', models.DateTimeField(db_index=True)),
                ('total', models.PositiveIntegerField()),
                ('last', models.PositiveBigIntegerField(default=0)),
                ('counted', models.PositiveIntegerField(default=0)),
                ('moved', models.PositiveIntegerField(default=0)),
                ('overdue', models.PositiveIntegerField(default=0)),
                ('relieved', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='tickets.ticket')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('co', 'co-executor'), ('former', 'former responsible')], max_length=6)),
                ('since', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'kind', 'ticket'], name='seat_of')],
                'constraints': [models.UniqueConstraint(fields=('ticket', 'person', 'kind'), name='seat_once')],
            },
        ),
        migrations.CreateModel(
            name='ReadMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_marks', to='tickets.ticket')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'ticket'), name='read_mark_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='tickets.ticket')),
                ('mode', models.CharField(default='reply', max_length=10)),
                ('title', models.CharField(blank=True, max_length=255)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('uploads', models.JSONField(default=list)),
                ('choices', models.JSONField(default=dict)),
                ('seen_seq', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField(default=otklik.core.time.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'ticket'), name='draft_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='tickets.ticket')),
                ('number', models.PositiveIntegerField()),
                ('public_number', models.PositiveIntegerField(null=True)),
                ('seq', models.PositiveIntegerField()),
                ('public_seq', models.PositiveIntegerField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('creator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.source')),
                ('responsible_then', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('side', models.CharField(choices=[('client', 'client'), ('staff', 'support')], max_length=6)),
                ('is_hidden', models.BooleanField(default=False)),
                ('keeps_status', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('quoted_html', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('letter_id', models.BigIntegerField(null=True)),
                ('message_id', models.CharField(blank=True, max_length=998)),
                ('sender_unproven', models.BooleanField(default=False)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('edited_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='message_by_message_id')],
                'constraints': [models.UniqueConstraint(fields=('ticket', 'number'), name='message_number'), models.UniqueConstraint(fields=('ticket', 'seq'), name='message_seq'), models.CheckConstraint(condition=models.Q(models.Q(('is_hidden', True), ('public_number', None), ('public_seq', None)), models.Q(('is_hidden', False), ('public_number__isnull', False), ('public_seq__isnull', False)), _connector='OR'), name='message_public_number')],
            },
        ),
        migrations.CreateModel(
            name='TextVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
                ('field', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='tickets.ticket')),
                ('actor', models.CharField(choices=[('person', 'person'), ('rule', 'rule'), ('system', 'system')], max_length=6)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('via', models.CharField(choices=[('web', 'site'), ('mail', 'e-mail'), ('api', 'API'), ('clock', 'clock'), ('import', 'import')], max_length=6)),
                ('is_hidden', models.BooleanField(default=False)),
                ('is_quiet', models.BooleanField(default=False)),
                ('is_automatic', models.BooleanField(default=False)),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('key', models.CharField(blank=True, max_length=255)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('followed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('followed_at', None), ('is_quiet', False), models.Q(('via', 'import'), _negated=True)), fields=['recorded_at'], name='change_unfollowed')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('by', 'key'), name='change_key_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_text', serialize=False, to='tickets.ticket')),
                ('public', django.contrib.postgres.search.SearchVectorField()),
                ('staff', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['public'], name='search_public'), django.contrib.postgres.indexes.GinIndex(fields=['staff'], name='search_staff')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='tickets.ticket')),
                ('number', models.PositiveIntegerField()),
                ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.message')),
                ('answer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tickets.message')),
                ('level', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clock.level')),
                ('since', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField()),
                ('is_answered', models.BooleanField()),
                ('was_overdue', models.BooleanField()),
                ('reaction_minutes', models.PositiveIntegerField()),
                ('overdue_minutes', models.PositiveIntegerField()),
                ('story', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ticket', 'number'), name='round_number')],
            },
        ),
        migrations.CreateModel(
            name='DeletedText',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='deleted_text', serialize=False, to='tickets.message')),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('quoted_html', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='MessageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='tickets.message')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.source')),
                ('side', models.CharField(choices=[('client', 'client'), ('staff', 'support')], max_length=6)),
                ('is_hidden', models.BooleanField()),
                ('keeps_status', models.BooleanField()),
                ('public_number', models.PositiveIntegerField(null=True)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('quoted_html', models.TextField(blank=True)),
                ('file_keys', models.JSONField(default=list)),
                ('until', models.DateTimeField()),
                ('edited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='RemovedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=otklik.tickets.models.message.new_key, max_length=32, unique=True)),
                ('name', models.CharField(max_length=255)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('content_id', models.CharField(blank=True, max_length=255)),
                ('is_inline', models.BooleanField(default=False)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removed_files', to='tickets.message')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=otklik.tickets.models.message.new_key, max_length=32, unique=True)),
                ('name', models.CharField(max_length=255)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('content_id', models.CharField(blank=True, max_length=255)),
                ('is_inline', models.BooleanField(default=False)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='tickets.message')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='MessageRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rated', to='tickets.message')),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.rating')),
                ('text', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.textversion')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='tickets.change')),
                ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='tickets.ticket')),
                ('seq', models.PositiveIntegerField()),
                ('public_seq', models.PositiveIntegerField(null=True)),
                ('kind', models.CharField(choices=[('opened', 'opened'), ('message', 'message'), ('field', 'property changed'), ('responsible', 'responsible changed'), ('co_executor_added', 'co-executor added'), ('co_executor_removed', 'co-executor removed'), ('level', 'level set'), ('held', 'put on hold'), ('unheld', 'taken off hold'), ('closed', 'closed'), ('reopened', 'reopened'), ('rated', 'answer rated'), ('warned', 'deadline near'), ('overdue', 'overdue'), ('author', 'author changed'), ('letters_silenced', 'letters stopped'), ('letter_refused', 'letter refused'), ('coupon', 'coupon used'), ('continued', 'continued in another ticket'), ('continues', 'continues another ticket'), ('message_deleted', 'message deleted'), ('message_restored', 'message put back'), ('message_edited', 'message edited'), ('message_counts', 'message counts otherwise')], max_length=20)),
                ('audience', models.CharField(choices=[('all', 'everybody in the ticket'), ('staff', 'staff')], max_length=5)),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='tickets.message')),
                ('payload', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ticket', 'seq'), name='event_seq'), models.UniqueConstraint(condition=models.Q(('public_seq', None), _negated=True), fields=('ticket', 'public_seq'), name='event_public_seq'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'all'), ('public_seq__isnull', False)), models.Q(('audience', 'staff'), ('public_seq', None)), _connector='OR'), name='event_audience_number')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.change')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.event')),
                ('occasion', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='notice_of'), models.Index(condition=models.Q(('read_at', None)), fields=['person', 'ticket'], name='notice_unread'), models.Index(fields=['created_at'], name='notice_age')],
                'constraints': [models.UniqueConstraint(fields=('change', 'person'), name='notice_once')],
            },
        ),
    ]
