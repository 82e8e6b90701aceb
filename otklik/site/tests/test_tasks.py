"""Contents that nobody refers to go; whoever refers to one keeps it."""

from datetime import timedelta

import pytest
from django.apps import apps

from otklik.core.time import now
from otklik.files.models import Blob, Derived, Upload
from otklik.files.tests.conftest import kept
from otklik.mail.models import Mailbox
from otklik.mail_in.models import Received
from otklik.mail_in.tests.post import ADDRESS, bring, write
from otklik.site.tasks import HOLDERS, sweep_contents
from otklik.tickets.models import Attachment
from otklik.tickets.tests.world import World


def grow_old() -> None:
    Blob.objects.update(touched_at=now() - timedelta(days=1, seconds=1))


@pytest.mark.django_db(transaction=True)
def test_contents_go_when_nobody_refers_to_them(transactional_db: None, world: World) -> None:
    box = Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)
    row = bring(box, write(files=[("a.bin", "application/octet-stream", b"attached")]))
    upload = Upload.objects.create(owner_id=1, name="u", blob=kept(b"uploaded"))
    nobodys = kept(b"nobody's")
    grow_old()
    fresh = kept(b"just come")
    sweep_contents(0)
    assert not Blob.objects.filter(pk=nobodys.pk).exists()
    held = [row.blob, Attachment.objects.get().blob, upload.blob, fresh]
    assert Blob.objects.filter(pk__in=[one.pk for one in held]).count() == len(held)
    Attachment.objects.all().delete()
    Received.objects.all().delete()
    upload.delete()
    grow_old()
    fresh = kept(b"just come")
    sweep_contents(0)
    assert list(Blob.objects.all()) == [fresh]


def test_every_table_that_refers_to_a_content_is_named() -> None:
    referring = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Blob
    }
    assert referring == {*HOLDERS, Upload, Derived}
