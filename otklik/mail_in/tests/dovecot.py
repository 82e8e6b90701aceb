"""A real IMAP server for tests, with a configuration of its own in a folder of its own."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from imapclient import IMAPClient

PASSWORD: Final = "пароль-приложения"
PATIENCE: Final = 20
"""Seconds in which the server must answer."""

CONFIG: Final = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 0
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """A server; it can be stopped and started again, and keeps its letters meanwhile."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and return when it takes connections."""
        program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") or "dovecot"
        self.process = subprocess.Popen(
            [program, "-F", "-c", self.folder / "conf"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as one:
                    assert one.recv(4) == b"* OK"
                    return
            except OSError:
                assert time.monotonic() < until, (self.folder / "log").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it at once with all its children; open connections break."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """Sign in as the user does with a mail program."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=PATIENCE) as client:
            client.plain_login(user, PASSWORD)
            yield client

    def put(
        self,
        user: str,
        letter: EmailMessage | bytes,
        *,
        folder: str = "INBOX",
        at: datetime | None = None,
        seen: bool = False,
    ) -> None:
        """Lay a letter into a folder of a user."""
        raw = letter if isinstance(letter, bytes) else letter.as_bytes()
        with self.client(user) as client:
            client.append(folder, raw, flags=[rb"\Seen"] if seen else [], msg_time=at)


@contextmanager
def running() -> Iterator[Dovecot]:
    """Run a server as long as the block lasts.

    It serves letters as an ordinary user, for it refuses to do so as root.
    """
    folder = Path(tempfile.mkdtemp(prefix="otklik-dovecot-"))
    is_root = os.getuid() == 0
    user = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    (folder / "mail").mkdir()
    if is_root:
        folder.chmod(0o755)
        os.chown(folder / "mail", user.pw_uid, user.pw_gid)
    server = Dovecot(folder, _free_port())
    (folder / "conf").write_text(
        CONFIG.format(
            folder=folder,
            port=server.port,
            uid=user.pw_uid,
            gid=user.pw_gid,
            internal="dovecot" if is_root else user.pw_name,
            login="dovenull" if is_root else user.pw_name,
            group="dovecot" if is_root else grp.getgrgid(user.pw_gid).gr_name,
            password=PASSWORD,
        )
    )
    server.start()
    try:
        yield server
    finally:
        if server.process is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
