"""Work on what strangers sent, in a child process that can harm little.

    python -I -m otklik.core.confined MEMORY CPU_SECONDS OUTPUT MODULE [ARGUMENT …] <input >result

Decoders have faults and parsers have slow paths, so the child has limits on memory, processor time
and output, and nothing of the server's environment. The module that it runs is a script of one of
our rooms, which knows nothing of Django.
"""

import os
import resource
import runpy
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Final

REFUSED: Final = 3
"""The exit code by which a child says that it does not take what it was given."""

_SAID_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    Attributes:
        memory: Its address space, in bytes.
        cpu_seconds: Processor time.
        output: The result, in bytes.
        wall_seconds: Until it is given up, however little it has done.
    """

    memory: int
    cpu_seconds: int
    output: int
    wall_seconds: float


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The child refused its input, or died of it."""


def run(
    module: str,
    arguments: Sequence[str] = (),
    *,
    source: IO[bytes],
    output: IO[bytes],
    limits: Limits,
) -> None:
    """Let a child process work; return when it has written its result.

    Args:
        module: Which script it is, by its full name.
        arguments: What the script gets on its command line.
        source: Its standard input, a real file.
        output: Its standard output, a real file.
        limits: What it may use.

    Raises:
        Refused: It did not take the input, or met one of its limits.
        subprocess.TimeoutExpired: It took too long though it did little: the machine is busy.
        RuntimeError: It could not work, whatever the input.
    """
    bounds = (limits.memory, limits.cpu_seconds, limits.output)
    done = subprocess.run(  # noqa: S603  # our own script, numbers of our own
        [sys.executable, "-I", "-m", __name__, *map(str, bounds), module, *arguments],
        stdin=source,
        stdout=output,
        stderr=subprocess.PIPE,
        timeout=limits.wall_seconds,
        env={},
        cwd="/",
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace")[-_SAID_LIMIT:]
    if done.returncode > 0 and done.returncode != REFUSED:
        raise RuntimeError(f"{module} cannot work: {said}")
    if done.returncode:
        raise Refused(f"code {done.returncode} {said}".rstrip())


def _confine(memory: int, cpu_seconds: int, output: int) -> None:
    """Take from this process what it will not need; pages of people go before its work."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # else Python goes on with an error of its own


def _main() -> None:
    memory, cpu_seconds, output, module, *arguments = sys.argv[1:]
    _confine(int(memory), int(cpu_seconds), int(output))
    sys.argv[1:] = arguments
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except MemoryError:
        sys.exit(REFUSED)


if __name__ == "__main__":
    _main()
