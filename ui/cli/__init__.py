"""The command ``visualnn``: the window, and everything that can be done without one."""

from .entry import main, window_main

__all__ = ["main", "window_main"]
