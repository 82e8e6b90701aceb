"""Each command says what it does and shows how."""

import re

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from otklik.cli.main import app

COMMANDS = {
    name: command
    for name, command in getattr(get_command(app), "commands", {}).items()
    if not command.hidden
}


def said(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_what_operators_need_is_there():
    named = {"demo", "serve", "worker", "manage", "doctor", "clock", "mail", "backup", "restore"}
    assert set(COMMANDS) == named
    assert all(name in said("--help") for name in named)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_shows_examples_that_name_it(name: str):
    _, _, examples = said(name, "--help").partition("Examples:")
    lines = [line for line in examples.splitlines() if line.strip()]
    assert lines
    assert all(re.search(rf"\botklik {name}\b", line) for line in lines)


def test_the_unit_for_systemd_is_in_the_package():
    unit = said("serve", "--print-unit")
    for line in ("ExecStart=/opt/otklik/bin/otklik serve", "EnvironmentFile=/etc/otklik.env"):
        assert line in unit.splitlines()
