"""The part of the test bench that must stand before pytest loads Django's settings.

Loaded by `-p otklik.cli.testing` in pyproject.toml. Without `DATABASE_URL` the tests run on the
embedded PostgreSQL, started once for the whole run and shared by all xdist workers, which inherit
its address from the environment.
"""

import os
import tempfile

os.environ.setdefault("OTKLIK_MODE", "development")
os.environ.setdefault("OTKLIK_LOG_LEVEL", "warning")
if "OTKLIK_DATA" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OTKLIK_DATA"] = tempfile.mkdtemp(prefix="otklik-test-")
