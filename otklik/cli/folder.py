"""The data folder: made, checked, and held by one process tree at a time."""

import fcntl
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from otklik.cli.errors import Refusal


class Lock:
    """A file whose lock ends with the process that holds it, however that process ends.

    Args:
        path: The file; made if missing, never removed: removing it would let two holders in.
        subject: What the lock stands for, in the words of a message.
    """

    def __init__(self, path: Path, subject: str) -> None:
        self._path = path
        self._subject = subject
        self._fd: int | None = None

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            Refusal: Another process holds it.
        """
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(fd, 32).decode(errors="replace").strip()
            os.close(fd)
            by = f" by process {holder}" if holder.isdigit() else ""
            raise Refusal(
                f"{self._subject} is in use{by}.\n"
                "Stop that process, or name another folder with --data."
            ) from error
        os.ftruncate(fd, 0)
        os.write(fd, f"{os.getpid()}\n".encode())
        self._fd = fd
        return self

    @property
    def fd(self) -> int:
        """The open file whose lock it is; a forked child that keeps it open keeps the lock."""
        if self._fd is None:
            raise ValueError("not held")
        return self._fd

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the lock go."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def hold(data: Path) -> Lock:
    """Return the lock of the data folder, which is made if missing and known to be writable.

    Args:
        data: The data folder.

    Raises:
        Refusal: It cannot be made or written.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=data) as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as error:
        raise Refusal(cannot_write(data, error)) from error
    return Lock(data / "lock", f"The data folder {data}")


def cannot_write(folder: Path, error: OSError) -> str:
    """Return what to say when a folder cannot be written."""
    reason = error.strerror or str(error)
    return f"Cannot write to {folder}: {reason}.\nName a folder you may write to with --data."


def disk_full(folder: Path, free: int, needed: int) -> str:
    """Return what to say when a disk is full.

    Args:
        folder: A folder on that disk.
        free: What is free there, in bytes.
        needed: What would be enough, in bytes.
    """
    return (
        f"The disk with {folder} is full: {free // 1024**2} MB are free, a new database needs "
        f"{needed // 1024**2} MB.\n"
        "Free some space, or name a folder on another disk with --data."
    )
