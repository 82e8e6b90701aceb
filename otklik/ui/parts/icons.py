"""Icons and the logo."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICON_LIST: Final = Path(__file__).parent.parent / "icons.txt"
SIZES: Final = ("", "sm", "lg")


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return the names of the icons in the sprite: one a line in `ui/icons.txt`."""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """Return one icon of the sprite; it is decoration, the words stand beside it.

    Args:
        name: A Lucide name that stands in `ui/icons.txt`.
        size: "" for 16 px, "sm" for 14, "lg" for 20.

    Raises:
        ValueError: The sprite has no such icon, or the size is unknown.
    """
    if name not in names():
        raise ValueError(f"Icon {name!r} is not in ui/icons.txt")
    if size not in SIZES:
        raise ValueError(f"Icon size {size!r} is not one of {SIZES}")
    return format_html(
        '<svg class="icon"{} aria-hidden="true"><use href="{}#{}"/></svg>',
        format_html(' data-size="{}"', size) if size else "",
        static("ui/built/icons.svg"),
        name,
    )


LOGO: Final = mark_safe(
    '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><circle cx="7.5" cy="12" r="4.5"/>'
    '<path d="M14 6.6a7.6 7.6 0 0 1 0 10.8"/><path d="M18 3.4a12.2 12.2 0 0 1 0 17.2"/></svg>'
)
