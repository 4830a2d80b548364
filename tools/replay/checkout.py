"""The program of one checkout, used through what stays when modules move."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import io
import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .made_up import MadeUp, made_up

LANGUAGES = ("en", "ko")
SIZES = (("1280x800", "1"), ("1920x1080", "2"))
EXPLAINED_COUNT = 40
TICK_COUNT = 200
VARIANT_COUNT = 20_000


@dataclass(frozen=True)
class Amount:
    """How much is recorded; `lessons` names the shipped lessons, all if it is empty."""

    lessons: tuple[str, ...] = ()
    made_up: int | None = None
    sizes: Sequence[tuple[str, str]] = SIZES
    explained: int = EXPLAINED_COUNT
    ticks: int = TICK_COUNT
    variants: int = VARIANT_COUNT


class Checkout:
    """The program of one checkout, its lessons, and the lessons made from its schema."""

    def __init__(self, root: Path, amount: Amount) -> None:
        self.root, self.amount = root, amount
        self.main = _console_script(root)
        self.api = _module("visualnn.api", root)
        self.lesson = _module("visualnn.lesson", root)
        self.errors = _module("visualnn.errors", root)
        self.text = _module("visualnn.text", root)
        schema = (root / "lessons" / "lesson.schema.json").read_text(encoding="utf-8")
        self.schema: dict[str, Any] = json.loads(schema)
        self.made_up: list[MadeUp] = list(made_up(self.schema))[: amount.made_up]
        folders = sorted(path.parent for path in root.glob("lessons/*/lesson.toml"))
        known = {folder.name.partition("-")[2]: folder for folder in folders}
        self.shipped = {k: v for k, v in known.items() if k in (amount.lessons or known)}

    def command(self, *words: str) -> str:
        """What a command prints and returns; "$" lines and "exit" lines are of the record."""
        self.text.use_language("en")
        with (
            contextlib.redirect_stdout(io.StringIO()) as out,
            contextlib.redirect_stderr(io.StringIO()) as err,
        ):
            try:
                code = self.main([*words, "--no-settings"])
            except SystemExit as ended:
                code = ended.code
            except Exception as error:  # noqa: BLE001  a crash is a thing to be recorded
                code = f"{type(error).__name__}: {error}"
        complaints = f"\n-- on the error stream\n{err.getvalue()}" if err.getvalue() else ""
        return f"$ visualnn {' '.join(words)}\n{out.getvalue()}{complaints}\nexit {code}\n"

    def opened(self, name: str) -> Any:
        """The lesson, or the error that it is refused with."""
        self.text.use_language("en")
        try:
            return self.lesson.open_named(name)
        except self.errors.VisualnnError as error:
            return error
        except Exception as error:  # noqa: BLE001  a crash is a thing to be recorded
            return self.errors.VisualnnError(f"{type(error).__name__}: {error}")

    def told(self, lesson: Any) -> str:
        """The refusal in every language, or "opened"."""
        if not isinstance(lesson, self.errors.VisualnnError):
            return "opened"
        reports = []
        for language in LANGUAGES:
            self.text.use_language(language)
            reports.append(lesson.report(self.text._))
        return "\n".join(reports)


def _console_script(root: Path) -> Callable[[list[str]], Any]:
    """What the command ``visualnn`` calls, by the project file of the checkout where there is one:
    the metadata may be those of another checkout, installed in editable mode."""
    project = root / "pyproject.toml"
    if project.exists():
        target = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["scripts"][
            "visualnn"
        ]
    else:
        (script,) = importlib.metadata.entry_points(group="console_scripts", name="visualnn")
        target = script.value
    name, _, attribute = target.partition(":")
    called: Callable[[list[str]], Any] = getattr(_module(name, root), attribute)
    return called


def _module(name: str, root: Path) -> Any:
    module = importlib.import_module(name)
    if not Path(str(module.__file__)).resolve().is_relative_to(root.resolve()):
        raise RuntimeError(f"{name} was loaded from {module.__file__}, not from {root}")
    return module
