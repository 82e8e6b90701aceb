"""The embedded PostgreSQL: found in a wheel, kept in the data folder, run as a child.

Only the wheel's binaries are used (docs/decisions/0001). The server listens on 127.0.0.1, on a
free port, and asks for a random password that only the owner of the data folder can read.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from otklik.cli.children import Lifeline, spawn, stop
from otklik.cli.errors import Refusal
from otklik.cli.folder import Lock, cannot_write, disk_full
from otklik.cli.place import MAJOR, Place, locate

USER: Final = "otklik"
DATABASE: Final = "otklik"
NEEDED_BYTES: Final = 200 * 1024 * 1024
START_SECONDS: Final = 120.0
STOP_SECONDS: Final = 5.0
LOG_LIMIT: Final = 10 * 1024 * 1024
NO_PROCESS: Final = 2**31 - 2
"""A process number beyond every kernel's limit: PostgreSQL takes a lock file naming it as stale."""

SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
CARELESS: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests: nothing need survive a loss of power."""


class Cluster:
    """One embedded database server.

    Its home is locked, so that no second one starts there, not even from a copy of the data folder
    whose link leads to the same cluster.

    Attributes:
        port: The port it listens on; 0 before its first start.

    Args:
        place: Where it lives, from `locate`.
        lifeline: The pipe that ends it with us where there is no death signal.
        careful: False for tests, which need not survive a loss of power.
    """

    def __init__(
        self, place: Place, *, lifeline: Lifeline | None = None, careful: bool = True
    ) -> None:
        self.place = place
        self._lifeline = lifeline
        self._settings = SETTINGS if careful else SETTINGS | CARELESS
        self._process: subprocess.Popen[bytes] | None = None
        self._held = contextlib.ExitStack()
        self.port = 0

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The running server, if it was started."""
        return self._process

    def initialise(self) -> bool:
        """Lock the home and make the cluster if there is none; a failure leaves nothing behind.

        Returns:
            Whether it was made now.

        Raises:
            Refusal: The disk is full, the folder unwritable, or the cluster of another version.
        """
        self._held.enter_context(
            Lock(self.place.home / "lock", f"The database of {self.place.data}")
        )
        for leftover in self.place.home.glob("draft-*"):
            shutil.rmtree(leftover)
        if self.place.cluster.exists():
            self._require_same_version()
            return False
        free = shutil.disk_usage(self.place.home).free
        if free < NEEDED_BYTES:
            raise Refusal(disk_full(self.place.home, free, NEEDED_BYTES))
        draft = Path(tempfile.mkdtemp(dir=self.place.home, prefix="draft-"))
        try:
            password = secrets.token_urlsafe(32)
            self._run_initdb(draft, password)
            (draft / "password").rename(self.place.password_file)
            (draft / "cluster").rename(self.place.cluster)
        except OSError as error:
            raise Refusal(cannot_write(self.place.home, error)) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return True

    def _run_initdb(self, draft: Path, password: str) -> None:
        secret = draft / "password"
        _write_private(secret, password)
        if self.place.user:
            os.chown(draft, self.place.user.uid, self.place.user.gid)
            os.chown(secret, self.place.user.uid, self.place.user.gid)
        command = [
            *(str(self.place.programs / "initdb"), "-D", str(draft / "cluster")),
            *("--username", USER, "--auth", "scram-sha-256", "--pwfile", str(secret)),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--lc-collate", "C", "--lc-ctype", "C.UTF-8", "--lc-messages", "C"),
        ]
        with tempfile.TemporaryFile() as output:
            made = spawn(
                command,
                death_signal=signal.SIGKILL,
                user=self.place.user,
                output=output,
                folder="/",
            ).wait()
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        if made != 0:
            free = shutil.disk_usage(self.place.home).free
            if "No space left" in said or free < NEEDED_BYTES // 10:
                raise Refusal(disk_full(self.place.home, free, NEEDED_BYTES))
            last = said.splitlines()[-1] if said else f"exit code {made}"
            raise Refusal(f"The database could not be made in {self.place.home}: {last}")

    def _require_same_version(self) -> None:
        found = (self.place.cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
        if found != str(MAJOR):
            raise Refusal(
                f"The database in {self.place.data} was made by PostgreSQL {found}, this program "
                f"has {MAJOR}.\nRun the release of Otklik that made it, `otklik manage dumpdata`, "
                "and load that into a new data folder."
            )

    def start(self, port: int | None = None) -> str:
        """Start the server and wait until it answers.

        Args:
            port: The port to use; a free one when not given.

        Returns:
            Its address, password included.

        Raises:
            Refusal: It does not start.
        """
        self._clear_stale_lock()
        _cut(self.place.log)
        for _attempt in range(3):
            self.port = port or free_port()
            self._process = self._spawn(self.port)
            url = _url(self.place, self.port, "postgres")
            if _wait_until_it_answers(self._process, url):
                _create_database(url)
                return _url(self.place, self.port, DATABASE)
        said = self.place.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        last = said[-1] if said else "it said nothing"
        free = shutil.disk_usage(self.place.home).free
        if free < NEEDED_BYTES // 10:
            raise Refusal(disk_full(self.place.home, free, NEEDED_BYTES))
        raise Refusal(f"The embedded database does not start: {last}\nSee {self.place.log}.")

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        settings = {
            **self._settings,
            "port": str(port),
            "cluster_name": _printable(self.place.data),
            "otklik.data": str(self.place.data),
        }
        command = [str(self.place.programs / "postgres"), "-D", str(self.place.cluster)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if sys.platform != "linux":
            command = [sys.executable, "-m", "otklik.cli.children", *command]
        with self.place.log.open("ab") as output:
            return spawn(
                command,
                death_signal=signal.SIGQUIT,
                lifeline=None if sys.platform == "linux" else self._lifeline,
                user=self.place.user,
                environment={"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", "")},
                output=output,
                folder="/",
            )

    def _clear_stale_lock(self) -> None:
        """Deal with the lock file of a server that was killed.

        PostgreSQL refuses to start when the number in it belongs to any living process of the
        same user. One that still runs on this cluster is waited for and ended; a stranger is left
        alone and its number replaced by one that no process has, so that PostgreSQL still makes
        its own check of shared memory.
        """
        lock = self.place.cluster / "postmaster.pid"
        try:
            first, _, rest = lock.read_text(encoding="utf-8").partition("\n")
            pid = int(first)
        except (FileNotFoundError, ValueError):
            return
        if _runs_on(pid, self.place.cluster):
            _end_orphan(pid, self.place.cluster)
        if lock.exists() and _lives(pid):
            lock.write_text(f"{NO_PROCESS}\n{rest}", encoding="utf-8")

    def stop(self) -> None:
        """End the server: sessions are cut and everything is written; then it is forced."""
        if self._process:
            stop(self._process, first=signal.SIGINT, then=signal.SIGQUIT, seconds=STOP_SECONDS)
            self._process = None
        self._held.close()


def running_url(data: Path) -> str | None:
    """Return the address of the server that another process runs on this data folder, if any."""
    lock = data / "postgres" / "cluster" / "postmaster.pid"
    try:
        lines = lock.read_text(encoding="utf-8").splitlines()
        password = (data / "postgres" / "password").read_text(encoding="utf-8")
        if len(lines) > 7 and lines[7].strip() == "ready" and _lives(int(lines[0])):  # miscadmin.h
            return f"postgres://{USER}:{password}@127.0.0.1:{int(lines[3])}/{DATABASE}"
    except (OSError, ValueError):
        return None
    return None


def remove(data: Path) -> None:
    """Delete the data folder's cluster, wherever it lies."""
    link = data / "postgres"
    if link.is_symlink():
        shutil.rmtree(link.resolve(), ignore_errors=True)
        link.unlink()
    elif link.exists():
        shutil.rmtree(link)


@contextlib.contextmanager
def running(data: Path, *, lifeline: Lifeline | None = None, careful: bool = True) -> Iterator[str]:
    """Run the data folder's cluster for the length of a `with`, yielding its address.

    Raises:
        Refusal: It cannot be made or started.
    """
    cluster = Cluster(locate(data), lifeline=lifeline, careful=careful)
    try:
        cluster.initialise()
        yield cluster.start()
    finally:
        cluster.stop()


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _url(place: Place, port: int, database: str) -> str:
    password = place.password_file.read_text(encoding="utf-8")
    return f"postgres://{USER}:{password}@127.0.0.1:{port}/{database}"


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> bool:
    """Return whether the server answers; False when it has ended instead."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                return False
            time.sleep(0.03)
        else:
            return True
    stop(process, first=signal.SIGQUIT, seconds=STOP_SECONDS)
    return False


def _create_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _runs_on(pid: int, cluster: Path) -> bool:
    """Whether the process is a PostgreSQL server whose command line names this cluster."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        listing = subprocess.run(
            ["ps", "-ww", "-o", "args=", "-p", str(pid)],  # noqa: S607 (each system has its own place for ps)
            capture_output=True,
            check=False,
        ).stdout
        return os.fsencode(cluster) in listing
    return words[0].endswith(b"/postgres") and os.fsencode(cluster) in words


def _end_orphan(pid: int, cluster: Path) -> None:
    """Wait for a server whose parent was killed; help it after three seconds."""
    begun = time.monotonic()
    while _runs_on(pid, cluster) and time.monotonic() < begun + 10:
        if time.monotonic() > begun + 3:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        time.sleep(0.05)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _cut(log: Path) -> None:
    """Keep one older log beside the present one."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _printable(path: Path) -> str:
    """Return the end of the path as PostgreSQL shows it in the names of its processes."""
    text = str(path)[-63:]
    return "".join(sign if " " <= sign <= "~" else "?" for sign in text)
