"""Running the whole service: database, web, worker, mail doors, as one tree of processes."""

import contextlib
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


def run(config: Config, *, fresh: bool = False) -> None:
    """Run the service until it is asked to end.

    Args:
        config: The settings; they stand in the environment too, where children read them.
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
        listening = stack.enter_context(listen(config.host, config.port))
        lifeline = Lifeline()
        stack.callback(lifeline.close)
        tend = stack.enter_context(_database(config, lifeline))
        django.setup()
        if not is_prepared(config):
            _prepare(config, lifeline, closing=(lock.fd, listening.fileno()))
            note_prepared(config)
        load(config)
        supervise(
            _parts(config, listening, lock),
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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise Refusal(
            f"Cannot serve on {host}, port {port}: {reason}.\n"
            f"Stop what uses it, or choose another one: `otklik demo --port {port + 1}`, or "
            f"OTKLIK_PORT={port + 1} for `otklik serve`."
        ) from error
    return listening


def free_smtp_port(host: str, wanted: int) -> int:
    """Return the wanted port if it is free, else one that is."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError:
            return postgres.free_port()
    return wanted


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


def _parts(config: Config, listening: socket.socket, lock: Lock) -> list[Part]:
    def part(name: str, life: Callable[[], None], *closing: int, head_start: float = 0.0) -> Part:
        return Part(
            name, life, _title(name, config), closing=(lock.fd, *closing), head_start=head_start
        )

    fd = listening.fileno()
    later = HEAD_START_SECONDS
    parts = [
        part(f"web {number}", lambda: web(config, fd))
        for number in range(1, config.web_processes + 1)
    ]
    parts.append(part("worker", lambda: worker(config), fd, head_start=later))
    if has_doors():
        parts.append(part("mail-doors", lambda: mail_doors(config), fd, head_start=later))
    return parts


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
