"""The fault bench itself, with fewer kills of the slow parts than `./dev faults` makes."""

import os
import subprocess
import sys
from pathlib import Path

BENCH = [sys.executable, "-m", "tests.faults"]
KILLS = ["--kills", "50", "--web-kills", "2", "--database-kills", "2"]


def test_nothing_is_lost_and_nothing_doubled_whatever_is_killed(tmp_path: Path):
    """It runs beside the tests, for it brings its own database, which it kills."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("OTKLIK_") and name != "DATABASE_URL"
    }
    done = subprocess.run(
        [*BENCH, *KILLS, "--log", str(tmp_path / "service.log")],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
