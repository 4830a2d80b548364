"""The words of the command line: how a subcommand is added, and the types that several share."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable

from visualnn.text import LANGUAGES, _

__all__ = [
    "Subcommands",
    "add_common",
    "add_format",
    "add_lesson",
    "add_settings",
    "add_variant",
    "count",
    "lesson_help",
    "print_json",
    "whole_number",
]

Do = Callable[[argparse.Namespace], int]
"""What a subcommand does with its arguments; returns the exit code."""


class Subcommands:
    """The subcommands of a parser, which all take the common arguments too."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
        add_common(common)
        self._parents = [common]
        self._parsers = parser.add_subparsers(title=_("commands"), metavar="COMMAND")

    def add(self, name: str, text: str, do: Do) -> argparse.ArgumentParser:
        """Add a subcommand that the help describes by `text`."""
        made = self._parsers.add_parser(
            name, help=text, description=text, parents=self._parents, allow_abbrev=False
        )
        made.set_defaults(do=do)
        return made


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what can be said before and after the name of a subcommand."""
    # a default of its own would undo what was said before the command
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("language of all texts")
    )
    parser.add_argument(
        "--no-settings",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("neither read nor write what is remembered between two days"),
    )


def add_lesson(parser: argparse.ArgumentParser) -> None:
    """Add the lesson that a subcommand is about."""
    parser.add_argument("lesson", metavar="LESSON", help=lesson_help())


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the changes of the lesson that a subcommand is about."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=_("another value for a key of the lesson: optimizer.lr=0.5, layers.hidden.units=4"),
    )


def add_variant(parser: argparse.ArgumentParser, text: str | None = None) -> None:
    """Add the variant of the lesson that a subcommand is about; `text` is its help."""
    text = text or _("a variant that the lesson brings; without it the lesson itself")
    parser.add_argument("--variant", metavar="ID", help=text)


def add_format(parser: argparse.ArgumentParser, *more: str) -> None:
    """Add the form of what is printed: words, JSON, and what else there is."""
    parser.add_argument("--format", choices=("text", *more, "json"), default="text")


def print_json(data: object) -> None:
    """Print plain data as JSON, in one piece that other programs read."""
    print(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))


def lesson_help() -> str:
    """What the help says about a lesson."""
    return _("the name of a lesson, or the path of a lesson folder")


def whole_number(text: str) -> int:
    """Read a whole number from 0. Raises ArgumentTypeError."""
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise argparse.ArgumentTypeError(
            _("a whole number is needed, not {text}").format(text=text)
        )
    return int(text)


def count(text: str) -> int:
    """Read a whole number from 1. Raises ArgumentTypeError."""
    if (number := whole_number(text)) == 0:
        raise argparse.ArgumentTypeError(_("the least is 1"))
    return number
