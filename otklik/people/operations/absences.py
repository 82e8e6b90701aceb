"""Who is away, and who stands in (spec ASG-6)."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from otklik.core.text import one_line, storable
from otklik.core.time import now
from otklik.people import journal
from otklik.people.absence import Absence, not_over
from otklik.people.models import Person
from otklik.people.queries import selectable_responsibles

KEPT: Final = ("starts_at", "ends_at", "substitute")
LONGEST_REASON: Final = 200


@transaction.atomic
def add_absence(*, absence: Absence, by: Person) -> Absence:
    """Write down that somebody on the staff is, or will be, away.

    Tickets that the person has stay where they are.

    Args:
        absence: The new absence, not saved yet.
        by: Who says so, for the journal: the person himself or an administrator.

    Raises:
        ValidationError: A value does not fit, the person is not on the staff, or is away then
            already.
    """
    _lock(absence.person_id)
    absence.reason = one_line(storable(absence.reason), LONGEST_REASON)
    absence.full_clean()
    staff = selectable_responsibles()
    if not staff.filter(pk=absence.person_id).exists():
        raise ValidationError(_("This person is not on the staff."), code="staff")
    if absence.substitute_id and not staff.filter(pk=absence.substitute_id).exists():
        raise ValidationError({"substitute": _("This person is not on the staff.")}, code="staff")
    if absence.ends_at and absence.ends_at <= now():
        raise ValidationError({"ends_at": _("This is over already.")}, code="over")
    _refuse_second(absence)
    absence.save()
    journal.record(by=by, before=None, after=_state(absence))
    return absence


@transaction.atomic
def withdraw_absence(*, absence_id: int, by: Person) -> Absence:
    """End an absence early, or call off one that is to come; repeating it changes nothing.

    Args:
        absence_id: The absence.
        by: Who does it, for the journal.

    Raises:
        Absence.DoesNotExist: There is no such absence.
    """
    absence = _locked(absence_id)
    if absence.withdrawn_at is None:
        absence.withdrawn_at = now()
        absence.save(update_fields=["withdrawn_at"])
        journal.record(by=by, before=_state(absence), after=None)
    return absence


@transaction.atomic
def restore_absence(*, absence_id: int, by: Person) -> Absence:
    """Let a withdrawn absence count again.

    Args:
        absence_id: The absence.
        by: Who does it, for the journal.

    Raises:
        Absence.DoesNotExist: There is no such absence.
        ValidationError: Another one has been written down for that time.
    """
    absence = _locked(absence_id)
    if absence.withdrawn_at is not None:
        _refuse_second(absence)
        absence.withdrawn_at = None
        absence.save(update_fields=["withdrawn_at"])
        journal.record(by=by, before=None, after=_state(absence))
    return absence


def _lock(person_id: int) -> None:
    """Let one absence of a person be written at a time.

    Rows that only point to the person need not wait: two who name each other would wait for ever.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person_id)


def _locked(absence_id: int) -> Absence:
    absence = Absence.objects.select_related("person").get(pk=absence_id)
    _lock(absence.person_id)
    absence.refresh_from_db(fields=["withdrawn_at"])
    return absence


def _refuse_second(absence: Absence) -> None:
    """Let nobody be away twice at a time: two substitutes would be too many.

    Raises:
        ValidationError: The person is away then already.
    """
    meets = Q(starts_at__lt=absence.ends_at) if absence.ends_at else Q()
    others = Absence.objects.filter(not_over(absence.starts_at), meets, person=absence.person_id)
    if others.exclude(pk=absence.pk).exists():
        raise ValidationError(
            {"starts_at": _("Another absence meets this time. Withdraw it first.")}, code="twice"
        )


def _state(absence: Absence) -> journal.State:
    """Return what the journal keeps: not the reason, which may have to be erased (law 3)."""
    return journal.state_of(absence, KEPT)
