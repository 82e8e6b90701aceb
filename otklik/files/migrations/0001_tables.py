"""The tables as the first version has them: the steps by which they came about are one."""

import django.db.models.deletion
import otklik.core.time
import otklik.files.models
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates all tables of the room."""

    replaces = [('files', '0001_initial'), ('files', '0002_upload_is_dropped')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Blob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField()),
                ('content_type', models.CharField(max_length=100)),
                ('touched_at', models.DateTimeField(db_index=True, default=otklik.core.time.now)),
            ],
        ),
        migrations.CreateModel(
            name='Derived',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='derived', to='files.blob')),
                ('kind', models.CharField(max_length=20)),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'kind'), name='derived_once')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=otklik.files.models.new_key, max_length=32, unique=True)),
                ('owner_id', models.BigIntegerField(db_index=True)),
                ('name', models.CharField(max_length=255)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('created_at', models.DateTimeField(db_index=True, default=otklik.core.time.now)),
                ('is_dropped', models.BooleanField(default=False)),
            ],
        ),
    ]
