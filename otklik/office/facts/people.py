"""People and groups: how many there are, and which agents are in no team."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.office.pages.people import group_url
from otklik.people.models import Person, SupportGroup, UserGroup
from otklik.people.queries import absences_now, agents_without_team
from otklik.people.viewer import Viewer
from otklik.tickets.queries.of_person import open_with
from otklik.ui.parts.settings import About, Attention, Row


def about(_viewer: Viewer) -> About:
    """Return what a person should know of people and groups."""
    count = Person.objects.filter(taken_over_by=None, is_active=True).count()
    support = SupportGroup.objects.filter(archived_at=None)
    alone = agents_without_team().count() if support.filter(is_team=True) else 0
    groups = UserGroup.objects.filter(archived_at=None).count() + support.count()
    rows = [
        Row(
            icon="users",
            title=_("People"),
            hint=_("Accounts, invitations, roles, memberships"),
            state=ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
            url=reverse("office:people"),
        ),
        Row(
            icon="user-check",
            title=_("Groups and organizations"),
            hint=_("Who gets which role, who sees whose tickets"),
            state=ngettext("%(count)s group", "%(count)s groups", groups) % {"count": groups},
            url=group_url("roles"),
        ),
    ]
    attention = [*_with_the_absent()]
    lonely = [
        Attention(
            icon="user-x",
            title=ngettext(
                "%(count)s agent is in no team", "%(count)s agents are in no team", alone
            )
            % {"count": alone},
            hint=_("They see only their own tickets and those that nobody answers for."),
            tone="warn",
            url=f"{reverse('office:people')}?role=agent",
            action=_("Show"),
        )
    ]
    attention += lonely if alone else []
    return About(title=_("People"), rows=rows, attention=attention)


def _with_the_absent() -> Iterator[Attention]:
    """Say how many open tickets wait for people who are away."""
    away = sorted(absences_now())
    count = open_with(away)
    if count:
        words = ngettext(
            "%(count)s open ticket is with people who are away",
            "%(count)s open tickets are with people who are away",
            count,
        )
        yield Attention(
            icon="calendar-clock",
            title=words % {"count": count},
            hint=_("They stay there until somebody gives them to a colleague."),
            tone="warn",
            url=reverse("desk:queue", query={"view": "open", "responsible": away}),
            action=_("Show"),
        )
