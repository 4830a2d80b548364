"""What is wrong with a command, and how it is said."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from visualnn.errors import Remark, VisualnnError
from visualnn.text import _

__all__ = ["UsageError", "print_error", "print_remarks"]


class UsageError(VisualnnError):
    """The command asks for something that does not exist."""


def print_error(error: VisualnnError) -> None:
    """Say in one sentence what is wrong."""
    print(error.report(_), file=sys.stderr)


def print_remarks(remarks: Iterable[Remark]) -> None:
    """Say what may surprise in how something was read, beside what is printed."""
    for remark in remarks:
        if remark.is_notable:
            print(remark.sentence(_), file=sys.stderr)
