"""Child processes that never outlive their parent.

On Linux the kernel sends each child a signal when its parent dies, however it dies. Elsewhere,
and as a second string, children of our own read a pipe whose other end only the parent holds: its
end of file means that the parent is gone.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final

LIFELINE: Final = "OTKLIK_LIFELINE"
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_GRACE_SECONDS: Final = 5.0

Output = int | IO[bytes] | None


@dataclass(frozen=True)
class Account:
    """A user of the operating system.

    Attributes:
        name: The user's name.
        uid: The user's number.
        gid: The number of the user's first group.
    """

    name: str
    uid: int
    gid: int


def account(*names: str) -> Account | None:
    """Return the first of the named users that exists here."""
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    return None


class Lifeline:
    """The pipe that tells children that this process is alive; keep it as long as they live."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    @property
    def fd(self) -> int:
        """The end that children inherit."""
        return self._reading

    def follow(self) -> None:
        """End this process, a forked child of ours, soon after its parent has died."""
        os.close(self._writing)
        threading.Thread(target=_wait_for_end, args=(self._reading,), daemon=True).start()

    def close(self) -> None:
        """Let go of both ends; children that still read it end themselves."""
        os.close(self._writing)
        os.close(self._reading)


def spawn(
    command: Sequence[str],
    *,
    death_signal: signal.Signals,
    lifeline: Lifeline | None = None,
    user: Account | None = None,
    environment: Mapping[str, str] | None = None,
    output: Output = None,
    fds: Sequence[int] = (),
    folder: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches the parent only.

    Call it from the main thread: Linux ties the death signal to the thread that forks.

    Args:
        command: Program and arguments.
        death_signal: What the child is sent when this process dies (Linux).
        lifeline: The pipe for a child of ours that keeps somebody else's program.
        user: The user to become; the child then leaves every group of ours.
        environment: The child's environment; ours when not given.
        output: Where its standard output and error go; ours when not given.
        fds: Further open files that it inherits.
        folder: The folder it starts in; ours when not given.

    Raises:
        OSError: The program cannot be started.
    """
    variables = dict(os.environ if environment is None else environment)
    if lifeline:
        variables[LIFELINE] = str(lifeline.fd)
    return subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=[*fds, lifeline.fd] if lifeline else fds,
        start_new_session=True,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        preexec_fn=die_with_parent(death_signal),  # noqa: PLW1509 (we fork without threads)
    )


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """Return what a child does first, in the new process, so that it dies with us (Linux).

    Call the result after changing the user, which would undo it, and before exec.

    Args:
        death_signal: What the child is sent when this process dies.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _wait_for_end(fd: int) -> None:
    if os.read(fd, 1) == b"":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE_SECONDS)
        os._exit(1)


def stop(
    child: subprocess.Popen[bytes],
    *,
    first: signal.Signals,
    then: signal.Signals = signal.SIGKILL,
    seconds: float,
) -> None:
    """End a child: ask with `first`, insist with `then` when it has not ended in `seconds`."""
    if child.poll() is not None:
        return
    child.send_signal(first)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(then)
        try:
            child.wait(2)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def keep_until_orphaned(command: Sequence[str]) -> int:
    """Run a program that knows no lifeline and end it when ours is cut; return its exit code.

    This is how a program of others (the database) is kept where no death signal exists.
    """
    fd = int(os.environ.pop(LIFELINE))
    os.set_inheritable(fd, False)  # noqa: FBT003 (positional only)
    asked_to_end = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
    for number in asked_to_end:
        # A shell that starts us in the background has these ignored, and a child would inherit it.
        signal.signal(number, signal.SIG_DFL)
    with subprocess.Popen(command) as child:
        for number in asked_to_end:
            signal.signal(number, lambda caught, _frame: child.send_signal(caught))

        def guard() -> None:
            os.read(fd, 1)
            child.send_signal(signal.SIGQUIT)

        threading.Thread(target=guard, daemon=True).start()
        return child.wait()


if __name__ == "__main__":
    sys.exit(keep_until_orphaned(sys.argv[1:]))
