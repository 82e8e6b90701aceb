"""Running the whole service: database, web, worker, mail doors, as one tree of processes."""

import contextlib
import errno
import http.client
import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

import django
import structlog
from setproctitle import getproctitle, setproctitle

from otklik.cli import postgres
from otklik.cli.banner import show
from otklik.cli.children import Lifeline
from otklik.cli.database import examine
from otklik.cli.environment import given_url
from otklik.cli.errors import Refusal
from otklik.cli.folder import Lock, hold
from otklik.cli.forks import fork
from otklik.cli.place import locate
from otklik.cli.prepare import is_prepared, note_prepared, prepare
from otklik.cli.processes import has_doors, load, mail_doors, web, worker
from otklik.cli.supervisor import Part, end_on_signals, ignore_signals, supervise
from otklik.core.config import Config, ConfigError
from otklik.core.vault import VaultError, made_for, open_vault

REACHED_AT: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (asked, not listened on)
BACKLOG: Final = 512
HEAD_START_SECONDS: Final = 1.5
"""People wait for the first page, not for the worker: the web process gets the processors first."""
KEPT_WHEN_FRESH: Final = frozenset({"lock"})

log = structlog.get_logger(__name__)


def run(config: Config, *, letters: socket.socket | None = None, fresh: bool = False) -> None:
    """Run the service until it is asked to end.

    Args:
        config: The settings; they stand in the environment too, where children read them.
        letters: Where letters are taken, if it is open already; else the settings say it.
        fresh: Forget what a demo has kept in the data folder.

    Raises:
        Refusal: Something is not as it must be; nothing has been started, or all has ended.
    """
    end_on_signals()
    _name_the_folder(config)
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.suppress(KeyboardInterrupt))
        stack.callback(ignore_signals)
        lock = stack.enter_context(hold(config.data))
        if fresh:
            forget(config)
        _require_own_mode(config)
        pages = stack.enter_context(listen(config.host, config.port))
        if letters is None and config.smtp_listen_port:
            letters = listen_for_letters(config.smtp_listen_host, config.smtp_listen_port)
            stack.enter_context(letters)
        lifeline = Lifeline()
        stack.callback(lifeline.close)
        tend = stack.enter_context(_database(config, lifeline))
        django.setup()
        if not is_prepared(config):
            _prepare(config, lifeline, closing=[lock.fd, *_numbers(pages, letters)])
            note_prepared(config)
        load(config)
        supervise(
            _parts(config, pages, letters, lock),
            lifeline=lifeline,
            tend=tend,
            is_ready=lambda: is_ready(config),
            on_ready=lambda: _announce(config),
        )


def _name_the_folder(config: Config) -> None:
    """Show the data folder on our command line even if the environment named it."""
    if str(config.data) not in sys.argv:
        setproctitle(f"{getproctitle()} --data {config.data}")


def forget(config: Config) -> None:
    """Empty the data folder of a demo.

    Raises:
        Refusal: The folder holds something that no demo made.
    """
    if made_for(config.data) != "demo":
        strangers = [path for path in config.data.iterdir() if path.name not in KEPT_WHEN_FRESH]
        if strangers:
            raise Refusal(
                f"{config.data} was not made by the demo, so --fresh leaves it alone.\n"
                "Name another folder with --data."
            )
    postgres.remove(config.data)
    for path in config.data.iterdir():
        if path.name in KEPT_WHEN_FRESH:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _require_own_mode(config: Config) -> None:
    """Make the secrets if there are none, and refuse the folder of another kind of service."""
    try:
        open_vault(config.data, config.mode)
    except (VaultError, ConfigError) as error:
        raise Refusal(str(error)) from error
    if config.mode == "demo" and made_for(config.data) != "demo":
        raise Refusal(
            f"{config.data} belongs to a real service; a demo must not touch it.\n"
            "Name another folder with --data."
        )


def listen(host: str, port: int) -> socket.socket:
    """Open the web server's socket before anything else is done.

    It stays open while the web process is started again: browsers wait instead of failing.

    Raises:
        Refusal: The port is taken or not ours to take.
    """
    try:
        return _listening(host, port)
    except OSError as error:
        raise Refusal(
            f"Cannot serve on {host}, port {port}: {error.strerror or error}.\n"
            f"Stop what uses it, or choose another one: `otklik demo --port {port + 1}`, or "
            f"OTKLIK_PORT={port + 1} for `otklik serve`."
        ) from error


def listen_for_letters(host: str, port: int, *, or_elsewhere: bool = False) -> socket.socket:
    """Open the socket at which letters are taken, as `listen` opens that for pages.

    Args:
        host: The address to listen on.
        port: The port.
        or_elsewhere: If it is taken, let the system choose another one.

    Raises:
        Refusal: The port is taken or not ours to take.
    """
    try:
        return _listening(host, port)
    except OSError as error:
        if or_elsewhere and error.errno == errno.EADDRINUSE:
            return listen_for_letters(host, 0)
        raise Refusal(
            f"Cannot take letters on {host}, port {port}: {error.strerror or error}.\n"
            f"Stop what uses it, or choose another one: `otklik demo --smtp-port {port + 1}`, or "
            f"OTKLIK_SMTP_LISTEN_PORT={port + 1} for `otklik serve`."
        ) from error


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


@contextlib.contextmanager
def _database(config: Config, lifeline: Lifeline) -> Iterator[Callable[[], None]]:
    """Provide the database; yield what must be called to keep it running."""
    url = given_url(config)
    if url:
        examine(url)
        yield lambda: None
        return
    cluster = postgres.Cluster(locate(config.data), lifeline=lifeline)
    try:
        if cluster.initialise():
            log.info("a new database was made", folder=str(cluster.place.home))
        url = cluster.start()
        examine(url)
        os.environ["DATABASE_URL"] = url

        def keep() -> None:
            if cluster.process and cluster.process.poll() is not None:
                log.warning("the database ended and is started again", exit=cluster.process.poll())
                cluster.start(port=cluster.port)

        yield keep
    finally:
        cluster.stop()


def _prepare(config: Config, lifeline: Lifeline, *, closing: Sequence[int]) -> None:
    child = fork(
        lambda: prepare(config),
        title=_title("prepare", config),
        lifeline=lifeline,
        closing=closing,
    )
    try:
        child.join()
    finally:
        child.kill()
    if child.exitcode:
        raise SystemExit(child.exitcode)


def _parts(
    config: Config, pages: socket.socket, letters: socket.socket | None, lock: Lock
) -> list[Part]:
    opened = [lock.fd, *_numbers(pages, letters)]

    def part(name: str, life: Callable[[], None], *kept: int, head_start: float = 0.0) -> Part:
        closing = tuple(fd for fd in opened if fd not in kept)
        return Part(name, life, _title(name, config), closing=closing, head_start=head_start)

    fd = pages.fileno()
    later = HEAD_START_SECONDS
    parts = [
        part(f"web {number}", lambda: web(config, fd), fd)
        for number in range(1, config.web_processes + 1)
    ]
    parts.append(part("worker", lambda: worker(config), head_start=later))
    if has_doors():
        kept = _numbers(letters)
        parts.append(
            part("mail-doors", lambda: mail_doors(config, letters), *kept, head_start=later)
        )
    return parts


def _numbers(*sockets: socket.socket | None) -> list[int]:
    return [one.fileno() for one in sockets if one is not None]


def _title(name: str, config: Config) -> str:
    return f"otklik {name} --data {config.data}"


def is_ready(config: Config) -> bool:
    """Tell whether the service answers and a worker is at work."""
    host = REACHED_AT.get(config.host, config.host)
    connection = http.client.HTTPConnection(host, config.port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(config.url).netloc})
        answer = connection.getresponse()
        return answer.status == http.HTTPStatus.OK and json.load(answer)["worker"] == "ok"
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def _announce(config: Config) -> None:
    if config.mode == "demo":
        show(config, sys.stdout)
    else:
        log.info("the service is ready", url=config.url)
