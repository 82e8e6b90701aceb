"""Changing sites."""

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from otklik.directory.models import Site
from otklik.directory.steps import Step
from otklik.files.models import Blob
from otklik.files.pictures import SHOWN
from otklik.people import journal
from otklik.people.editing import Edit, Stale
from otklik.people.models import Person

NO_PICTURE: Final = _("This is no picture that can be shown: choose PNG, JPEG, GIF or WebP.")
KEPT: Final = tuple(field.name for field in Site._meta.concrete_fields if field.name != "id")
"""What the journal keeps of a site."""


@transaction.atomic
def add_site(*, site: Site, by: Person | None = None) -> Site:
    """Add a site; the first one, and one that says so, becomes the default.

    Args:
        site: The new site, not saved yet.
        by: Who adds it, for the journal; nobody for the system itself.

    Raises:
        ValidationError: A value does not fit.
    """
    others = Site.objects.select_for_update().filter(is_default=True)
    had_default = list(others.values_list("pk", flat=True))
    site.is_default = site.is_default or not had_default
    _take_default_from_others(site, by)
    site.full_clean()
    site.save()
    journal.record(by=by, before=None, after=journal.state_of(site, KEPT))
    return site


@transaction.atomic
def change_site(*, site_id: int, edit: Edit, by: Person | None = None) -> Site:
    """Change a site; there is always exactly one default.

    Args:
        site_id: The site.
        edit: What is to change, and what the page showed.
        by: Who changes it, for the journal; nobody for the system itself.

    Raises:
        Site.DoesNotExist: There is no such site.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit, or the default would be lost.
    """
    sites = {site.pk: site for site in Site.objects.select_for_update().order_by("pk")}
    if site_id not in sites:
        raise Site.DoesNotExist
    site = sites[site_id]
    before = journal.state_of(site, KEPT)
    was_default = site.is_default
    edit.put(site)
    if was_default and not site.is_default:
        raise ValidationError(
            {"is_default": _("Make another site the default first.")}, code="default"
        )
    _take_default_from_others(site, by)
    edit.save(site)
    journal.record(by=by, before=before, after=journal.state_of(site, KEPT))
    return site


@transaction.atomic
def set_logo(*, site_id: int, logo: Blob | None, by: Person | None = None) -> Site:
    """Give a site a logo, or take it away.

    Args:
        site_id: The site.
        logo: A picture that a browser may show, made by us; nothing for the one of the product.
        by: Who changes it, for the journal; nobody for the system itself.

    Raises:
        Site.DoesNotExist: There is no such site.
        ValidationError: It is no picture that a browser may show.
    """
    site = Site.objects.select_for_update().get(pk=site_id)
    if logo and logo.content_type not in SHOWN:
        raise ValidationError(NO_PICTURE, code="picture")
    before = journal.state_of(site, KEPT)
    site.logo = logo
    site.save(update_fields=["logo"])
    journal.record(by=by, before=before, after=journal.state_of(site, KEPT))
    return site


@transaction.atomic
def order_steps(
    *,
    site_id: int,
    steps: Sequence[Step],
    shown: Sequence[Step] | None = None,
    by: Person | None = None,
) -> Site:
    """Decide in which order it is asked who answers for a new ticket (spec C-1).

    Args:
        site_id: The site.
        steps: The four steps between a choice by staff and the default of the site.
        shown: The order that the page showed; none if no page did.
        by: Who does it, for the journal.

    Raises:
        Site.DoesNotExist: There is no such site.
        Stale: Somebody else has put them into another order meanwhile.
        ValidationError: A step is missing, or stands there twice.
    """
    site = Site.objects.select_for_update().get(pk=site_id)
    wanted = [step.value for step in steps]
    if shown is not None and site.assignment_order not in ([*map(str, shown)], wanted):
        raise Stale(["assignment_order"])
    before = journal.state_of(site, KEPT)
    site.assignment_order = wanted
    site.full_clean()
    site.save(update_fields=["assignment_order"])
    journal.record(by=by, before=before, after=journal.state_of(site, KEPT))
    return site


def _take_default_from_others(site: Site, by: Person | None) -> None:
    if not site.is_default:
        return
    for other in Site.objects.exclude(pk=site.pk).filter(is_default=True):
        before = journal.state_of(other, KEPT)
        other.is_default = False
        other.save(update_fields=["is_default"])
        journal.record(by=by, before=before, after=journal.state_of(other, KEPT))
