"""What is wrong with a command, and how it is said."""

from __future__ import annotations

import sys

from visualnn.errors import VisualnnError
from visualnn.text import _

__all__ = ["UsageError", "print_error"]


class UsageError(VisualnnError):
    """The command asks for something that does not exist."""


def print_error(error: VisualnnError) -> None:
    """Say in one sentence what is wrong."""
    print(error.report(_), file=sys.stderr)
