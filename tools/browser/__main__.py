"""``python -m tools.browser``: every form of a hand-out in a headless Chromium, in both languages.

    python -m tools.browser [LESSON …] [--pictures FOLDER]

For each page: it steps by keyboard and by its buttons, shows one stop at a time and all of them on
paper, is told to a screen reader, asks the network for nothing, and breaks no rule of its own
policy. Exit code 1 if one of these does not hold.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .driver import Browser, browser

LESSONS = ("two-units", "xor")
LANGUAGES = ("en", "ko")
KINDS: tuple[tuple[str, ...], ...] = ((), ("--worksheet",), ("--key",))
SCRIPT_COUNT = 1
"""Scripts that a page has."""


def main() -> int:
    """Look at all pages; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.browser")
    parser.add_argument("lessons", nargs="*", default=LESSONS)
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each page")
    chosen = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder, browser() as led:
        for page, language in _pages(Path(folder), chosen.lessons):
            led.requests()
            led.complaints()  # of the page before
            found = [*_faults(led, page, language)]
            faults += len(found)
            print(f"{page.stem}: {'; '.join(found) or 'fine'}", flush=True)
            if chosen.pictures is not None:
                chosen.pictures.mkdir(parents=True, exist_ok=True)
                (chosen.pictures / f"{page.stem}.png").write_bytes(led.picture())
    return int(faults > 0)


def _pages(folder: Path, lessons: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Each form of the hand-out of each lesson, made by the command."""
    for lesson in lessons:
        for language in LANGUAGES:
            for kind in KINDS:
                name = "-".join([lesson, *(each.strip("-") for each in kind), language])
                page = folder / f"{name}.html"
                words = ["handout", lesson, *kind, "--lang", language, "--out", str(page)]
                subprocess.run([sys.executable, "-m", "ui.cli", *words], check=True)  # noqa: S603
                yield page, language


def _faults(led: Browser, page: Path, language: str) -> Iterator[str]:
    """What does not hold of a page."""
    led.open(page)
    count = led.run("return document.querySelectorAll('.stop').length")
    if led.run("return document.documentElement.lang") != language:
        yield "its language is not said"
    if led.run("return document.scripts.length") != SCRIPT_COUNT:
        yield "it has other scripts than its own"
    if count < 2:
        yield "it has no stops"
    yield from _keyboard_faults(led, count)
    yield from _button_faults(led, count)
    yield from _tree_faults(led)
    wide = led.run("return document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"it is {wide} pixels wider than the window"
    asked, complaints = led.requests(), led.complaints()
    if asked:
        yield f"it asks for {asked}"
    if complaints:
        yield f"the browser says {complaints}"


def _shown(led: Browser) -> list[int]:
    """The stops that are seen, counted from 0."""
    found = led.run(
        "return [...document.querySelectorAll('.stop')].map((stop) => stop.offsetHeight > 0)"
    )
    return [n for n, is_shown in enumerate(found) if is_shown]


def _keyboard_faults(led: Browser, count: int) -> Iterator[str]:
    wanted = (
        ("", 0),
        ("ArrowRight", 1),
        ("PageDown", min(2, count - 1)),
        ("ArrowLeft", min(1, count - 2)),
        ("PageUp", 0),
        ("ArrowLeft", 0),
        ("End", count - 1),
        ("ArrowRight", count - 1),
        ("Home", 0),
    )
    for key, stop in wanted:
        if key:
            led.press(key)
        if _shown(led) != [stop]:
            yield f"after {key or 'opening'} it shows {_shown(led)}, not {stop}"
        told = led.run("return document.querySelector('#where').textContent")
        if told != f"{stop + 1} / {count}":
            yield f"it says {told} at stop {stop + 1}"


def _button_faults(led: Browser, count: int) -> Iterator[str]:
    """The buttons, come to by Tab and pressed by Enter."""
    led.press("Tab")
    if led.run("return document.activeElement.id") != "after":  # Back is off at the first stop
        yield "the first key Tab does not lead to Next"
        return
    led.press("Enter")
    if _shown(led) != [1]:
        yield f"Next shows {_shown(led)}"
    led.run("document.querySelector('#all').focus()")
    led.press("Enter")
    if _shown(led) != [*range(count)]:
        yield f"All stops shows {_shown(led)}"
    led.press("Enter")
    if len(_shown(led)) != 1:
        yield "All stops does not go back"


def _tree_faults(led: Browser) -> Iterator[str]:
    """What a screen reader would miss, stop by stop."""
    led.press("Home")
    for n in range(led.run("return document.querySelectorAll('.stop').length")):
        nodes = [(_role(node), _name(node)) for node in led.tree()]
        roles = [role for role, _spoken in nodes]
        heads = [spoken for role, spoken in nodes if role == "heading"]
        if len(heads) < 2 or not all(heads):
            yield f"stop {n + 1} has the headings {heads}"
        for role in ("main", "navigation", "button"):
            if role not in roles:
                yield f"stop {n + 1} has no {role}"
        nameless = [role for role, spoken in nodes if role in {"button", "image"} and not spoken]
        if nameless:
            yield f"stop {n + 1} has {nameless} without a name"
        led.press("ArrowRight")


def _role(node: dict[str, Any]) -> str:
    role = str(node.get("role", {}).get("value", ""))
    return {"img": "image"}.get(role, role)


def _name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))


if __name__ == "__main__":
    sys.exit(main())
