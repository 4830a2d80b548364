"""What the command tells the shell when it is over."""

from __future__ import annotations

__all__ = ["INTERRUPTED_EXIT_CODE"]

INTERRUPTED_EXIT_CODE = 130
"""What a shell says of a command that was interrupted."""
