"""`visualnn snapshot`: the window at some tick, drawn into a file."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_lesson, add_settings, add_variant
from .errors import UsageError
from .lookup import check_writable, focus_at, lesson_and_history, tick

if TYPE_CHECKING:
    from ui.kit.panel_spec import PanelSpec

ENDINGS = (".png", ".svg", ".pdf")
"""The endings of the files that a picture can be."""
SIDE_PIXELS_RANGE = (320, 9999)
"""The least and the most of a picture's width and height."""
SCALE_FACTOR_RANGE = (0.75, 3.0)
"""The least and the most of the factor on all lengths."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add("snapshot", _("draw the window into a PNG, SVG or PDF file"), snapshot)
    add_lesson(parser)
    add_settings(parser)
    add_variant(parser)
    parser.add_argument(
        "--at", default="0", metavar="TICK|STOP", help=_("a tick, the name of a stop, or “end”")
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.png|svg|pdf")
    parser.add_argument("--size", type=picture_size, default=(1280, 800), metavar="WxH")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--focus", metavar="NAME[i,j]")
    parser.add_argument("--scale", type=_scale, default=1.0, metavar="F")
    parser.add_argument(
        "--view",
        metavar="VIEW",
        help=_("one picture alone: a name that “visualnn views LESSON” lists"),
    )


def snapshot(chosen: argparse.Namespace) -> int:
    """Draw the window into the file."""
    if chosen.out.suffix.lower() not in ENDINGS:
        raise UsageError(
            N_("the picture is a PNG, SVG or PDF file; call it {name}"),
            name=f"{chosen.out.stem}.png",
        )
    check_writable(chosen.out)
    panel = _panel(chosen.view)
    lesson, history = lesson_and_history(chosen.lesson, chosen.set, chosen.variant, chosen.at)
    at = tick(lesson, history, chosen.at)
    focus = focus_at(history, at, chosen.focus)
    if panel is not None and not panel.suits(lesson):
        from visualnn.views import VIEWS

        VIEWS[panel.view].refuse(lesson)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.shell.application import draw

    draw(
        lesson,
        chosen.out,
        tick=at,
        size=chosen.size,
        theme=chosen.theme,
        scale=chosen.scale,
        focus=focus,
        panel=panel,
    )
    return 0


def _panel(view: str | None) -> PanelSpec | None:
    """The panel that paints a view. Raises UsageError for an unknown view, VisualnnError for one
    that no panel paints yet."""
    if view is None:
        return None
    from ui.panels import PANELS
    from visualnn.views import view_named

    try:
        view_named(view)
    except VisualnnError as error:
        raise UsageError(error.template, **error.params) from error
    for panel in PANELS:
        if panel.view == view:
            return panel
    raise VisualnnError(
        N_("the view {view} is not drawn yet; “visualnn table” prints its numbers"), view=view
    )


def picture_size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,9})[x×]([0-9]{1,9})", text)
    if match is None:
        raise argparse.ArgumentTypeError(_("a size is written like 1280x800"))
    width, height = int(match[1]), int(match[2])
    least, most = SIDE_PIXELS_RANGE
    if not (least <= width <= most and least <= height <= most):
        sentence = _("a picture is {least} to {most} pixels wide and high")
        raise argparse.ArgumentTypeError(sentence.format(least=least, most=most))
    return width, height


def _scale(text: str) -> float:
    least, most = SCALE_FACTOR_RANGE
    if not re.fullmatch(r"[0-9](\.[0-9]{1,3})?", text) or not least <= float(text) <= most:
        raise argparse.ArgumentTypeError(_("a size factor lies between 0.75 and 3"))
    return float(text)
