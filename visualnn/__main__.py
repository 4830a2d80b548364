"""`python -m visualnn` is the command ``visualnn``, wherever the installed package says it is."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

from .errors import VisualnnError
from .text import N_, _

__all__ = ["main"]


def main() -> int:
    """Call what the console entry point ``visualnn`` names; returns its exit code. Raises
    VisualnnError if the package is not installed, so that nothing is named."""
    found = tuple(entry_points(group="console_scripts", name="visualnn"))
    if not found:
        raise VisualnnError(N_("visualnn is not installed here; “pip install .” installs it"))
    code: int = found[0].load()()
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VisualnnError as error:
        sys.exit(error.sentence(_))
