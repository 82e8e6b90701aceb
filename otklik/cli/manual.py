"""Writes what the manual says about settings: `python -m otklik.cli.manual`."""

import re
import sys
from pathlib import Path
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from otklik.core.config import FILE_SUFFIX, Config, is_secret, variable

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "operators" / "settings.md"
BEGIN: Final = "<!-- settings: written by python -m otklik.cli.manual -->"
END: Final = "<!-- end of settings -->"


def settings_table() -> str:
    """Return every setting as a Markdown table: name, values, default, meaning."""
    lines = ["| Variable | Values | Default | Meaning |", "|---|---|---|---|"]
    for name, field in Config.model_fields.items():
        meaning = field.description or ""
        if is_secret(field):
            meaning += f" May stand in a file named by `{variable(name, field)}{FILE_SUFFIX}`."
        cells = [f"`{variable(name, field)}`", _values(field), _default(name, field), meaning]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _values(field: FieldInfo) -> str:
    choices = [value for value in get_args(field.annotation) if isinstance(value, str)]
    if choices:
        return ", ".join(f"`{value}`" for value in choices)
    if is_secret(field):
        return "secret text"
    if field.annotation is bool:
        return "`true`, `false`"
    if field.annotation is int:
        return _range(field)
    return "folder" if field.annotation is Path else "text"


def _range(field: FieldInfo) -> str:
    bounds: dict[str, Any] = {}
    for each in field.metadata:
        bounds |= {edge: getattr(each, edge) for edge in ("ge", "le") if hasattr(each, edge)}
    if {"ge", "le"} <= bounds.keys():
        return f"{bounds['ge']} to {bounds['le']}"
    return f"number from {bounds['ge']}" if "ge" in bounds else "number"


def _default(name: str, field: FieldInfo) -> str:
    if name == "data":
        return "`~/.local/share/otklik`"
    default = field.default
    if default in ("", None, PydanticUndefined):
        return "empty"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def write() -> bool:
    """Put the table into the manual; return whether that changed it."""
    old = DOCUMENT.read_text(encoding="utf-8")
    table = f"{BEGIN}\n\n{settings_table()}\n\n{END}"
    new = re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: table, old, flags=re.DOTALL)
    DOCUMENT.write_text(new, encoding="utf-8")
    return new != old


if __name__ == "__main__":
    sys.stdout.write("settings.md was changed\n" if write() else "settings.md is up to date\n")
