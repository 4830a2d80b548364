"""The command ``visualnn``: the window, and everything that can be done without one.

Only the window and pictures of it import Qt. Exit codes: 0 done, 1 something is wrong with a lesson
or a file, 2 the command itself is wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from ui.shell.settings import Memory, default_language
from visualnn.errors import VisualnnError
from visualnn.text import LANGUAGES, N_, _, language, use_language

if TYPE_CHECKING:
    from visualnn.expr import Source
    from visualnn.lesson import Lesson, Outline
    from visualnn.run.history import History
    from visualnn.tell.explain import Explanation

__all__ = ["main", "with_changes"]

FIRST = "xor"
"""The lesson of a program that was never opened before."""
LEAST_SIDE, MOST_SIDE = 320, 9999
"""Pixels of a picture's side."""
GONE = 141
"""What a shell says of a command whose reader went away."""


class UsageError(VisualnnError):
    """The command asks for something that does not exist."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(format="visualnn: %(message)s", level=logging.ERROR)
    use_language(_language(words))
    try:
        chosen = _parser().parse_args(words)
        code: int = chosen.do(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        return _without_reader()
    except UsageError as error:
        return _sorry(error, 2)
    except VisualnnError as error:
        return _sorry(error, 1)
    except OSError as error:
        where = f"{error.filename2 or error.filename}: " if error.filename else ""
        print(f"visualnn: {where}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    return code


def _language(words: Sequence[str]) -> Any:
    """The language asked for, or the computer's; known before the words are parsed, because the
    help is written in it."""
    for place, word in enumerate(words):
        asked = words[place + 1 : place + 2] if word == "--lang" else [word.partition("=")[2]]
        if word.startswith("--lang") and asked and asked[0] in LANGUAGES:
            return asked[0]
    return default_language()


def _sorry(error: VisualnnError, code: int) -> int:
    print(error.report(_), file=sys.stderr)
    return code


def _without_reader() -> int:
    """Nobody reads on: say nothing, not even when Python closes the output."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return GONE


# -- the words of the command ----------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="visualnn",
        description=_(
            "See every number a neural network computes, ask where it came from, and step "
            "backwards. Without a command the window opens."
        ),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"visualnn {_version()}")
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for each in (parser, common):
        # a default of its own would undo what was said before the command
        each.add_argument(
            "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("language of all texts")
        )
        each.add_argument(
            "--no-settings",
            action="store_true",
            default=argparse.SUPPRESS,
            help=_("neither read nor write what is remembered between two days"),
        )
    parser.set_defaults(do=_window, lesson=None, theme=None)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")

    def command(
        name: str, text: str, do: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=text, description=text, parents=[common], allow_abbrev=False
        )
        made.set_defaults(do=do)
        return made

    opened = command("open", _("open the window with a lesson"), _window)
    opened.add_argument("lesson", metavar="LESSON", nargs="?", help=_LESSON())
    opened.add_argument("--theme", choices=("light", "dark"))
    command("lessons", _("list the lessons that come with the program"), _lessons)
    checked = command("check", _("check lessons: read them and do every instruction once"), _check)
    checked.add_argument("lessons", metavar="PATH", nargs="+", help=_LESSON())
    _add_reports(command)
    _add_run(command)
    _add_snapshot(command)
    return parser


def _LESSON() -> str:
    return _("the name of a lesson, or the path of a lesson folder")


_Command = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def _add_reports(command: _Command) -> None:
    traced = command("trace", _("print every instruction with its numbers"), _trace)
    traced.add_argument("lesson", metavar="LESSON", help=_LESSON())
    traced.add_argument(
        "--iterations", type=_count, default=1, metavar="N", help=_("how many, from the first on")
    )
    traced.add_argument("--format", choices=("text", "json"), default="text")
    explained = command("explain", _("print where one number came from"), _explain)
    explained.add_argument("lesson", metavar="LESSON", help=_LESSON())
    explained.add_argument(
        "place",
        metavar="NAME[i,j]",
        help=_("a number, or what the summary counts in a layer or in the whole “network”"),
    )
    explained.add_argument(
        "--iteration", type=_whole, default=0, metavar="N", help=_("counted from 0")
    )
    summed = command("summary", _("print the layers and their parameters"), _summary)
    summed.add_argument("lesson", metavar="LESSON", help=_LESSON())


def _add_run(command: _Command) -> None:
    run = command("run", _("train without a window"), _run)
    run.add_argument("lesson", metavar="LESSON", help=_LESSON())
    run.add_argument("--iterations", type=_count, metavar="N")
    run.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=_("another value for a key of the lesson: optimizer.lr=0.5, layers.hidden.units=4"),
    )
    run.add_argument(
        "--out", type=Path, metavar="FILE.npz", help=_("where to put parameters and curves")
    )
    run.add_argument(
        "--log", type=Path, metavar="FILE.csv", help=_("where to put loss and metrics as a table")
    )


def _add_snapshot(command: _Command) -> None:
    drawn = command("snapshot", _("draw the window into a PNG file"), _snapshot)
    drawn.add_argument("lesson", metavar="LESSON", help=_LESSON())
    drawn.add_argument(
        "--at", default="0", metavar="TICK|STOP", help=_("a tick, the name of a stop, or “end”")
    )
    drawn.add_argument("--out", type=Path, required=True, metavar="FILE.png")
    drawn.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    drawn.add_argument("--theme", choices=("light", "dark"), default="light")
    drawn.add_argument("--focus", metavar="NAME[i,j]")
    drawn.add_argument("--scale", type=_scale, default=1.0, metavar="F")


def _version() -> str:
    try:
        return version("visualnn")
    except PackageNotFoundError:
        return "?"


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise argparse.ArgumentTypeError(
            _("a whole number is needed, not {text}").format(text=text)
        )
    return int(text)


def _count(text: str) -> int:
    if (count := _whole(text)) == 0:
        raise argparse.ArgumentTypeError(_("the least is 1"))
    return count


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,9})[x×]([0-9]{1,9})", text)
    if match is None:
        raise argparse.ArgumentTypeError(_("a size is written like 1280x800"))
    width, height = int(match[1]), int(match[2])
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        told = _("a picture is {least} to {most} pixels wide and high")
        raise argparse.ArgumentTypeError(told.format(least=LEAST_SIDE, most=MOST_SIDE))
    return width, height


def _scale(text: str) -> float:
    if not re.fullmatch(r"[0-9](\.[0-9]{1,3})?", text) or not 0.75 <= float(text) <= 3.0:
        raise argparse.ArgumentTypeError(_("a size factor lies between 0.75 and 3"))
    return float(text)


# -- what needs no window --------------------------------------------------------------------------


def _opened(name: str) -> tuple[Lesson, History]:
    from visualnn.lesson import open_named
    from visualnn.run.history import History

    lesson = open_named(name)
    return lesson, History(lesson.program, lesson.start)


def _lessons(_chosen: argparse.Namespace) -> int:
    from visualnn.lesson import load, shipped
    from visualnn.lesson.architectures import ARCHITECTURES
    from visualnn.tell.report import title

    folders = shipped()
    width = max(map(len, [*folders, *ARCHITECTURES]))
    code = 0
    for name, folder in folders.items():
        try:
            print(f"{name:<{width}}  {title(load(folder))}")
        except VisualnnError as error:
            code = _sorry(error, 1)
    print("\n" + _("Famous networks at full size, on one made-up picture:"))
    for name, description in ARCHITECTURES.items():
        print(f"{name:<{width}}  {description()['title'][language()]}")
    return code


def _check(chosen: argparse.Namespace) -> int:
    from visualnn.lesson import open_named
    from visualnn.tell.rehearsal import rehearse

    code = 0
    for name in chosen.lessons:
        try:
            tried = rehearse(open_named(name))
        except VisualnnError as error:
            code = _sorry(error, 1)
            continue
        words = _("{name}: fine ({instructions} instructions tried, {stops} stops)")
        print(words.format(name=name, instructions=tried.instructions, stops=tried.stops))
    return code


def _trace(chosen: argparse.Namespace) -> int:
    from visualnn.tell.report import trace_data, trace_text

    lesson, history = _opened(chosen.lesson)
    iterations = min(chosen.iterations, lesson.iterations)
    if chosen.format == "json":
        json.dump(
            trace_data(lesson, history, iterations),
            sys.stdout,
            ensure_ascii=False,
            indent=1,
            allow_nan=False,
        )
        print()
        return 0
    for line in trace_text(lesson, history, iterations):
        print(line)
    return 0


def _explain(chosen: argparse.Namespace) -> int:
    from visualnn.tell import summary
    from visualnn.tell.report import card

    outline = _outline(chosen.lesson)
    if summary.is_layer(outline, chosen.place):
        print(summary.card(outline, chosen.place))
        return 0
    lesson, history = _opened(chosen.lesson)
    place = _place(chosen.place)
    if chosen.iteration >= lesson.iterations:
        raise UsageError(
            N_("iteration {asked} does not exist: the lesson ends with iteration {last}"),
            asked=chosen.iteration,
            last=lesson.iterations - 1,
        )
    tick = lesson.program.end_of(chosen.iteration)
    print(card(_known(history, tick, place), lesson))
    return 0


def _known(history: History, tick: int, place: Source) -> Explanation:
    """The explanation of a number that was named on the command line."""
    from visualnn.tell.explain import explain

    try:
        return explain(history, tick, place)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error


def _writable(path: Path) -> None:
    """Refuse before any work what could not be saved after it."""
    if not path.parent.is_dir():
        raise VisualnnError(N_("there is no folder {folder} to write to"), folder=path.parent)


def _place(text: str) -> Source:
    """A number as it is named on the command line."""
    from visualnn.expr import Source
    from visualnn.lesson.file.references import parse_reference

    try:
        reference = parse_reference(text)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error
    return Source(reference.name, reference.index)


def _summary(chosen: argparse.Namespace) -> int:
    from visualnn.tell.summary import summary

    print(summary(_outline(chosen.lesson)))
    return 0


def _outline(name: str) -> Outline:
    """The lesson as far as a summary needs it: no weight is made."""
    from visualnn.lesson import outline, specification

    return outline(specification(name))


# -- training --------------------------------------------------------------------------------------


def _run(chosen: argparse.Namespace) -> int:
    from visualnn.lesson import open_named
    from visualnn.tell.report import ending_text

    lesson = open_named(chosen.lesson)
    if chosen.set:
        lesson = with_changes(lesson, dict(map(_setting, chosen.set)))
    for path in filter(None, (chosen.out, chosen.log)):
        _writable(path)
    from visualnn.run.history import History

    history = History(lesson.program, lesson.start)
    _train(history, min(chosen.iterations or lesson.iterations, lesson.iterations))
    if chosen.out is not None:
        _save(lesson, history, chosen.out)
    if chosen.log is not None:
        from visualnn.export.logbook import table
        from visualnn.files import write_whole

        write_whole(chosen.log, table(history).encode())
    print(ending_text(lesson, history))
    return 0


def _setting(text: str) -> tuple[str, object]:
    """``KEY=VALUE``; the value is a number, true, false, or else a word."""
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise UsageError(N_("a setting is written KEY=VALUE, not {text}"), text=text)
    if value in {"true", "false"}:
        return key, value == "true"
    if re.fullmatch(r"-?[0-9]{1,15}", value):
        return key, int(value)
    if re.fullmatch(r"-?([0-9]{1,17}\.?[0-9]{0,17}|\.[0-9]{1,17})([eE][-+]?[0-9]{1,3})?", value):
        return key, float(value)
    return key, value


def with_changes(lesson: Lesson, changes: Mapping[str, object]) -> Lesson:
    """The lesson with other values at some key paths (``optimizer.lr``, ``layers.hidden.units``).

    Its stops and prose are left out: they belong to the numbers it had. Raises UsageError for a key
    that does not exist and LessonError for a value that does not fit.
    """
    from visualnn.lesson import from_dict

    description = lesson.spec.model_dump(mode="json", exclude_none=True)
    description["stops"] = []
    description.pop("beside", None)
    home = lesson.spec.where().path
    for key in ("file", "labels"):  # they lie beside the lesson, and what is made here lies nowhere
        if home and key in description["data"]:
            description["data"][key] = str(Path(home).parent / description["data"][key])
    for path, value in changes.items():
        _change(description, path, value)
    return from_dict(description, lesson.limits)


def _change(description: dict[str, Any], path: str, value: object) -> None:
    *keys, last = path.split(".")
    table: Any = description
    for key in keys:
        if isinstance(table, list):
            table = next((row for row in table if row.get("name") == key), None)
        else:
            table = table.get(key)
        if not isinstance(table, dict | list):
            raise _no_key(path, description)
    if not isinstance(table, dict) or (last not in table and not keys):
        raise _no_key(path, description)
    table[last] = value


def _no_key(path: str, description: Mapping[str, Any]) -> UsageError:
    from visualnn.names import close_to

    known = list(_paths(description))
    guess = close_to(path, known)
    template = (
        N_("the lesson has no key {key}; did you mean {guess}?")
        if guess
        else N_("the lesson has no key {key}; there are {known}")
    )
    return UsageError(template, key=path, guess=guess, known=", ".join(known))


def _paths(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The key paths of a lesson that hold one value."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{before}{key}.")
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, dict) and "name" in row:
                    yield from _paths(row, f"{before}{key}.{row['name']}.")
        else:
            yield before + key


def _train(history: History, iterations: int) -> None:
    """Compute so many iterations, or as many as the training wants; Ctrl+C stops between two of
    them."""
    with _asked_to_stop() as stopped, _progress(iterations) as advance:
        deadline = 0.0

        def pause() -> bool:
            return stopped() or time.monotonic() > deadline

        while history.furthest < iterations and history.stopped is None and not stopped():
            deadline = time.monotonic() + 0.1
            advance(history.run_to(iterations, until=pause, halting=True))


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed since. A second time it ends the program as usual."""
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not in the main thread, where nobody presses keys
        yield lambda: False
        return
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _progress(iterations: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; in a file or a pipe nothing."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from .progress import ProgressLine

    line = ProgressLine(sys.stderr, iterations)
    try:
        yield line.update
    finally:
        line.clear()


def _save(lesson: Lesson, history: History, path: Path) -> None:
    """Parameters, optimizer memory and curves as arrays by name, in one file."""
    import numpy as np

    from visualnn.files import write_whole

    end = lesson.program.end_of(history.furthest - 1) if history.furthest else 0
    values = history.at(end).values
    arrays = {name: values[name] for name in lesson.program.carried}
    arrays |= {f"curve.{name}": curve for name, curve in history.curves.items()}
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]  # its stubs mistake names for flags
    write_whole(path, content.getvalue())


# -- the window and its pictures -------------------------------------------------------------------


def _memory(chosen: argparse.Namespace) -> Memory:
    return Memory(None) if getattr(chosen, "no_settings", False) else Memory.of_this_person()


def _window(chosen: argparse.Namespace) -> int:
    if not _has_screen():
        return _headless(chosen.lesson or FIRST)
    from ui.shell.application import open_window

    return open_window(
        _memory(chosen),
        lesson=chosen.lesson,
        language=getattr(chosen, "lang", None),
        theme=chosen.theme,
    )


def _has_screen() -> bool:
    """Whether there is anything to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def _headless(name: str) -> int:
    """The same lesson in words, and a picture of the window that there is no screen for."""
    from visualnn.tell.report import ending_text, trace_text

    print(_("There is no screen to open a window on; here is the lesson in words."))
    print()
    lesson, history = _opened(name)
    for line in trace_text(lesson, history):
        print(line)
    _train(history, lesson.iterations)
    print()
    print(ending_text(lesson, history))
    picture = Path(tempfile.mkdtemp(prefix="visualnn-")) / f"{lesson.name}.png"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from ui.shell.application import draw
    except ImportError as error:  # the system lacks a library that Qt stands on
        print(_("The window cannot be drawn: {reason}").format(reason=error), file=sys.stderr)
        return 0
    draw(lesson, picture, tick=lesson.program.end_of(max(history.furthest, 1) - 1))
    print()
    print(_("The window as a picture: {path}").format(path=picture))
    return 0


def _snapshot(chosen: argparse.Namespace) -> int:
    if chosen.out.suffix.lower() != ".png":
        raise UsageError(
            N_("the picture is a PNG file; call it {name}"), name=f"{chosen.out.stem}.png"
        )
    _writable(chosen.out)
    lesson, history = _opened(chosen.lesson)
    tick = _tick(lesson, history, chosen.at)
    focus = _place(chosen.focus) if chosen.focus else None
    if focus is not None:
        _known(history, tick, focus)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.shell.application import draw

    draw(
        lesson,
        chosen.out,
        tick=tick,
        size=chosen.size,
        theme=chosen.theme,
        scale=chosen.scale,
        focus=focus,
    )
    return 0


def _tick(lesson: Lesson, history: History, text: str) -> int:
    """A tick that is written as a number, as the name of a stop, or as ``end``: of the lesson, or
    where its training says that it is over."""
    stops = {stop.name: stop.tick for stop in lesson.stops}
    if text in stops:
        return stops[text]
    if text == "end":
        from visualnn.program import STOPPED

        if STOPPED not in lesson.program.carried:
            return lesson.last_tick
        return lesson.program.end_of(history.run_to(lesson.iterations, halting=True) - 1)
    if re.fullmatch(r"[0-9]{1,15}", text) and int(text) <= lesson.last_tick:
        return int(text)
    raise UsageError(
        N_("{text} is neither a tick up to {last} nor a stop of the lesson; stops are {known}"),
        text=text,
        last=lesson.last_tick,
        known=", ".join([*stops, "end"]),
    )


if __name__ == "__main__":
    sys.exit(main())
