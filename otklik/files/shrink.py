"""The child process that opens pictures; run as a script, it knows nothing of the project.

    python -I shrink.py FORMAT SIZE <picture >result

Pictures come from strangers, and decoders have faults, so they are opened where little can be
harmed: with limits on memory, processor time and output, and without the server's environment.
Exit code 3 means that the picture is refused.
"""

import os
import resource
import sys
from typing import Final

MEMORY: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 10
OUTPUT: Final = 64 * 1024 * 1024
PIXELS: Final = 50_000_000
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
REFUSED: Final = 3


def limit() -> None:
    """Take from this process what it will not need; pages go before pictures."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(target: str, size: int) -> int:
    """Write the picture on standard input to standard output as `target`.

    Args:
        target: "WEBP" or "PNG".
        size: The greatest width and height, in pixels; 0 keeps them.

    Returns:
        The exit code.
    """
    from PIL import Image, ImageOps

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
    limit()
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
