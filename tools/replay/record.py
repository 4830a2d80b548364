"""Records what a checkout does into a folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
import tempfile
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .checkout import LANGUAGES, Amount, Checkout
from .variants import removals, variants

THEMES = ("light", "dark")
STOP_COUNT = 2
"""Stops of a lesson that are drawn, besides its start and its end."""
MADE_UP_EXPLAINED_COUNT = 4
ITERATIONS = (0, 1)
FONTS = '<?xml version="1.0"?><fontconfig><cachedir>{folder}</cachedir></fontconfig>'
"""Only the program's own fonts: where the system has DejaVu Sans too, which of the two files
draws a pencil depends on the path of the checkout."""


def prepare() -> None:
    """Set what must stand before NumPy and Qt are loaded; settings go to a folder of their own."""
    for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    os.environ |= {
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
    }
    os.environ.pop("LANGUAGE", None)


def record(root: Path, folder: Path, parts: Sequence[str], amount: Amount | None = None) -> None:
    """Record these parts of what the checkout at `root` does into a folder.

    Raises RuntimeError if another checkout's program would be recorded.
    """
    folder = folder.resolve()
    warnings.simplefilter("ignore")  # once a place: what comes first would decide what is printed
    sys.path.insert(0, str(root))
    checkout = Checkout(root, amount or Amount())
    with tempfile.TemporaryDirectory(prefix="replay-") as temporary:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(temporary) / "home")
        fonts = Path(temporary, "fonts.conf")
        fonts.write_text(FONTS.format(folder=temporary), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(fonts)
        work = Path(temporary, "work").resolve()
        work.mkdir()
        for lesson in checkout.made_up:
            lesson.write(work / lesson.name)

        def write(name: str, text: str) -> None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            for known, word in ((work, "WORK"), (root, "CHECKOUT"), (folder, "FOLDER")):
                text = text.replace(str(known), word)
            path.write_text(text, encoding="utf-8")

        with contextlib.chdir(work):  # so that made-up lessons have short paths
            for part in parts:
                PARTS[part](checkout, write, folder)


Write = Callable[[str, str], None]


# -- pictures --------------------------------------------------------------------------------------


def _pictures(checkout: Checkout, write: Write, folder: Path) -> None:
    for lesson, home in checkout.shipped.items():
        places = ["0", *_stops(home), "end"]
        for at in places:
            for theme in THEMES:
                for language in LANGUAGES:
                    for size, scale in checkout.amount.sizes:
                        name = f"pictures/{lesson}-{at}-{theme}-{language}-{size}"
                        (folder / "pictures").mkdir(parents=True, exist_ok=True)
                        words = ["snapshot", lesson, "--at", at, "--theme", theme, "--size", size]
                        out = ["--scale", scale, "--out", str(folder / f"{name}.png")]
                        told = checkout.command(*words, *out, "--lang", language)
                        if not told.endswith("exit 0\n") or "error stream" in told:
                            write(f"{name}.txt", told)


def _stops(home: Path) -> list[str]:
    """Two stops of a lesson, one and two thirds through."""
    stops = tomllib.loads((home / "lesson.toml").read_text(encoding="utf-8")).get("stops", [])
    names = [stop["id"] for stop in stops]
    return [
        names[len(names) * each // (STOP_COUNT + 1)] for each in range(1, STOP_COUNT + 1) if names
    ]


# -- words -----------------------------------------------------------------------------------------


def _words(checkout: Checkout, write: Write, _folder: Path) -> None:
    write("schema.json", json.dumps(checkout.schema, indent=1, sort_keys=True, ensure_ascii=False))
    for language in LANGUAGES:
        lang = ("--lang", language)
        top = checkout.command("--help", *lang)
        write(f"help/visualnn-{language}.txt", top)
        for command in re.findall(r"^ {4}([a-z][a-z-]*)(?: {2,}|$)", top, re.MULTILINE):
            told = checkout.command(command, "--help", *lang)
            write(f"help/{command}-{language}.txt", told)
        listed = checkout.command("lessons", *lang)
        write(f"words/lessons-{language}.txt", listed)
        for name in re.findall(r"^([a-z][a-z0-9-]*) {2,}", listed, re.MULTILINE):
            if not checkout.amount.lessons or name in checkout.shipped:
                told = checkout.command("summary", name, *lang)
                write(f"summaries/{name}-{language}.txt", told)
        for lesson in checkout.shipped:
            two = ("trace", lesson, "--iterations", "2", *lang)
            write(f"traces/{lesson}-{language}.txt", checkout.command(*two))
            some = ("run", lesson, "--iterations", "20", "--set", "optimizer.lr=0.05", *lang)
            write(f"words/run-{lesson}-{language}.txt", checkout.command(*some))
            write(f"words/check-{lesson}-{language}.txt", checkout.command("check", lesson, *lang))
    for lesson in checkout.shipped:
        two = ("trace", lesson, "--iterations", "2", "--lang", "en")
        told = checkout.command(*two, "--format", "json")
        write(f"traces/{lesson}.json", told)
        _explain(checkout, write, lesson, checkout.amount.explained, LANGUAGES)
    for number, made in enumerate(checkout.made_up):
        language = LANGUAGES[number % 2]
        write(f"made-up/{made.name}.toml", made.text)
        for command in ("trace", "summary"):
            told = checkout.command(command, f"./{made.name}", "--lang", language)
            write(f"made-up/{made.name}-{command}-{language}.txt", told)
        _explain(checkout, write, f"./{made.name}", MADE_UP_EXPLAINED_COUNT, (language,))


def _explain(
    checkout: Checkout, write: Write, name: str, count: int, languages: Sequence[str]
) -> None:
    """Explain numbers that are spread over the names of a lesson, and over two iterations."""
    lesson = checkout.opened(name)
    if isinstance(lesson, Exception):
        return
    model = checkout.api.Model(lesson)
    told: dict[str, list[str]] = {language: [] for language in languages}
    for iteration in ITERATIONS:
        model.run(1)
        names = model.names()
        wanted = min(count // len(ITERATIONS), len(names))
        for number in range(wanted):
            which = names[number * len(names) // wanted]
            shape = model.value(which).shape
            size = int(np.prod(shape, dtype=int))
            place = np.unravel_index((number * 7 + 3) % size, shape) if size else ()
            index = f"[{','.join(map(str, map(int, place)))}]" if place else ""
            words = ("explain", name, which + index, "--iteration", str(iteration), "--lang")
            for language in languages:
                told[language].append(checkout.command(*words, language))
    for language in languages:
        write(f"explain/{Path(name).name}-{language}.txt", "\n".join(told[language]))


# -- refusals --------------------------------------------------------------------------------------


def _refusals(checkout: Checkout, write: Write, _folder: Path) -> None:
    broken = sorted(_broken(checkout), key=lambda each: hashlib.sha256(each[2].encode()).digest())
    told: dict[str, list[str]] = {}
    for name, file, _key, what, text in broken[: checkout.amount.variants]:
        path = Path(name, file)
        before = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        answer = checkout.told(checkout.opened(f"./{name}"))
        told.setdefault(name, []).append(f"## {file}, {what}\n{answer}\n")
        path.write_text(before, encoding="utf-8")
    for name, answers in told.items():
        write(f"refusals/{name}.txt", "\n".join(sorted(answers, key=_by_line)))


def _by_line(answer: str) -> tuple[int, str]:
    number = re.search(r", line (\d+),", answer)
    return (int(number[1]) if number else 0, answer)


def _broken(checkout: Checkout) -> Iterator[tuple[str, str, str, str, str]]:
    """Folder, file, a key to sample by, what was done, and the text of every broken file."""
    for home in checkout.shipped.values():
        Path(home.name).mkdir()
        for file in sorted(home.iterdir()):
            Path(home.name, file.name).write_bytes(file.read_bytes())
        files = {f"{language}.md": removals for language in LANGUAGES} | {"lesson.toml": variants}
        for name, ways in files.items():
            text = (home / name).read_text(encoding="utf-8")
            for what, broken in ways(text):
                yield home.name, name, f"{home.name} {name} {what}", what, broken
    for made in checkout.made_up:
        for what, broken in variants(made.text, made.subject):
            yield made.name, "lesson.toml", f"{made.name} {what}", what, broken


# -- ticks -----------------------------------------------------------------------------------------


def _ticks(checkout: Checkout, write: Write, _folder: Path) -> None:
    for name in [*checkout.shipped, *(f"./{made.name}" for made in checkout.made_up)]:
        lesson = checkout.opened(name)
        told = (
            checkout.told(lesson)
            if isinstance(lesson, Exception)
            else "\n".join(_ticked(checkout.api.Model(lesson), checkout.amount.ticks))
        )
        write(f"ticks/{Path(name).name}.txt", f"{told}\n")


def _ticked(model: Any, ticks: int) -> Iterator[str]:
    """A line for each tick: the name that was written, its digest, and one over all values."""

    def digest(name: str) -> bytes:
        value = model.value(name)
        described = f"{name} {value.dtype.str} {value.shape} ".encode()
        return hashlib.sha256(described + value.tobytes()).digest()

    def all_values() -> str:
        return hashlib.sha256(b"".join(map(digest, sorted(model.names())))).hexdigest()

    for name in sorted(model.names()):
        yield f"start {name} {digest(name).hex()[:16]}"
    for tick in range(1, ticks + 1):
        try:
            name = model.step()
        except Exception as error:  # noqa: BLE001  a crash is a thing to be recorded
            yield f"{tick} {type(error).__name__}: {error}"
            return
        yield f"{tick} {name} {digest(name).hex()[:16]} {all_values()}"


PARTS: Mapping[str, Callable[[Checkout, Write, Path], None]] = {
    "pictures": _pictures,
    "words": _words,
    "refusals": _refusals,
    "ticks": _ticks,
}
