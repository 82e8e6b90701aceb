"""The service as the demo runs it, for the time of a measurement or of pictures."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from otklik.cli.errors import Refusal

START_SECONDS: Final = 1_800
"""A service that was upgraded since it was filled makes a backup and migrates first."""


@contextmanager
def running(folder: Path, port: int, smtp_port: int, *, web_processes: int = 1) -> Iterator[int]:
    """Run the service as the demo does; yield its process number.

    Args:
        folder: The data folder.
        port: Where it listens.
        smtp_port: Where it takes letters.
        web_processes: How many web processes it has.

    Raises:
        Refusal: It does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "otklik.cli", "demo", "--data", str(folder)),
        *("--port", str(port), "--smtp-port", str(smtp_port)),
    ]
    environment = os.environ | {"OTKLIK_WEB_PROCESSES": str(web_processes)}
    environment.pop("DATABASE_URL", None)
    with (folder / "service.log").open("wb") as log:
        service = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", service, folder)
        yield service.pid
    finally:
        service.terminate()
        service.wait(30)


def _wait(url: str, service: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and service.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own service)
                if json.load(answer).get("worker") == "ok":
                    return
        except (OSError, ValueError):
            pass
        time.sleep(0.5)
    raise Refusal(f"The service does not start; see {folder / 'service.log'}.")
