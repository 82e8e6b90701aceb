"""The tables as the first version has them: the steps by which they came about are one."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import otklik.core.time
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('mail', '0001_initial'), ('mail', '0002_mailbox_archive_and_source')]

    initial = True

    dependencies = [
        ('directory', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailboxes', to='directory.site', verbose_name='Site')),
                ('name', models.CharField(max_length=150, verbose_name='Name')),
                ('address', models.EmailField(max_length=254, verbose_name='Address')),
                ('sender_name', models.CharField(blank=True, max_length=150, verbose_name="Sender's name")),
                ('enabled', models.BooleanField(default=True, verbose_name='In use')),
                ('imap_host', models.CharField(blank=True, max_length=253, verbose_name='IMAP server')),
                ('imap_port', models.PositiveIntegerField(default=993, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(65535)], verbose_name='Port')),
                ('imap_security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('none', 'Not protected')], default='tls', max_length=10, verbose_name='Protection')),
                ('imap_user', models.CharField(blank=True, max_length=254, verbose_name='Sign-in name')),
                ('imap_password_sealed', models.TextField(blank=True, editable=False, verbose_name='Password')),
                ('imap_folder', models.CharField(default='INBOX', max_length=254, verbose_name='Folder')),
                ('who_may_reply', models.CharField(choices=[('author', "The author, colleagues in the author's group and co-executors"), ('domain', "Any address in the author's domain"), ('anyone', 'Anybody who has the number')], default='author', max_length=10, verbose_name='Who may write into a ticket by answering a letter')),
                ('as_hidden', models.BooleanField(default=False, verbose_name='Keep answers as hidden notes')),
                ('recognise_people', models.BooleanField(default=True, verbose_name='Recognise clients by their address')),
                ('replies_only', models.BooleanField(default=False, verbose_name='Take answers only, no new tickets')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.category', verbose_name='Category')),
                ('priority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.priority', verbose_name='Criticality')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.source', verbose_name='Source')),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'mailbox',
                'verbose_name_plural': 'mailboxes',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('address'), name='mailbox_address_once'), models.CheckConstraint(condition=models.Q(('enabled', False), ('archived_at', None), _connector='OR'), name='mailbox_archived_unused')],
            },
        ),
        migrations.CreateModel(
            name='Outgoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100)),
                ('ref', models.CharField(blank=True, max_length=100)),
                ('address', models.CharField(max_length=320)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_name', models.CharField(blank=True, max_length=150)),
                ('sender_name', models.CharField(blank=True, max_length=150)),
                ('sender_address', models.CharField(max_length=320)),
                ('reply_to', models.CharField(blank=True, max_length=320)),
                ('subject', models.TextField()),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('language', models.CharField(max_length=5)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('message_id', models.CharField(db_index=True, max_length=400)),
                ('in_reply_to', models.TextField(blank=True)),
                ('references', models.JSONField(blank=True, default=list)),
                ('auto_submitted', models.CharField(blank=True, choices=[('', 'a person'), ('auto-generated', 'our service, because something happened'), ('auto-replied', 'our service, in answer to a letter')], default='auto-generated', max_length=20)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Given up'), ('refused', 'Refused'), ('bounced', 'Returned'), ('cancelled', 'Cancelled'), ('silenced', 'Kept silent')], default='queued', max_length=10)),
                ('not_before', models.DateTimeField(blank=True, null=True)),
                ('cancel_key', models.CharField(blank=True, max_length=100)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=otklik.core.time.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['ref', 'address', 'created_at'], name='outgoing_ref'), models.Index(condition=models.Q(('state', 'queued'), models.Q(('cancel_key', ''), _negated=True)), fields=['cancel_key'], name='outgoing_cancellable'), models.Index(condition=models.Q(('state', 'sent'), _negated=True), fields=['state', 'id'], name='outgoing_unsent'), models.Index(fields=['created_at'], name='outgoing_by_time')],
                'constraints': [models.UniqueConstraint(fields=('key', 'address'), name='outgoing_natural_key')],
            },
        ),
        migrations.CreateModel(
            name='Listener',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, unique=True)),
                ('heard', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outgoing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='mail.outgoing')),
                ('ref', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('failed', 'Could not be delivered'), ('refused', "Refused by the recipient's server"), ('bounced', "Returned by the recipient's server"), ('silenced', 'Too many letters, kept silent')], max_length=10)),
                ('address', models.CharField(max_length=320)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=otklik.core.time.now)),
            ],
        ),
    ]
