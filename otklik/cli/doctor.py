"""Examining an installation: `otklik doctor`.

Each check looks at one thing and says what it found. None changes anything, and one that cannot be
made says why.
"""

import contextlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psycopg

from otklik.cli import postgres
from otklik.cli.address import address
from otklik.cli.database import examine, shown
from otklik.cli.environment import attached, given_url, settle
from otklik.cli.errors import Refusal
from otklik.core.config import Config
from otklik.core.findings import Finding, Level, fail, ok, warn
from otklik.core.time import now
from otklik.core.vault import VAULT, made_for

CHECKUP: Final = "otklik.site.checkup"
MEGABYTE: Final = 1024**2
TOO_LITTLE: Final = 200 * MEGABYTE
LITTLE: Final = 2048 * MEGABYTE
SKEW: Final = timedelta(seconds=2)
GREAT_SKEW: Final = timedelta(minutes=1)


def findings(data: Path | None) -> Iterator[Finding]:
    """Examine everything, one thing after another.

    Args:
        data: What the option `--data` said.
    """
    yield _versions()
    try:
        config = settle(data)
    except Refusal as refusal:
        yield fail("settings", _line(refusal), "Mend them; docs/operators/settings.md lists all.")
        return
    yield from _settings(config)
    yield from _folder(config)
    yield _secrets(config)
    yield from _disks(config)
    yield from _database(config)


def show(found: Iterator[Finding], *, as_json: bool) -> bool:
    """Print what was found, as it is found; return whether nothing fails.

    Args:
        found: The findings.
        as_json: One JSON object at the end instead of lines.
    """
    everything = []
    for each in found:
        everything.append(each)
        if not as_json:
            _print(f"{each.level:<4}  {each.name:<13} {each.found}")
            if each.remedy:
                _print(f"{'':<19} → {each.remedy}")
    is_well = all(each.level != Level.FAIL for each in everything)
    if as_json:
        listed = [asdict(each) for each in everything]
        _print(json.dumps({"ok": is_well, "findings": listed}, ensure_ascii=False, indent=1))
    return is_well


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _versions() -> Finding:
    parts = (f"Otklik {version('otklik')}", f"Python {platform.python_version()}")
    return ok("versions", ", ".join([*parts, f"Django {version('django')}"]))


def _settings(config: Config) -> Iterator[Finding]:
    if config.mode != "production":
        yield warn(
            "settings",
            f"the mode is {config.mode}: everybody may sign in as anybody"
            if config.mode == "demo"
            else f"the mode is {config.mode}",
            "Real people need `otklik serve` on a data folder of its own.",
        )
    elif not config.secure:
        yield warn(
            "settings",
            f"{config.url} is not https: passwords travel readable",
            "Put a proxy with TLS in front, and set OTKLIK_URL to its https address.",
        )
    elif not config.behind_proxy:
        yield warn(
            "settings",
            "OTKLIK_BEHIND_PROXY is false, and the address is https",
            "If a proxy adds TLS, set it to true; else all visitors share one limit of attempts.",
        )
    else:
        yield ok("settings", f"production, {config.url}, behind a proxy")


def _folder(config: Config) -> Iterator[Finding]:
    data = config.data
    if not data.is_dir():
        yield warn(
            "data folder",
            f"{data} does not exist",
            "The first start makes it. If the service has one, name it: --data or OTKLIK_DATA.",
        )
        return
    lacking = [path for path in (data, data / "files") if path.exists() and not _is_ours(path)]
    if lacking:
        yield fail(
            "data folder",
            f"{lacking[0]} cannot be written by user {os.geteuid()}",
            "Run this as the user of the service, or give it the folder: chown -R USER FOLDER.",
        )
    elif data.stat().st_mode & 0o077:
        yield warn("data folder", f"others may look into {data}", f"chmod 700 {data}")
    else:
        yield ok("data folder", str(data))


def _is_ours(path: Path) -> bool:
    """Tell whether we may write here; root may, but the service would not thank for it."""
    return os.access(path, os.W_OK | os.X_OK) and path.stat().st_uid == os.geteuid()


def _has_secrets(config: Config) -> bool:
    given = config.secret_key is not None and config.reply_key is not None
    return given or (config.data / VAULT).exists()


def _secrets(config: Config) -> Finding:
    vault = config.data / VAULT
    made = made_for(config.data)
    if config.secret_key and config.reply_key:
        return ok("secrets", "given by the environment")
    if not vault.exists():
        return warn("secrets", "there are none yet", "The first start makes them.")
    if made is None:
        return fail("secrets", f"{vault} cannot be read", "Restore it from a backup.")
    if config.mode == "production" and made != "production":
        return fail(
            "secrets",
            f"{config.data} was made by the demo",
            "Name a new folder with OTKLIK_DATA or --data.",
        )
    if vault.stat().st_mode & 0o077:
        return fail("secrets", f"others may read {vault}", f"chmod 600 {vault}")
    return ok("secrets", str(vault))


def _disks(config: Config) -> Iterator[Finding]:
    """Look at each disk once: data folder and embedded database may lie on two."""
    seen = set()
    for folder in (config.data, config.data / "postgres"):
        if folder.exists() and folder.stat().st_dev not in seen:
            seen.add(folder.stat().st_dev)
            yield _disk(folder.resolve())


def _disk(folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    found = f"{usage.free // MEGABYTE} MB are free at {folder}"
    if usage.free < TOO_LITTLE:
        return fail("disk", found, "Free some space: files and letters can hardly be stored.")
    if usage.free < min(LITTLE, usage.total // 20):
        return warn("disk", found, "Free some space before it is full.")
    return ok("disk", found)


def _database(config: Config) -> Iterator[Finding]:
    """Look into the database; the embedded one is started for as long if nobody runs it."""
    url = given_url(config) or postgres.running_url(config.data)
    if not url and not (config.data / "postgres" / "cluster").exists():
        yield fail("database", "there is none yet", "Make it: otklik manage migrate")
        return
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(attached(config))
        except Refusal as refusal:
            first, _, rest = str(refusal).partition("\n")
            yield fail("database", first, rest or "See what the server says.")
            yield warn(
                "the rest", "was not looked at, for it stands in the database", "Mend that first."
            )
            return
        yield from _about_database(os.environ["DATABASE_URL"])
        if _has_secrets(config):
            yield from _about_service(config, runs=url is not None)
        else:  # to look further would make some
            yield warn("the rest", "was not looked at", "Look again when there are secrets.")


def _about_database(url: str) -> Iterator[Finding]:
    examine(url)
    with psycopg.connect(url) as connection:
        server = connection.info.parameter_status("server_version")
        yield ok("database", f"PostgreSQL {server} at {shown(url)}, UTF8, knows that Ё becomes ё")
        before = now()
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        after = now()
    if row is None:
        raise AssertionError("a SELECT without FROM gives one row")
    skew = abs(row[0] - (before + (after - before) / 2))
    words = f"{skew.total_seconds():.1f} s between the database's clock and this machine's"
    if skew > GREAT_SKEW:
        yield fail("clock", words, "Set both by NTP: deadlines and sign-in depend on it.")
    elif skew > SKEW:
        yield warn("clock", words, "Set both by NTP.")
    else:
        yield ok("clock", words)


def _about_service(config: Config, *, runs: bool) -> Iterator[Finding]:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        yield fail("settings", _line(error), "Mend them; docs/operators/settings.md lists all.")
        return
    yield from import_module(CHECKUP).findings(config, runs=runs)
    if runs and "url" in config.model_fields_set:  # a demo is told its address when it starts
        yield from address(config)
