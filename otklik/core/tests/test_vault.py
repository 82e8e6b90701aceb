"""The secrets that an installation makes for itself."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from otklik.core.vault import VAULT, VaultError, made_for, open_vault


def test_secrets_are_made_once_and_kept_for_the_owner_only(tmp_path: Path):
    data = tmp_path / "new" / "data"
    first = open_vault(data, "production")
    assert open_vault(data, "production") == first
    assert first.secret_key != first.reply_key
    assert len(first.secret_key) >= 50
    assert stat.S_IMODE((data / VAULT).stat().st_mode) == 0o600
    assert made_for(data) == "production"
    assert [path.name for path in data.iterdir()] == [VAULT]


def test_two_processes_starting_at_once_agree(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: open_vault(tmp_path, "demo"), range(16)))
    assert all(each == found[0] for each in found)


def test_secrets_do_not_show_when_printed(tmp_path: Path):
    made = open_vault(tmp_path, "production")
    assert made.secret_key not in repr(made)
    assert made.reply_key not in str(made)


def test_production_refuses_the_folder_of_a_demo(tmp_path: Path):
    open_vault(tmp_path, "demo")
    with pytest.raises(VaultError, match="was made by the demo"):
        open_vault(tmp_path, "production")


def test_a_demo_may_look_into_a_folder_of_production(tmp_path: Path):
    made = open_vault(tmp_path, "production")
    assert open_vault(tmp_path, "demo") == made


def test_development_keeps_nothing_and_knows_no_fixed_secret(tmp_path: Path):
    assert open_vault(tmp_path, "development") != open_vault(tmp_path, "development")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"secret_key": "x"})])
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, content: str):
    (tmp_path / VAULT).write_text(content)
    with pytest.raises(VaultError, match=r"secrets\.json is damaged"):
        open_vault(tmp_path, "production")
    assert (tmp_path / VAULT).read_text() == content
    assert made_for(tmp_path) is None


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(VaultError, match="--data"):
        open_vault(tmp_path / "file" / "data", "production")
