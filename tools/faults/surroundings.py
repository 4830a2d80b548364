"""Odd surroundings: homes, locales, pipes, closed streams and signals around real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from .judge import Trial

COMMANDS: Mapping[str, Sequence[str]] = {
    "lessons": ["lessons"],
    "check": ["check", "xor"],
    "run": ["run", "xor", "--iterations", "3"],
    "trace": ["trace", "logistic", "--format", "json"],
    "explain": ["explain", "xor", "L"],
    "data": ["data", "nobody.csv"],
    "help": ["--help"],
    "snapshot": ["snapshot", "logistic", "--out", "picture.png"],
}
ENVIRONMENTS: Mapping[str, Mapping[str, str | None]] = {
    "plain": {},
    "no home": {"HOME": None, "XDG_CONFIG_HOME": None},
    "home is a file": {"HOME": "/etc/hostname"},
    "home that is not there": {"HOME": "/nowhere/at/all"},
    "relative settings": {"XDG_CONFIG_HOME": "relative"},
    "settings in a device": {"XDG_CONFIG_HOME": "/dev/null"},
    "locale C": {"LC_ALL": "C", "LANG": "C"},
    "locale that is not there": {"LC_ALL": "xx_XX.UTF-99"},
    "Korean": {"LC_ALL": "ko_KR.UTF-8"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "narrow terminal": {"COLUMNS": "1", "LINES": "1"},
    "no path": {"PATH": ""},
}
STREAMS = ("closed output", "full output", "closed errors", "reader gone", "closed input")
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE")
DEAD_CODES = frozenset({-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE})


def all_of(folder: Path) -> Iterator[Trial]:
    """Every command in every environment, with every odd stream, and told to end."""
    for place, environment in ENVIRONMENTS.items():
        for name, words in COMMANDS.items():
            yield Trial(f"{name}: {place}", partial(_run, folder, words, environment))
    for stream in STREAMS:
        for name in ("lessons", "run", "trace"):
            yield Trial(f"{name}: {stream}", partial(_streamed, folder, COMMANDS[name], stream))
    for number in SIGNALS:
        yield Trial(f"run told {number}", partial(_told, folder, number))


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    made = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name, value in changes.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return made


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "ui.cli", *words]


def _run(folder: Path, words: Sequence[str], changes: Mapping[str, str | None]) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = _environment({**changes, "PYTHONPATH": str(root)})
    done = subprocess.run(  # noqa: S603
        _command(words), cwd=folder, env=environment, capture_output=True, check=False, timeout=60
    )
    _judge(done.returncode, done.stderr)


def _judge(code: int, said: bytes) -> None:
    if code in DEAD_CODES or b"Traceback" in said or b"Fatal" in said:
        raise RuntimeError(f"code {code}: {said[-300:].decode('utf-8', 'replace')}")


def _streamed(folder: Path, words: Sequence[str], stream: str) -> None:
    """A command whose output, errors or input are not as usual."""
    redirected = {
        "closed output": ">&-",
        "full output": ">/dev/full",
        "closed errors": "2>&-",
        "reader gone": "| true",
        "closed input": "<&-",
    }[stream]
    root = Path(__file__).resolve().parents[2]
    line = f"exec 3>&2; {{ {_shell(words)}; }} {redirected}"
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=_environment({"PYTHONPATH": str(root)}),
        capture_output=True,
        check=False,
        timeout=60,
    )
    _judge(done.returncode, done.stderr)


def _shell(words: Sequence[str]) -> str:
    return " ".join(f"'{word}'" for word in _command(words))


def _told(folder: Path, number: str) -> None:
    """A long run that is told to end writes what it has; one that is told before it has begun is
    told again later."""
    for seconds in (4, 12, 36):
        code = _ended(folder, number, seconds)
        if code is None or (folder / f"{number}.npz").is_file():
            return
        if code not in {130, -getattr(signal, number)}:
            break
    raise RuntimeError("nothing was written")


def _ended(folder: Path, number: str, seconds: float) -> int | None:
    """The code of a run that was told to end after so long; None where it does not listen, as
    nobody has to where nothing is piped."""
    root = Path(__file__).resolve().parents[2]
    out = str(folder / f"{number}.npz")
    child = subprocess.Popen(  # noqa: S603
        _command(["run", "digits", "--set", "epochs=100000", "--out", out]),
        cwd=folder,
        env=_environment({"PYTHONPATH": str(root)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        time.sleep(seconds)
        child.send_signal(getattr(signal, number))
        _out, said = child.communicate(timeout=2 if number == "SIGPIPE" else 30)
    except subprocess.TimeoutExpired:
        if number == "SIGPIPE":
            return None
        raise
    finally:
        child.kill()
    _judge(child.returncode, said)
    return child.returncode
