"""Handmade bad inputs: lessons, prose, data, settings and arguments, each wrong in one way."""

from __future__ import annotations

import contextlib
import copy
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from visualnn.datasets import FileData, load
from visualnn.lesson import from_dict
from visualnn.lesson import load as load_lesson
from visualnn.lesson.toml_text import parse_toml

from .judge import Trial

LESSON: Mapping[str, Any] = {
    "format": 2,
    "name": "faulty",
    "title": {"en": "Faulty", "ko": "잘못된 수업"},
    "seed": 1,
    "epochs": 2,
    "dtype": "float64",
    "metrics": ["accuracy"],
    "data": {"source": "moons", "n": 16, "noise": 0.1, "classes": 2, "validation": 0.25},
    "batch": {"size": 4, "shuffle": True, "drop_last": False},
    "layers": [
        {"name": "hidden", "kind": "dense", "units": 3, "activation": "relu",
         "weights": "he_normal", "bias": "zeros"},
        {"name": "drop", "kind": "dropout", "p": 0.2},
        {"name": "norm", "kind": "batch_norm", "momentum": 0.1, "eps": 1e-5},
        {"name": "out", "kind": "dense", "units": 2, "activation": "softmax"},
    ],
    "loss": {"kind": "categorical_cross_entropy", "label_smoothing": 0.1,
             "class_weights": [1.0, 2.0]},
    "optimizer": {"kind": "adam", "lr": 0.01, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8},
    "schedule": {"kind": "step", "period": 2.0, "gamma": 0.5},
    "clip": {"kind": "global_norm", "limit": 1.0},
    "regularization": {"l1": 0.001, "l2": 0.001, "layers": ["hidden"]},
    "callbacks": {"early_stopping": {"patience": 2, "min_delta": 0.0}},
    "stops": [{"id": "one", "at": "hidden.z", "iteration": 0, "focus": "hidden.z[0,0]"}],
}  # fmt: skip
BAD_VALUES: Sequence[object] = (
    -1,
    0,
    1,
    10**9,
    10**400,
    0.5,
    -0.0,
    float("nan"),
    float("inf"),
    -1e308,
    1e-320,
    True,
    None,
    "",
    "x",
    "../x",
    "a" * 5000,
    "\0",
    "\ud800",
    "{L",
    "<b>",
    [],
    [[]],
    [0] * 5,
    {},
    {"kind": "x"},
    ["x", 1],
    [[1], [1, 2]],
)
"""Put in the place of every value of the lesson, one after the other."""
BAD_PROSE = (
    "",
    "# Faulty",
    "## one",
    "# Other\n\n## one\n",
    "{L",
    "{L}}",
    "{}",
    "{{L}}",
    "{L[}",
    "{L[0}",
    "{hidden.z[9,9]}",
    "{nobody}",
    "{L @ }",
    "{L @ 99}",
    "{L @ -1}",
    "{? L < }",
    "{? : a | b}",
    "{? L < 1 : {? L < 2 : a} }",
    "{sum()}",
    "{count(L >)}",
    "{faulty: L}",
    "<script>alert(1)</script>",
    "![x](/etc/passwd)",
    "[x](file:///etc/passwd)",
    "[x](javascript:1)",
    "[x](lesson:)",
    "`" * 999,
    "**" * 500,
    "* " * 300,
    "| a |\n|---|\n" + "| b |\n" * 300,
    "a" * 5000,
    "\u202e",
    "\0",
    "{9**9**9}",
    "{L.__class__}",
    "### ? nothing\n",
    "- x: y\n",
    "=> z\n",
    "\\{",
    "&amp;",
    "<!-- -->",
    "~~~\n{L\n~~~",
)
BAD_TABLES = (
    b"",
    b"\n",
    b"a,b",
    b"a,b\n",
    b"a,b\n1",
    b"a,b\n1,2,3\n",
    b"a,b\n,\n",
    b"a,b\n1,nan\n",
    b"a,b\n1,1e999\n",
    b'a,b\n"1,2\n',
    b"a,a\n1,2\n",
    b",\n1,2\n",
    b"\xff\xfe",
    b"\x00" * 100,
    b"a,b\n1,x\n2,y\n",
    b"a;b\n1,5;2\n3,5;1\n",
    b"sep=;\na;b\n1;2\n",
    b"a\tb\n1\t2\n",
    b"1,2\n" * 3,
    b"a,b\n=1,2\n",
    b"a,b\n1_0,2\n",
    "a,b\n١,2\n".encode(),
    b"a,b\r1,2\r",
    b"a,b\n" + b"1," * 20_000,
    b"a,b\n" + b"9" * 5000,
    b"a,b\n2020-01-01,2\n",
    b"a,b\n1e5,inf\n",
    b"a,b\n--1,2\n",
    "\ufeffa,b\n1,2\n".encode(),
    "가,나\n1,2\n".encode("cp949"),
    "a,b\n1,2\n".encode("utf-16"),
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\x89PNG\r\n",
    b"%PDF-1.4",
    b"<html></html>",
    b"{}",
    b"a,b\n1,2\n" + b"\xc3\x28,1\n",
    b"a,b\n" + b'"' * 3001,
)
BAD_FILES = {
    "x.npz": (b"", b"PK", b"PK\x05\x06" + bytes(18), bytes(100), b"\x80\x04."),
    "x.npy": (b"", b"\x93NUMPY", b"\x93NUMPY\x01\x00\xff\xff", b"\x80\x04."),
    "x.idx": (b"", bytes(3), b"\0\0\x08\x03" + b"\xff" * 12, b"\0\0\x99\x01" + bytes(9)),
    "x.gz": (b"", b"\x1f\x8b", b"\x1f\x8b\x08" + bytes(20)),
    "x.png": (b"", b"\x89PNG\r\n\x1a\n"),
    "x.xlsx": (b"PK\x03\x04",),
    "x": (b"1,2\n",),
}
BAD_SETTINGS = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"{}" * 2,
    b"\xff",
    b'{"size": 0}',
    b'{"size": 1e9}',
    b'{"size": "x"}',
    b'{"geometry": [0,0,0,0]}',
    b'{"geometry": [1]}',
    b'{"geometry": [9e9,0,1,1]}',
    b'{"theme": 3}',
    b'{"language": "xx"}',
    b'{"speed": NaN}',
    b'{"lesson": 5}',
    b'{"lesson": "\\u0000"}',
    b'{"recent": 3}',
    b'{"recent": ["\\u0000"]}',
    b'{"splitters": {"a": [-1]}}',
    b'{"stages": {"x": {}}}',
    b"[" * 50_000,
    b'{"maximized": "yes"}',
    b'{"nobody": 1}',
    b'{"size": 1' + b"0" * 5000 + b"}",
)
BAD_ARGUMENTS = (
    ["nobody"],
    ["run"],
    ["run", "nobody"],
    ["run", "xor", "--iterations", "-1"],
    ["run", "xor", "--iterations", "x"],
    ["run", "xor", "--set", "x"],
    ["run", "xor", "--set", "a=b"],
    ["run", "xor", "--set", "optimizer.lr="],
    ["run", "xor", "--set", "layers.hidden.units=1e9"],
    ["run", "xor", "--set", "layers.hidden.units=1000000"],
    ["run", "xor", "--variant", "none"],
    ["run", "xor", "--iterations", "1", "--out", "/dev/null"],
    ["run", "xor", "--iterations", "1", "--out", "/nowhere/x.npz"],
    ["run", "xor", "--iterations", "1", "--log", "/dev/full"],
    ["trace", "xor", "--format", "xml"],
    ["explain", "xor", "nobody"],
    ["explain", "xor", "hidden.W[99,0]"],
    ["explain", "xor", "hidden.W["],
    ["explain", "xor", "L", "--at", "99999999"],
    ["explain", "xor", "L", "--at", "-1"],
    ["table", "xor", "nobody"],
    ["views", "nobody"],
    ["size", "nobody"],
    ["data", "/dev/zero"],
    ["data", "/proc/self/mem"],
    ["data", "nobody.csv"],
    ["check", "/"],
    ["check", "/dev/stdin"],
    ["check", ""],
    ["check", "a" * 5000],
    ["check", "\0"],
    ["compare"],
    ["compare", "xor", "--at", "x"],
    ["snapshot", "xor"],
    ["snapshot", "xor", "--out", "/dev/null"],
    ["snapshot", "xor", "--out", "x.gif"],
    ["--lang", "xx"],
    ["lessons", "--format", "x"],
    ["summary", "/etc/passwd"],
    ["summary", "xor", "--set", "=1"],
)


def lessons() -> Iterator[Trial]:
    """The lesson with each of its values replaced by each bad one, taken away, or renamed."""
    for keys in _paths(LESSON):
        for value in BAD_VALUES:
            name = f"lesson {'.'.join(map(str, keys))} = {str(value)[:20]!r}"
            yield Trial(name, partial(from_dict, _changed(keys, value)))


def _paths(table: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The key paths of all values."""
    items = table.items() if isinstance(table, Mapping) else enumerate(table)
    for key, value in items:
        yield (*before, key)
        if isinstance(value, Mapping | list):
            yield from _paths(value, (*before, key))


def _changed(keys: tuple[Any, ...], value: object) -> dict[str, Any]:
    made: Any = copy.deepcopy(dict(LESSON))
    inner = made
    for key in keys[:-1]:
        inner = inner[key]
    if value is None and isinstance(inner, dict):
        del inner[keys[-1]]
    else:
        inner[keys[-1]] = value
    return dict(made)


def prose(folder: Path, good: Path) -> Iterator[Trial]:
    """A good lesson with a bad page, and a bad file beside good pages."""
    for n, text in enumerate(BAD_PROSE):
        for place in ("whole", "end"):
            home = folder / f"prose-{n}-{place}"
            shutil.copytree(good, home)
            page = home / "en.md"
            before = page.read_text(encoding="utf-8") if place == "end" else ""
            page.write_text(f"{before}\n{text}\n", encoding="utf-8")
            yield Trial(f"prose {text[:20]!r} ({place})", partial(load_lesson, home))
    for text in BAD_PROSE:
        yield Trial(f"TOML {text[:20]!r}", partial(parse_toml, text, "lesson.toml"))


def data(folder: Path) -> Iterator[Trial]:
    """Bad tables and files, read as data."""
    for n, content in enumerate(BAD_TABLES):
        for ending in ("csv", "txt"):
            yield _read(folder / f"table-{n}.{ending}", content)
    for name, contents in BAD_FILES.items():
        for n, content in enumerate(contents):
            home = folder / f"file-{n}"
            home.mkdir(exist_ok=True)
            yield _read(home / name, content)


def _read(path: Path, content: bytes) -> Trial:
    path.write_bytes(content)
    return Trial(f"data {path.name} {content[:20]!r}", lambda: load(FileData(path), seed=0))


def settings(folder: Path) -> Iterator[Trial]:
    """Bad settings, which are never refused: what is wrong counts as not written."""
    from ui.shell.settings import Memory

    for n, content in enumerate(BAD_SETTINGS):
        path = folder / f"settings-{n}.json"
        path.write_bytes(content)
        yield Trial(f"settings {content[:20]!r}", Memory(path).load)


def arguments() -> Iterator[Trial]:
    """Bad arguments: a code, one sentence, and no traceback."""
    for words in BAD_ARGUMENTS:
        yield Trial(f"visualnn {' '.join(words)[:60]}", partial(_command, words))


def _command(words: Sequence[str]) -> None:
    from ui.cli import main

    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(list(words))
        except SystemExit as ended:
            code = ended.code
    if code not in {0, 1, 2} or "Traceback" in err.getvalue():
        raise RuntimeError(f"code {code}: {err.getvalue()[-200:]}")
    if code and not err.getvalue().strip():
        raise RuntimeError(f"code {code} without a word")


def all_of(folder: Path, good: Path) -> Iterator[Trial]:
    """Every handmade input."""
    yield from lessons()
    yield from prose(folder, good)
    yield from data(folder)
    yield from settings(folder)
    yield from arguments()
