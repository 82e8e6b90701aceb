"""Taking contents in: the way for uploads, letters and imports alike."""

from django.db import transaction

from otklik.files import contents, tasks
from otklik.files.contents import FileTooBig, Readable
from otklik.files.models import Blob
from otklik.files.pictures import PICTURES

__all__ = ["FileTooBig", "Readable", "store"]


@transaction.atomic
def store(stream: Readable, *, name: str, limit: int | None = None) -> Blob:
    """Keep the bytes of `stream` and return the content's row; identical bytes are kept once.

    The thumbnail of a picture is made by a job. Whoever takes in many contents should do so before
    the transaction that refers to them: a content stays locked until its transaction ends.

    Args:
        stream: The bytes, read in pieces.
        name: What to call the file in an error; it is not kept.
        limit: The greatest size, in bytes; None sets none.

    Raises:
        FileTooBig: The stream is longer than `limit`; nothing is kept.
    """
    with contents.draft(stream, name=name, limit=limit) as written:
        blob, is_new = contents.keep(written)
    if is_new and blob.content_type in PICTURES:
        tasks.make_thumbnail.defer(blob_id=blob.pk)
    return blob
