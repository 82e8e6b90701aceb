"""Small signs: lamp, level, badge, avatar."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.core.text import initials
from otklik.ui.parts.html import attributes
from otklik.ui.parts.icons import icon as icon_markup

STAFF_LAMPS: Final = {
    "wait": _("Your move: the client is waiting"),
    "wait-other": _("The client is waiting, a colleague answers"),
    "wait-nobody": _("The client is waiting, nobody is assigned yet"),
    "answered": _("You have answered"),
    "answered-other": _("A colleague has answered"),
    "hold": pgettext_lazy("lamp", "On hold"),
    "closed": pgettext_lazy("lamp", "Closed"),
}
CLIENT_LAMPS: Final = {
    "wait": _("Your move"),
    "answered": _("Our move"),
    "closed": pgettext_lazy("lamp", "Closed"),
}
LOOKS: Final = {"wait-nobody": "wait-other"}
"""States that differ from another one in words alone."""
LEVELS: Final = range(1, 5)
HUES: Final = 12


class Face(Protocol):
    """Whoever has an avatar; a Person is one."""

    @property
    def initials(self) -> str:
        """Up to two letters."""

    @property
    def hue(self) -> int:
        """The colour, 0 to 11."""

    @property
    def shown_name(self) -> str:
        """What the person is called."""


@dataclass(frozen=True)
class Stranger:
    """A face without a person: a name that came with a letter, a deleted account."""

    shown_name: str
    key: int = 0

    @property
    def initials(self) -> str:
        """Up to two letters."""
        return initials(self.shown_name)

    @property
    def hue(self) -> int:
        """The colour, 0 to 11."""
        return self.key % HUES


def lamp_words(state: str, stance: str = "staff") -> str:
    """Return what a lamp says in words.

    Args:
        state: wait, wait-other, wait-nobody, answered, answered-other, hold, closed (LAMP-1,
            LAMP-2).
        stance: "staff", or "client" and "observer", whose words are about themselves.

    Raises:
        KeyError: This stance never sees this lamp.
    """
    return str((STAFF_LAMPS if stance == "staff" else CLIENT_LAMPS)[state])


def lamp(
    state: str, stance: str = "staff", *, fresh: bool = False, decorative: bool = False
) -> SafeString:
    """Return a lamp that speaks for itself, or a silent one for use beside words.

    Args:
        state: As in `lamp_words`.
        stance: As in `lamp_words`.
        fresh: There is something unread: the lamp has a halo.
        decorative: The words stand beside it, so the lamp says nothing.
    """
    return _lamp(state, fresh, "" if decorative else lamp_words(state, stance))


@lru_cache(maxsize=128)
def _lamp(state: str, fresh: bool, words: str) -> SafeString:  # noqa: FBT001  a cache's key
    return format_html(
        '<span class="lamp" data-state="{}"{}{}></span>',
        LOOKS.get(state, state),
        _FRESH if fresh else "",
        attributes(role="img", aria_label=words) if words else _SILENT,
    )


def lamp_label(state: str, stance: str = "staff", *, words: str = "") -> SafeString:
    """Return a lamp with its words beside it.

    Args:
        state: As in `lamp_words`.
        stance: As in `lamp_words`.
        words: Others than the usual ones, such as «Отложено до 24 ноября».
    """
    return format_html(
        '<span class="lamp-label" data-state="{}">{}{}</span>',
        LOOKS.get(state, state),
        lamp(state, stance, decorative=True),
        words or lamp_words(state, stance),
    )


def badge(text: str, tone: str = "", *, icon: str = "", outline: bool = False) -> SafeString:
    """Return a badge, which is only read.

    Args:
        text: One or two words.
        tone: "", accent, danger, warn, ok or hold.
        icon: Name of an icon before the text.
        outline: A line instead of a filled ground.
    """
    # A row of a dictionary, or a lazy text, reads differently in another language.
    return _badge(str(text), tone, icon, outline)


@lru_cache(maxsize=256)
def _badge(text: str, tone: str, icon: str, outline: bool) -> SafeString:  # noqa: FBT001  a cache's key
    return format_html(
        '<span class="badge"{}>{}{}</span>',
        attributes(data_tone=tone or None, data_outline=outline),
        icon_markup(icon, "sm") if icon else "",
        text,
    )


def level(step: int, name: str, *, bars_only: bool = False) -> SafeString:
    """Return a criticality as bars and its name.

    Args:
        step: 1 to 4; values outside are moved to the nearest.
        name: The row's name in the reader's language.
        bars_only: The name is for screen readers and the pointer only.
    """
    shown = min(max(step, LEVELS.start), LEVELS.stop - 1)
    return _level(shown, str(name), bars_only)


@lru_cache(maxsize=256)
def _level(shown: int, name: str, bars_only: bool) -> SafeString:  # noqa: FBT001  a cache's key
    return format_html(
        '<span class="level" data-level="{}"{}>{}{}</span>',
        shown,
        attributes(title=name if bars_only else None),
        _BARS,
        format_html('<span class="sr">{}</span>', name) if bars_only else name,
    )


def avatar(face: Face, size: str = "", mode: str = "") -> SafeString:
    """Return an avatar; the name stands beside it, so it is silent.

    Args:
        face: A Person, or a `Stranger`.
        size: "" for 24 px, sm 20, lg 32, xl 44.
        mode: "view" or "answer" for presence.
    """
    return _avatar(face.initials, face.hue, size, mode)


@lru_cache(maxsize=2048)
def _avatar(letters: str, hue: int, size: str, mode: str) -> SafeString:
    return format_html(
        '<span class="avatar" data-hue="{}"{} aria-hidden="true">{}</span>',
        hue,
        attributes(data_size=size or None, data_mode=mode or None),
        letters,
    )


def person(face: Face, size: str = "", note: str = "") -> SafeString:
    """Return an avatar with the name, and a second line if there is a note."""
    name = (
        format_html(
            '<span class="two-line"><strong>{}</strong><span>{}</span></span>',
            face.shown_name,
            note,
        )
        if note
        else format_html("<span>{}</span>", face.shown_name)
    )
    return format_html('<span class="person">{}{}</span>', avatar(face, size), name)


def avatars(faces: Sequence[Face], *, shown: int = 3) -> SafeString:
    """Return overlapping avatars; the names are for the pointer and screen readers.

    Args:
        faces: Who, the most important first.
        shown: How many avatars before "+2".
    """
    return _avatars(tuple((f.initials, f.hue, f.shown_name) for f in faces), shown)


@lru_cache(maxsize=1024)
def _avatars(faces: tuple[tuple[str, int, str], ...], shown: int) -> SafeString:
    names = ", ".join(name for _letters, _hue, name in faces)
    rest = len(faces) - shown
    return format_html(
        '<span class="person" title="{}"><span class="avatar-stack">{}</span>{}'
        '<span class="sr">{}</span></span>',
        names,
        format_html_join("", "{}", ((_avatar(f[0], f[1], "", ""),) for f in faces[:shown])),
        format_html('<span class="count" aria-hidden="true">+{}</span>', rest) if rest > 0 else "",
        names,
    )


_SILENT: Final = mark_safe(' aria-hidden="true"')
_FRESH: Final = mark_safe(" data-fresh")
_BARS: Final = mark_safe('<i aria-hidden="true"><b></b><b></b><b></b></i>')
