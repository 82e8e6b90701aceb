"""The ladder in words: how a step is told, and why somebody was passed over."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from otklik.core.text import localised
from otklik.directory.steps import Step
from otklik.people.distribution import Distribution
from otklik.rules.decide import Why

STEPS: Final[Mapping[str, Promise]] = {
    Step.LEVEL: _("by the level"),
    Step.CATEGORY: _("by the category"),
    Step.PRIORITY: _("by the criticality"),
    Step.SOURCE: _("by the source"),
    Step.DEFAULT: _("by default"),
}
WHYS: Final[Mapping[str, Promise]] = {
    Why.LEFT: _("no longer on the staff"),
    Why.OFF: _("account switched off"),
    Why.AWAY: _("away"),
    Why.AUTHOR: _("is the client here"),
    Why.EMPTY: _("nobody of it is there"),
    Why.UNSHARED: _("shares no tickets out"),
}
SHARING: Final[Mapping[str, Promise]] = {
    Distribution.TURN: _("in turn"),
    Distribution.LOAD: _("by load"),
}


def team_words(names: Mapping[str, str]) -> str:
    """Return what a team is called in a sentence.

    Args:
        names: Its names of the day, as events keep them.
    """
    return gettext("team “%(name)s”") % {"name": localised(names["ru"], names.get("en", ""))}
