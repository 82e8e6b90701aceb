"""The files that hang on the demo's messages, drawn or written when they are needed."""

import io
from typing import Final

from PIL import Image, ImageDraw

_SIZE: Final = (1280, 800)
_PAPER: Final = (246, 246, 243)
_INK: Final = (40, 44, 52)
_LINE: Final = (214, 214, 208)
_RED: Final = (214, 69, 65)
_ROWS: Final = 14
_LOG_LINES: Final = 400


def content_of(name: str) -> bytes:
    """Return bytes that fit a file's name: a screenshot, a table, a log.

    Args:
        name: The name with its extension.
    """
    if name.endswith(".png"):
        return _screenshot(seed=sum(name.encode()))
    if name.endswith(".csv"):
        rows = [f"АРТ-{4100 + row};Товар {row};{row * 7 % 90 + 10}" for row in range(60)]
        return ("\ufeff" + "\r\n".join(["Артикул;Название;Цена", *rows])).encode()
    lines = [
        f"2026-11-17 10:{row // 60:02}:{row % 60:02} exchange: ответ оборван на байте 1048576"
        for row in range(_LOG_LINES)
    ]
    return "\n".join(lines).encode()


def _screenshot(*, seed: int) -> bytes:
    """Draw something that looks like a table in a window from afar."""
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _SIZE[0], 56), fill=_INK)
    for row in range(_ROWS):
        top = 96 + row * 48
        bad = (row + seed) % 5 == 0
        draw.line((40, top + 36, _SIZE[0] - 40, top + 36), fill=_LINE, width=2)
        for column in range(5):
            width = 60 + (seed * (row + 3) * (column + 7)) % 120
            left = 40 + column * 240
            draw.rectangle((left, top + 8, left + width, top + 24), fill=_RED if bad else _LINE)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()
