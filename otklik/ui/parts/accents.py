"""A site's accent: any colour an administrator likes, brought to one that can be read.

Only the hue is taken from it. Lightness and chroma are the design's, so every contrast pair keeps;
and a step instead of a value needs no style attribute (strict CSP).
"""

import math
import re
from typing import Final

STEPS: Final = 24
_HEX: Final = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_GREY: Final = 0.02


def accent_step(colour: str) -> int | None:
    """Return the step of the accent, 0 to 23 (15 degrees of hue each), for `data-accent`.

    Args:
        colour: "#rrggbb"; anything else, and grey, means the design's own cobalt.
    """
    match = _HEX.fullmatch(colour)
    if not match:
        return None
    a, b = _oklab(*(int(part, 16) / 255 for part in match.groups()))
    if math.hypot(a, b) < _GREY:
        return None
    hue = math.degrees(math.atan2(b, a)) % 360
    return round(hue / (360 / STEPS)) % STEPS


def _oklab(red: float, green: float, blue: float) -> tuple[float, float]:
    """Return a and b of OKLab (B. Ottosson, 2020) for sRGB parts from 0 to 1."""
    r, g, b = (_linear(part) for part in (red, green, blue))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
