"""Uploads that wait with an unsent text, as the form shows them."""

from collections.abc import Sequence

from otklik.core.config import config
from otklik.core.paths import UPLOADS_PREFIX
from otklik.files.pictures import PICTURES
from otklik.files.uploads import waiting_among
from otklik.people.guards import AuthenticatedRequest
from otklik.ui.parts.composer import Uploaded, Uploads


def uploads_of(request: AuthenticatedRequest, keys: Sequence[str]) -> Uploads:
    """Return what may be attached and what waits already.

    Args:
        request: Whose uploads they are.
        keys: Those that belong to the unsent text; what is gone is left out.
    """
    limits = config()
    staff = request.viewer.is_staff
    rows = waiting_among(keys, owner_id=request.user.pk).select_related("blob")
    return Uploads(
        limit=limits.staff_upload_max_bytes if staff else limits.upload_max_bytes,
        done=[
            Uploaded(
                key=row.key,
                name=row.name,
                size=row.blob.size,
                thumb=f"{UPLOADS_PREFIX}{row.key}/thumb"
                if row.blob.content_type in PICTURES
                else "",
            )
            for row in rows
        ]
        if keys
        else (),
    )
