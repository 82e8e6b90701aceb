"""The file of a backup: a plain tar whose last member is the manifest.

Dump and pictures are compressed already, so the tar is not: it can be read anywhere, at any place,
and a manifest at its end says that it is whole.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from otklik.cli.errors import Refusal
from otklik.core.time import now

MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
SECRETS: Final = "secrets.json"
_FILE: Final = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{62})")
_CHUNK: Final = 1024 * 1024


class Manifest(BaseModel):
    """What a backup holds, told by whoever made it.

    Attributes:
        format: The number of this format.
        otklik: The version of the program.
        made_at: When its snapshot of the database was taken.
        made_for: The mode of the service: `production` or `demo`.
        programs: The major version of the pg_dump that wrote the dump.
        migrations: The steps that the database had taken, as `room.name`.
        tables: The number of rows of each table.
        dump: SHA-256 of the dump.
        files: The number of files, None when they were left out.
        bytes: Their size.
        missing: Digests of files that the database names and the data folder lacked.
        damaged: Digests of files whose bytes were no longer theirs.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    otklik: str
    made_at: datetime
    made_for: str
    programs: int
    migrations: tuple[str, ...]
    tables: dict[str, int]
    dump: str
    files: int | None
    bytes: int
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(self.tables.values())


class Hashed:
    """Reads a file and counts the SHA-256 of what was read.

    Args:
        source: The file, open for reading.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes."""
        some = self._source.read(size)
        self._digest.update(some)
        return some

    def chunks(self) -> Iterator[bytes]:
        """Yield what is left, in pieces."""
        while some := self.read(_CHUNK):
            yield some

    @property
    def digest(self) -> str:
        """The SHA-256 of what was read so far, in hexadecimal."""
        return self._digest.hexdigest()


class Writer:
    """Writes a backup.

    Args:
        file: A file that is open for writing.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT)  # noqa: SIM115 (closed by `close`)

    def add(self, name: str, source: IO[bytes], size: int) -> str:
        """Copy a file into the backup.

        Args:
            name: Its name there.
            source: The file, open for reading, at its beginning.
            size: Its size in bytes.

        Returns:
            The SHA-256 of what was copied.

        Raises:
            OSError: It could not be read or written, or is shorter.
        """
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(now().timestamp())
        hashed = Hashed(source)
        self._tar.addfile(info, hashed)
        return hashed.digest

    def add_json(self, name: str, content: Any) -> None:
        """Write a small member."""
        text = json.dumps(content, ensure_ascii=False, indent=1).encode()
        self.add(name, io.BytesIO(text), len(text))

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and end the tar."""
        self.add_json(MANIFEST, manifest.model_dump(mode="json"))
        self._tar.close()


class Reader:
    """Reads a backup whose manifest is known to be there.

    Attributes:
        manifest: What it holds.

    Args:
        tar: The open tar.
        path: Its name, for messages.
    """

    def __init__(self, tar: tarfile.TarFile, path: Path) -> None:
        self._tar = tar
        self._path = path
        self._members = {member.name: member for member in tar.getmembers()}
        if next(reversed(self._members), None) != MANIFEST:
            raise self.fault("it has no end; making it was broken off")
        try:
            self.manifest = Manifest.model_validate_json(self._read(MANIFEST))
        except ValidationError as error:
            raise self.fault("its manifest is of another format") from error

    def fault(self, what: str) -> Refusal:
        """Return what to say of a backup that cannot be used."""
        return Refusal(f"{self._path} is no backup that can be restored: {what}.")

    def secrets(self) -> dict[str, str]:
        """Return the keys of the installation."""
        found: dict[str, str] = json.loads(self._read(SECRETS))
        return found

    def copy_dump(self, target: Path) -> None:
        """Copy the dump into a file.

        Raises:
            Refusal: It is not what the manifest says.
        """
        if self._copy(DUMP, target) != self.manifest.dump:
            raise self.fault("the dump of its database is damaged")

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield digest and size of every file."""
        for name, member in self._members.items():
            found = _FILE.fullmatch(name)
            if found:
                yield found[1] + found[2], member.size

    def copy_file(self, digest: str, target: Path) -> None:
        """Copy one file.

        Raises:
            Refusal: Its bytes are not those that its name promises.
        """
        real = self._copy(file_name(digest), target)
        if real != digest and digest not in self.manifest.damaged:
            raise self.fault(f"the file {digest[:12]}… in it is damaged")

    def _copy(self, name: str, target: Path) -> str:
        hashed = Hashed(self._open(name))
        with target.open("wb") as file:
            for some in hashed.chunks():
                file.write(some)
        return hashed.digest

    def _read(self, name: str) -> bytes:
        return self._open(name).read()

    def _open(self, name: str) -> IO[bytes]:
        member = self._members.get(name)
        found = self._tar.extractfile(member) if member else None
        if found is None:
            raise self.fault(f"it lacks {name}")
        return found


def file_name(digest: str) -> str:
    """Return the name of a file in a backup, which is also its place in the data folder."""
    return f"files/{digest[:2]}/{digest[2:]}"


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open a backup for reading.

    Raises:
        Refusal: It cannot be read, is no backup, or is not whole.
    """
    try:
        tar = tarfile.open(path, "r:")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise Refusal(f"Cannot read {path}: {error.strerror or error}.") from error
    except tarfile.TarError as error:
        raise Refusal(f"{path} is no backup that can be restored: it is no tar.") from error
    with tar:
        try:
            reader = Reader(tar, path)
        except tarfile.TarError as error:
            raise Refusal(f"{path} is no backup that can be restored: {error}.") from error
        yield reader
