"""What stands in the log when something fails."""

import logging
import sys
from typing import Final, Literal

import pytest
import structlog

from otklik.core import logs

FORMS: Final[tuple[Literal["json", "text"], ...]] = ("json", "text")


@pytest.mark.parametrize("form", FORMS)
def test_a_traceback_shows_no_values(form: Literal["json", "text"]) -> None:
    text = "-".join(["what", "a", "client", "wrote"])
    formatter = structlog.stdlib.ProcessorFormatter(processors=logs._rendering(form))
    try:
        int(f"{len(text)} letters")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", None, sys.exc_info())
    said = formatter.format(record)
    assert "ValueError" in said
    assert text not in said
