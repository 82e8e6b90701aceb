"""The tables as the first version has them: the steps by which they came about are one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('mail_in', '0001_initial'), ('mail_in', '0002_reason_sender_unproven'), ('mail_in', '0003_check'), ('mail_in', '0004_reason_not_served')]

    initial = True

    dependencies = [
        ('files', '0001_tables'),
        ('mail', '0001_tables'),
        ('people', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Received',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received', to='mail.mailbox')),
                ('door', models.CharField(choices=[('smtp', 'SMTP'), ('imap', 'IMAP')], max_length=4)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('digest', models.CharField(max_length=64)),
                ('envelope_from', models.CharField(blank=True, max_length=320)),
                ('envelope_to', models.JSONField(blank=True, default=list)),
                ('uidvalidity', models.BigIntegerField(blank=True, null=True)),
                ('uid', models.BigIntegerField(blank=True, null=True)),
                ('received_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('is_cut', models.BooleanField(default=False)),
                ('fate', models.CharField(choices=[('new', 'not read yet'), ('taken', 'in a ticket'), ('automatic', 'written by a machine'), ('bounce', 'delivery report'), ('own', 'our own letter'), ('pointed', 'sent to the form'), ('tray', 'in the tray'), ('discarded', 'put aside by hand')], default='new', max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('staff_unproven', 'It names a member of staff, and nothing proves it'), ('sender_unproven', 'Its sender is not who it says, or nothing proves it'), ('sender_unknown', 'It names no address to which we could answer'), ('own_address', 'It names one of our own mailboxes as its sender'), ('replies_only', 'This mailbox takes answers only'), ('not_served', 'Its sender’s level or term of support does not allow letters'), ('too_many', 'Its sender has written too much within an hour'), ('refused', 'Its sender may not write to us'), ('stuck', 'Reading it was begun again and again and never came to an end'), ('error', 'We could not read it; the fault is ours')], max_length=20)),
                ('error', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('sender_name', models.CharField(blank=True, max_length=150)),
                ('subject', models.TextField(blank=True)),
                ('message_id', models.TextField(blank=True)),
                ('ticket_number', models.BigIntegerField(blank=True, null=True)),
                ('claimed_number', models.BigIntegerField(blank=True, null=True)),
                ('claimed_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened', models.BooleanField(default=False)),
                ('matched_by', models.CharField(blank=True, max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['fate', '-id'], name='received_by_fate'), models.Index(fields=['sender', 'recorded_at'], name='received_by_sender'), models.Index(fields=['recorded_at'], name='received_by_time'), models.Index(condition=models.Q(('ticket_number__isnull', False)), fields=['ticket_number'], name='received_of_ticket')],
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'digest'), name='received_once')],
            },
        ),
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailbox', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='cursor', to='mail.mailbox')),
                ('folder', models.CharField(blank=True, max_length=254)),
                ('uidvalidity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('server', models.JSONField()),
                ('password_sealed', models.TextField(blank=True, editable=False)),
                ('steps', models.JSONField(blank=True, default=list)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['started_at'], name='mailbox_check_by_time')],
            },
        ),
    ]
