"""What must be done to database and data folder before a service starts.

Runs in a process of its own, which ends before the others begin: connections and threads stay out
of the supervisor.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from otklik.cli.backups.kept import keep_before
from otklik.cli.errors import Refusal
from otklik.cli.folder import cannot_write
from otklik.cli.progress import progress
from otklik.core.config import Config

PACKAGE: Final = Path(__file__).resolve().parents[1]
DEMO: Final = "otklik.importers.demo"
PEOPLE: Final = "otklik.people.queries"
ACCOUNTS: Final = "demo-accounts.json"


def is_prepared(config: Config) -> bool:
    """Tell whether a demo was prepared by this very program, so that it may start at once.

    The note lies beside the embedded database and goes with it. Nothing is taken on trust in
    production, nor with a database of somebody else.
    """
    note = _note(config)
    return note is not None and note.exists() and note.read_text() == _digest_of_program()


def note_prepared(config: Config) -> None:
    """Remember that the demo was prepared by this very program."""
    note = _note(config)
    if note:
        note.write_text(_digest_of_program())


def forget_prepared(config: Config) -> None:
    """Look at everything again at the next start: the database has become another one."""
    note = _note(config)
    if note:
        note.unlink(missing_ok=True)


def _note(config: Config) -> Path | None:
    embedded = config.database_url is None
    return config.data / "postgres" / "prepared" if embedded and config.mode == "demo" else None


def _digest_of_program() -> str:
    """Return a word that changes with the program's version, tables, demo and static files."""
    versions = [f"{name} {version(name)}" for name in ("otklik", "django", "procrastinate")]
    files = sorted(
        path
        for pattern in ("*/migrations/*.py", "importers/**/*.py", "*/static/**/*")
        for path in PACKAGE.glob(pattern)
        if path.is_file()
    )
    lines = [*versions, *(_state(path) for path in files)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _state(path: Path) -> str:
    status = path.stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def prepare(config: Config) -> None:
    """Make the service's database and files ready.

    A demo is migrated and filled; a real service is never migrated behind its operator's back.

    Raises:
        Refusal: Migrations are pending in production, the database is of the other kind, or a disk
            is full.
    """
    import django
    from django.db import OperationalError

    django.setup()
    try:
        collect_static()
        if config.mode == "production":
            require_migrated()
            require_real_people()
        else:
            _migrate(config)
            fill(config)
    except OSError as error:
        raise Refusal(cannot_write(config.data, error)) from error
    except OperationalError as error:
        raise Refusal(
            f"The database gave up: {str(error).splitlines()[0]}.\n"
            "Look at its disk and its log, and start again."
        ) from error


def require_migrated() -> None:
    """Check that the database is as this release of the program expects it.

    Raises:
        Refusal: It is not.
    """
    pending = _pending()
    if pending:
        raise Refusal(
            f"The database waits for {len(pending)} migrations, the first is {pending[0]}.\n"
            "Take a backup, then run `otklik manage migrate` with the same --data or DATABASE_URL."
        )


def require_real_people() -> None:
    """Check that no demo has filled the database: everybody knows the password of its people.

    The data folder says so too, but a database may be named beside it.

    Raises:
        Refusal: There are people of a demo.
    """
    if _has_demo_people():
        raise Refusal(
            "The database holds the people of a demo, whose password everybody knows.\n"
            "Name another one in DATABASE_URL."
        )


def _pending() -> list[str]:
    """Return the migrations that the database waits for."""
    from otklik.core.schema import pending_migrations

    return pending_migrations()


def _has_demo_people() -> bool:
    return bool(import_module(PEOPLE).demo_accounts().exists())


def _migrate(config: Config) -> None:
    from django.core.management import call_command

    pending = _pending()
    if not pending:
        return
    keep_before("migrations", config)
    with progress("Creating tables") as report:
        done = 0

        class Teller:
            """Counts the migrations that Django names on its output."""

            def write(self, text: str) -> None:
                nonlocal done
                if text.strip() == "OK":
                    done += 1
                    report(done, len(pending))

            def flush(self) -> None:
                """Nothing waits."""

        call_command("migrate", interactive=False, no_color=True, stdout=Teller())


def fill(config: Config) -> None:
    """Load the demo's data into an empty database, all of it or nothing.

    Raises:
        Refusal: The database holds real people.
    """
    if find_spec(DEMO) is None:
        return
    from django.contrib.auth import get_user_model
    from django.db import transaction

    demo = import_module(DEMO)
    if not get_user_model()._default_manager.exists():
        with progress("Loading demo data") as report, transaction.atomic():
            demo.load(progress=report)
    elif config.mode == "demo" and not _has_demo_people():
        raise Refusal(
            "The database belongs to a real service; a demo must not touch it.\n"
            "Leave DATABASE_URL empty, or name another one."
        )
    (config.data / ACCOUNTS).write_text(json.dumps([_account(each) for each in demo.ACCOUNTS]))


def _account(account: Any) -> dict[str, str]:
    return {name: str(getattr(account, name)) for name in ("email", "password", "role", "name")}


def collect_static() -> None:
    """Gather the static files under hashed names in the data folder, if they have changed."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.HASHED_STATIC:
        return
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".stamp"
    digest = hashlib.sha256("\n".join(_static_files()).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def _static_files() -> Iterator[str]:
    """Yield a line for each source of a static file that changes when the file does."""
    from django.contrib.staticfiles import finders

    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            yield f"{name} {_state(Path(storage.path(name)))}"
