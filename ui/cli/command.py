"""The command ``visualnn``: its words, its language, and what becomes of errors.

Only the window and pictures of it import Qt. Exit codes: 0 done, 1 something is wrong with a lesson
or a file, 2 the command itself is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ui.shell.settings import default_language
from visualnn.errors import VisualnnError
from visualnn.text import LANGUAGES, _, use_language

from . import (
    check,
    compare,
    data,
    explain,
    grade,
    handout,
    lessons,
    new,
    race,
    replay,
    run,
    sessions,
    size,
    snapshot,
    study,
    summary,
    table,
    trace,
    views,
    window,
)
from .arguments import Subcommands, add_common
from .errors import UsageError, print_error
from .exit_codes import INTERRUPTED_EXIT_CODE

__all__ = ["main", "parser"]

SUBCOMMANDS = (
    window,
    lessons,
    new,
    check,
    trace,
    explain,
    summary,
    views,
    table,
    size,
    data,
    run,
    compare,
    race,
    study,
    snapshot,
    handout,
    sessions,
    replay,
    grade,
)
"""The modules of the subcommands, in the order of the help."""
BROKEN_PIPE_EXIT_CODE = 141
"""What a shell says of a command whose reader went away."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(format="visualnn: %(message)s", level=logging.ERROR)
    use_language(_language(words))
    try:
        chosen = parser().parse_args(words)
        code: int = chosen.do(chosen)
        if sys.stdout is not None:  # a program without a console has none
            sys.stdout.flush()
    except BrokenPipeError:
        return _without_reader()
    except UsageError as error:
        print_error(error)
        return 2
    except VisualnnError as error:
        print_error(error)
        return 1
    except OSError as error:
        where = f"{error.filename2 or error.filename}: " if error.filename else ""
        print(f"visualnn: {where}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED_EXIT_CODE
    return code


def parser() -> argparse.ArgumentParser:
    """The parser of the command line, with its help in the current language."""
    made = argparse.ArgumentParser(
        prog="visualnn",
        description=_(
            "See every number a neural network computes, ask where it came from, and step "
            "backwards. Without a command the window opens."
        ),
        allow_abbrev=False,
    )
    made.add_argument("--version", action="version", version=f"visualnn {_version()}")
    add_common(made)
    made.set_defaults(do=window.open_window, lesson=None, theme=None, set=[])
    subcommands = Subcommands(made)
    for module in SUBCOMMANDS:
        module.add(subcommands)
    return made


def _language(words: Sequence[str]) -> Any:
    """The language asked for, or the computer's; known before the words are parsed, because the
    help is written in it."""
    for place, word in enumerate(words):
        asked = words[place + 1 : place + 2] if word == "--lang" else [word.partition("=")[2]]
        if word.startswith("--lang") and asked and asked[0] in LANGUAGES:
            return asked[0]
    return default_language()


def _version() -> str:
    try:
        return version("visualnn")
    except PackageNotFoundError:
        return "?"


def _without_reader() -> int:
    """Nobody reads on: say nothing, not even when Python closes the output."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE_EXIT_CODE
