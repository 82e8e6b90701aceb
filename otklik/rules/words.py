"""The ladder in words: how a step is told, and why somebody was passed over."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otklik.directory.steps import Step
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
}
