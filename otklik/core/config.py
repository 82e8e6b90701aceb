"""The installation's settings: read from the environment, typed, refused loudly when odd.

Every setting is a field of `Config` and is named `OTKLIK_<FIELD>` in the environment, except
`DATABASE_URL`, whose name is a convention of its own. A secret may also come from a file named by
`<NAME>_FILE`. The table in docs/operators/settings.md is written from this class.
"""

import difflib
import os
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from otklik.core.vault import Secrets, VaultError, open_vault

PREFIX: Final = "OTKLIK_"
FILE_SUFFIX: Final = "_FILE"
NO_SETTINGS: Final = frozenset({"OTKLIK_LIFELINE"})
"""Names with our prefix that pass between our own processes and are no settings."""

Mode = Literal["development", "demo", "production"]
Port = Annotated[int, Field(ge=0, le=65535)]
MEGABYTE: Final = 1024 * 1024


class ConfigError(Exception):
    """The settings cannot be used; `str()` is one plain line per fault, with its remedy."""


def default_data() -> Path:
    """Return the data folder used when none is named (XDG base directory specification)."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "otklik"


def variable(name: str, field: FieldInfo) -> str:
    """Return the environment variable that sets the field `name` of `Config`."""
    alias = field.validation_alias
    return alias if isinstance(alias, str) else PREFIX + name.upper()


def is_secret(field: FieldInfo) -> bool:
    """Tell whether the field's value must never be printed."""
    return "SecretStr" in str(field.annotation)


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads `<NAME>_FILE` for the secret settings: a secret need not stand in the environment."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the content of the file named for `field`, its key, and that it is not JSON."""
        name = variable(field_name, field)
        path = os.environ.get(name + FILE_SUFFIX)
        key = name if field.validation_alias else field_name
        if not path or not is_secret(field):
            return None, key, False
        if name in os.environ:
            raise ConfigError(f"{name} and {name}{FILE_SUFFIX} are both set: keep one of them.")
        try:
            return Path(path).read_text(encoding="utf-8").strip(), key, False
        except OSError as error:
            reason = error.strerror or str(error)
            raise ConfigError(f"{name}{FILE_SUFFIX}: cannot read {path}: {reason}.") from error

    def __call__(self) -> dict[str, Any]:
        """Return every secret that stands in a file."""
        found: dict[str, Any] = {}
        for field_name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, field_name)
            if value is not None:
                found[key] = value
        return found


class Config(BaseSettings):
    """What an installation may set; type, default and description of a field are its manual."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    mode: Mode = Field(
        "development",
        description="`production`, `demo` or `development`. The commands `otklik serve`, `worker` "
        "and `demo` set it themselves.",
    )
    data: Path = Field(
        default_factory=default_data,
        description="Data folder: secrets, uploaded files, the embedded database.",
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="`postgres://user:password@host:port/name` of a PostgreSQL 15 or newer. Empty: "
        "the embedded database in the data folder.",
    )
    database_pool: int = Field(
        10, ge=1, le=200, description="Greatest number of database connections of one web process."
    )
    secret_key: SecretStr | None = Field(
        None,
        min_length=40,
        description="Signs sessions and links. Empty: made at the first start and kept in the data "
        "folder.",
    )
    reply_key: SecretStr | None = Field(
        None,
        min_length=40,
        description="Signs the reply addresses of letters; a new one makes replies to old letters "
        "unknown. Empty: made at the first start and kept in the data folder.",
    )
    url: str = Field(
        "http://127.0.0.1:8000",
        description="The address people open, as they type it. Required in production.",
    )
    extra_hosts: str = Field(
        "", description="Further host names the service answers to, separated by commas."
    )
    behind_proxy: bool = Field(
        default=False,
        description="Trust `X-Forwarded-For` and `X-Forwarded-Proto`. Only behind a reverse proxy "
        "that sets them itself.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses or networks of those proxies, separated by commas, as "
        "`10.0.0.5,192.168.7.0/24`. From anybody else both headers count for nothing.",
    )
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: Port = Field(8000, description="Port the web server listens on.")
    web_processes: int = Field(
        1, ge=1, le=64, description="Web processes that `otklik serve` runs side by side."
    )
    worker_jobs: int = Field(
        2, ge=1, le=32, description="Jobs that one worker process runs at the same time."
    )
    language: Literal["ru", "en"] = Field(
        "ru", description="Language for people whose own is not known."
    )
    time_zone: str = Field(
        "Europe/Moscow", description="IANA time zone for people whose own is not known."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least serious log line that is written."
    )
    log_format: Literal["json", "text"] = Field(
        "json", description="`json` for machines (one object per line), `text` for people."
    )
    upload_max_bytes: int = Field(
        20 * MEGABYTE, ge=1024, description="Greatest size of one uploaded file, in bytes."
    )
    staff_upload_max_bytes: int = Field(
        100 * MEGABYTE, ge=1024, description="The same for staff, in bytes."
    )
    client_tickets_an_hour: int = Field(
        30, ge=1, description="Tickets that one client may open on the site within an hour."
    )
    client_messages_an_hour: int = Field(
        120, ge=1, description="Messages that one client may write on the site within an hour."
    )
    proof_letters_an_hour: int = Field(
        300,
        ge=1,
        description="Letters with the link that confirms an address, to all together within an "
        "hour: nobody can make the service flood strangers. More are not sent.",
    )
    client_waiting_bytes: int = Field(
        200 * MEGABYTE,
        ge=1024,
        description="Bytes that one client may have uploaded within a day and not yet sent.",
    )
    mail_max_bytes: int = Field(
        35 * MEGABYTE, ge=64 * 1024, description="Greatest size of one letter taken, in bytes."
    )
    mail_trusted_server: str = Field(
        "",
        description="Name under which your mail server writes what it found out about senders "
        "(authserv-id in `Authentication-Results`, RFC 8601). It must take fields of this name off "
        "what comes in. Empty: no letter counts as proven by its server.",
    )
    smtp_listen_host: str = Field(
        "127.0.0.1", description="Address on which letters are taken by SMTP."
    )
    smtp_listen_port: Port = Field(
        0, description="Port on which letters are taken by SMTP; 0 takes none."
    )
    smtp_host: str = Field(
        "", description="Server that sends our letters. Empty: letters stay in the outbox."
    )
    smtp_port: Port = Field(587, description="Port of that server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to that server is protected."
    )
    smtp_user: str = Field("", description="Name to sign in to that server; empty: no sign-in.")
    smtp_password: SecretStr | None = Field(None, description="Password for that server.")

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise ValueError("must look like https://help.example.com, without a path")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for one in value.split(","):
            try:
                ip_network(one.strip())
            except ValueError as error:
                raise ValueError(f"{one.strip()!r} is no address or network") from error
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("is no IANA time zone; an example is Europe/Moscow") from error
        return value

    @field_validator("data")
    @classmethod
    def _is_absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @model_validator(mode="after")
    def _production_is_complete(self) -> "Config":
        if self.mode == "production" and "url" not in self.model_fields_set:
            raise ValueError(
                "OTKLIK_URL is not set: give the address people open, like https://help.example.com"
            )
        return self

    @property
    def hosts(self) -> list[str]:
        """The host names the service answers to, without ports."""
        named = [urlsplit(self.url).hostname or "", *self.extra_hosts.split(",")]
        local = [] if self.mode == "production" else ["localhost", "127.0.0.1", "testserver"]
        return list(dict.fromkeys(name.strip() for name in [*named, *local] if name.strip()))

    @property
    def secure(self) -> bool:
        """Whether people reach the service by https."""
        return self.url.startswith("https://")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the library's signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then secrets from files; nothing else."""
        return init_settings, env_settings, _SecretFiles(settings_cls)


def _unknown(environ: Mapping[str, str]) -> Iterable[str]:
    """Yield one line for each variable with our prefix that is no setting: usually a slip."""
    known = {variable(name, field) for name, field in Config.model_fields.items()}
    known |= {
        variable(name, field) + FILE_SUFFIX
        for name, field in Config.model_fields.items()
        if is_secret(field)
    }
    for name in sorted(set(environ) - known - NO_SETTINGS):
        if name.startswith(PREFIX):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else " See docs/operators/settings.md."
            yield f"{name} is no setting.{hint}"


def _faults(error: ValidationError) -> Iterable[str]:
    """Yield one plain line for each fault pydantic found; values of secrets are not shown."""
    for fault in error.errors(include_url=False):
        message = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:
            yield f"{message}."
            continue
        name = str(fault["loc"][0])
        field = Config.model_fields.get(name)
        shown = variable(name, field) if field else name
        secret = field is None or is_secret(field)
        value = "" if secret else f" is {fault['input']!r}, which is refused"
        yield f"{shown}{value}: {message}."


def load() -> Config:
    """Read and check the environment.

    Raises:
        ConfigError: With one line for each setting that is unknown, odd or missing.
    """
    lines = list(_unknown(os.environ))
    try:
        config = Config()
    except ValidationError as error:
        raise ConfigError("\n".join([*lines, *_faults(error)])) from error
    if lines:
        raise ConfigError("\n".join(lines))
    return config


_loaded: list[Config] = []
_secrets: list[Secrets] = []


def config() -> Config:
    """Return the settings of this process, read once.

    Raises:
        ConfigError: When the environment cannot be used.
    """
    if not _loaded:
        _loaded.append(load())
    return _loaded[0]


def secrets() -> Secrets:
    """Return the secrets of this installation: from the environment, else from the data folder.

    In `development` they are random and live as long as the process: nothing is written, and no
    known secret exists that could reach a real service.

    Raises:
        ConfigError: When the data folder cannot keep them, or holds a demo's in production.
    """
    if not _secrets:
        current = config()
        try:
            kept = open_vault(current.data, current.mode)
        except VaultError as error:
            raise ConfigError(str(error)) from error
        _secrets.append(
            Secrets(
                secret_key=_given(current.secret_key) or kept.secret_key,
                reply_key=_given(current.reply_key) or kept.reply_key,
            )
        )
    return _secrets[0]


def _given(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None
