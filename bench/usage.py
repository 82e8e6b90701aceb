"""What processes use: processor time and memory, from /proc."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_KILOBYTES_A_MEGABYTE: Final = 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """What some processes have used.

    Attributes:
        seconds: Processor time since they began, user and system, with ended children.
        megabytes: Their memory, each shared page counted once in all (PSS).
    """

    seconds: float
    megabytes: int

    @classmethod
    def of(cls, processes: Iterable[int]) -> "Usage":
        """Return what processes have used; one that has just ended counts nothing."""
        seconds, kilobytes = 0.0, 0
        for number in processes:
            try:
                fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
                seconds += sum(map(int, fields[11:15])) / _TICKS  # proc(5): utime to cstime
                for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        kilobytes += int(line.split()[1])
            except OSError:
                continue
        return cls(seconds, kilobytes // _KILOBYTES_A_MEGABYTE)


def processes_of(parent: int) -> list[int]:
    """Return a process and all that it has started, directly or not."""
    return [parent, *_below(parent)]


def _below(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            children = [int(number) for number in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _below(child)
