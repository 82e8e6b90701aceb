"""The script that opens pictures, run by `core/confined.py`; it knows nothing of Django.

    shrink FORMAT SIZE <picture >result

Exit code 3 means that the picture is refused.
"""

import sys
from typing import Final

from PIL import Image, ImageOps

from otklik.core.confined import REFUSED

PIXELS: Final = 50_000_000
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def main(target: str, size: int) -> int:
    """Write the picture on standard input to standard output as `target`.

    Args:
        target: "WEBP" or "PNG".
        size: The greatest width and height, in pixels; 0 keeps them.

    Returns:
        The exit code.
    """
    try:
        with Image.open(sys.stdin.buffer, formats=FORMATS) as picture:
            if size:
                picture.draft("RGB", (size, size))  # a big JPEG is read small
            if picture.width * picture.height > PIXELS:
                return REFUSED
            result = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
            if size:
                result.thumbnail((size, size))
            ImageOps.exif_transpose(result, in_place=True)
            result.info.clear()  # where and with what it was taken is nobody's business
            result.save(sys.stdout.buffer, target, quality=80)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
