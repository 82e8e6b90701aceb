"""What is installed is locked, by hash, without the name of any host."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.plan import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock file with their versions."""
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(package): version for package, version in PINNED.findall(text)}


def wanted(*groups: str) -> list[Requirement]:
    """Return what the project asks for, with the given groups."""
    asked = [*PROJECT["project"]["dependencies"]]
    for group in groups:
        asked += [each for each in PROJECT["dependency-groups"][group] if isinstance(each, str)]
    return [Requirement(each) for each in asked]


@pytest.mark.parametrize(
    ("name", "groups"), [("runtime", []), ("build", ["build"]), ("dev", ["build", "dev"])]
)
def test_every_dependency_is_locked_in_a_version_that_fits(name: str, groups: list[str]):
    have = locked(name)
    missing = [
        str(each)
        for each in wanted(*groups)
        if canonicalize_name(each.name) not in have
        or not each.specifier.contains(have[canonicalize_name(each.name)])
    ]
    assert missing == [], "run: ./dev lock"


def test_the_three_locks_agree():
    everything = locked("dev")
    for name in ("runtime", "build"):
        assert locked(name).items() <= everything.items()


@pytest.mark.parametrize("name", ["runtime", "build", "dev"])
def test_every_file_has_a_hash_and_no_host(name: str):
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = [line for line in text.splitlines() if PINNED.match(line)]
    assert text.count("--hash=sha256:") >= len(pinned) > 0
    assert all(line.endswith("\\") for line in pinned)
    assert "://" not in text
