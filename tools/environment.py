"""Virtual environments that a tool makes for itself, with nothing in them but pip."""

from __future__ import annotations

import os
import subprocess
import tomllib
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CONSTRAINTS", "ROOT", "Environment", "MissingError", "project"]

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "tools" / "constraints.txt"
_MAX_SECONDS = 600
"""After so long a command counts as hanging."""
_NOT_HANDED_ON = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
"""Variables through which the packages of another environment would be seen."""


class MissingError(Exception):
    """Something that belongs to the program is missing; the message is a sentence."""


def project() -> dict[str, Any]:
    """The content of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment and the folder it lies in."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> Environment:
        """Make an environment with pip in that folder, with the running interpreter."""
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(folder)
        return cls(folder)

    def command(self, name: str) -> Path:
        """The path of a command that is installed here. Raises MissingError."""
        folder = self.folder / ("Scripts" if os.name == "nt" else "bin")
        for path in (folder / name, folder / f"{name}.exe"):
            if path.is_file():
                return path
        raise MissingError(f"the command {name} was not installed.")

    def pip(self, *words: str) -> None:
        """Let pip do something; its warnings are not shown. Raises MissingError if it cannot."""
        self.python("-m", "pip", "--quiet", "--disable-pip-version-check", *words, cwd=self.folder)

    def python(self, *words: str, cwd: Path, variables: Mapping[str, str] | None = None) -> str:
        """Run Python with these words; returns what it prints. Raises MissingError if it fails."""
        return self.run("python", *words, cwd=cwd, variables=variables)

    def run(
        self, name: str, *words: str, cwd: Path, variables: Mapping[str, str] | None = None
    ) -> str:
        """Run a command of this environment in the folder `cwd`; returns what it prints.

        Raises MissingError if it fails, hangs, or prints something that is not UTF-8.
        """
        inherited = {key: os.environ[key] for key in os.environ if key not in _NOT_HANDED_ON}
        line = " ".join([name, *words])
        try:
            done = subprocess.run(  # noqa: S603  (commands that were installed here)
                [self.command(name), *words],
                cwd=cwd,
                env={**inherited, "PYTHONUTF8": "1", **(variables or {})},
                capture_output=True,
                encoding="utf-8",
                timeout=_MAX_SECONDS,
                check=False,
            )
        except (subprocess.TimeoutExpired, UnicodeDecodeError) as error:
            raise MissingError(f"“{line}” did not end well: {error}") from error
        if done.returncode != 0:
            said = done.stdout + done.stderr
            raise MissingError(f"“{line}” ended with {done.returncode}:\n{said}")
        return done.stdout
