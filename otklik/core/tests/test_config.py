"""Settings come from the environment and are refused loudly when odd."""

import os
from pathlib import Path

import pytest

from otklik.core import config as module
from otklik.core.config import ConfigError, load

SECRET = "x" * 40


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from an environment that says nothing but where the data is."""
    for name in list(os.environ):
        if name.startswith("OTKLIK_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path))
    monkeypatch.setattr(module, "_loaded", [])
    monkeypatch.setattr(module, "_secrets", [])


def test_nothing_need_be_set_for_development(tmp_path: Path):
    config = load()
    assert config.mode == "development"
    assert config.data == tmp_path
    assert config.port == 8000
    assert config.database_url is None


def test_values_are_typed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_PORT", "9000")
    monkeypatch.setenv("OTKLIK_BEHIND_PROXY", "yes")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:s3cret@h/d")
    config = load()
    assert config.port == 9000
    assert config.behind_proxy is True
    assert config.database_url
    assert config.database_url.get_secret_value() == "postgres://u:s3cret@h/d"
    assert "s3cret" not in repr(config)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_PORT", "")
    monkeypatch.setenv("DATABASE_URL", "")
    assert load().port == 8000
    assert load().database_url is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OTKLIK_PORT", "eighty", "OTKLIK_PORT is 'eighty', which is refused: "),
        ("OTKLIK_PORT", "70000", "OTKLIK_PORT is '70000', which is refused: "),
        ("OTKLIK_MODE", "debug", "OTKLIK_MODE is 'debug', which is refused: "),
        ("OTKLIK_LOG_LEVEL", "loud", "OTKLIK_LOG_LEVEL is 'loud', which is refused: "),
        ("OTKLIK_URL", "help.example.com", "must look like https://help.example.com"),
        ("OTKLIK_URL", "https://example.com/help", "without a path"),
        ("OTKLIK_TIME_ZONE", "Moscow", "is no IANA time zone; an example is Europe/Moscow"),
        ("OTKLIK_PROT", "8000", "OTKLIK_PROT is no setting. Did you mean OTKLIK_PORT?"),
        ("OTKLIK_ZZZZZZZZ", "1", "OTKLIK_ZZZZZZZZ is no setting. See docs/operators/settings.md."),
    ],
)
def test_an_odd_setting_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as refused:
        load()
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_all_odd_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_PORT", "eighty")
    monkeypatch.setenv("OTKLIK_PROT", "8000")
    with pytest.raises(ConfigError) as refused:
        load()
    assert len(str(refused.value).splitlines()) == 2


def test_a_refused_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_SECRET_KEY", "short-s3cret")
    with pytest.raises(ConfigError, match=r"^OTKLIK_SECRET_KEY: .*40 ") as refused:
        load()
    assert "short-s3cret" not in str(refused.value)


def test_production_wants_to_know_its_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_MODE", "production")
    with pytest.raises(ConfigError, match=r"^OTKLIK_URL is not set: "):
        load()
    monkeypatch.setenv("OTKLIK_URL", "https://help.example.com/")
    config = load()
    assert config.url == "https://help.example.com"
    assert config.hosts == ["help.example.com"]
    assert config.secure


def test_further_hosts_are_answered_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_MODE", "production")
    monkeypatch.setenv("OTKLIK_URL", "https://help.example.com")
    monkeypatch.setenv("OTKLIK_EXTRA_HOSTS", "support.example.com, help.example.com")
    assert load().hosts == ["help.example.com", "support.example.com"]


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "key").write_text(f"{SECRET}\n")
    (tmp_path / "url").write_text("postgres://u:p@h/d\n")
    monkeypatch.setenv("OTKLIK_SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    config = load()
    assert config.secret_key
    assert config.secret_key.get_secret_value() == SECRET
    assert config.database_url
    assert config.database_url.get_secret_value() == "postgres://u:p@h/d"


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_SECRET_KEY_FILE", "/no/such/file")
    with pytest.raises(ConfigError, match="cannot read /no/such/file: No such file"):
        load()


def test_a_secret_said_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("OTKLIK_SECRET_KEY", SECRET)
    monkeypatch.setenv("OTKLIK_SECRET_KEY_FILE", str(tmp_path))
    with pytest.raises(ConfigError, match="are both set: keep one of them"):
        load()


def test_only_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("OTKLIK_PORT_FILE", str(tmp_path))
    with pytest.raises(ConfigError, match="OTKLIK_PORT_FILE is no setting"):
        load()


def test_a_given_secret_wins_over_the_kept_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_MODE", "demo")
    monkeypatch.setenv("OTKLIK_SECRET_KEY", SECRET)
    found = module.secrets()
    assert found.secret_key == SECRET
    monkeypatch.delenv("OTKLIK_SECRET_KEY")
    monkeypatch.setattr(module, "_loaded", [])
    monkeypatch.setattr(module, "_secrets", [])
    kept = module.secrets()
    assert kept.secret_key != SECRET
    assert kept.reply_key == found.reply_key


def test_secrets_of_a_demo_are_refused_in_production(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_MODE", "demo")
    module.secrets()
    monkeypatch.setenv("OTKLIK_MODE", "production")
    monkeypatch.setenv("OTKLIK_URL", "https://help.example.com")
    monkeypatch.setattr(module, "_loaded", [])
    monkeypatch.setattr(module, "_secrets", [])
    with pytest.raises(ConfigError, match="was made by the demo"):
        module.secrets()


def test_a_data_folder_is_an_absolute_path(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTKLIK_DATA", "~/some/data")
    assert load().data == Path.home() / "some" / "data"
    monkeypatch.delenv("OTKLIK_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/xdg")
    assert load().data == Path("/srv/xdg/otklik")
