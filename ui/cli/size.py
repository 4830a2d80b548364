"""`visualnn size`: how large a convolution's or a pool's output is, with the sum written out."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from visualnn.text import N_, _

from .arguments import Subcommands, add_format, print_json
from .errors import UsageError

if TYPE_CHECKING:
    from visualnn.tell.sizes import AxisSize

PLACE_COUNT_RANGE = (1, 100_000)
"""The least and the most places of an input, a filter, a stride and a dilation."""

Pair = tuple[int, ...]
"""One number for both axes, or one for the height and one for the width."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    parser = subcommands.add(
        "size", _("print how large a convolution's output is, with the sum"), size
    )
    oblong = _("one number, or two for height and width: 32x48")
    parser.add_argument("--input", type=_places(1), required=True, metavar="N|HxW", help=oblong)
    parser.add_argument("--filter", type=_places(1), required=True, metavar="N|HxW", help=oblong)
    parser.add_argument(
        "--padding",
        default="0",
        metavar="N|HxW|same|valid",
        help=_("places added at each end; “same” and “valid” as in Keras"),
    )
    parser.add_argument("--stride", type=_places(1), default=(1,), metavar="N|HxW")
    parser.add_argument("--dilation", type=_places(1), default=(1,), metavar="N|HxW")
    rounding = parser.add_mutually_exclusive_group()
    rounding.add_argument(
        "--ceil", action="store_true", help=_("round up, as pools may do with ceil_mode")
    )
    rounding.add_argument(
        "--transposed", action="store_true", help=_("of a transposed convolution")
    )
    add_format(parser)


def size(chosen: argparse.Namespace) -> int:
    """Print the rule with the numbers, then what each axis gives."""
    axes = _axes(chosen)
    if chosen.format == "json":
        print_json(_data(axes))
        return 0
    names = [_("size")] if len(axes) == 1 else [_("height"), _("width")]
    print(_sum(axes[0]) if len(axes) == 1 else f"{names[0]}: {_sum(axes[0])}")
    for name, axis in list(zip(names, axes, strict=True))[1:]:
        print(f"{name}: {_sum(axis)}")
    for name, axis in zip(names, axes, strict=True):
        told = [f"{axis.input} → {axis.output}"]
        if axis.left_over:
            told.append(_("left over at the end: {count}").format(count=axis.left_over))
        print(f"{name}: {', '.join(told)}")
    return 0


def _axes(chosen: argparse.Namespace) -> list[AxisSize]:
    """One axis where height and width are alike, else two. Raises ShapeError, UsageError."""
    from visualnn.tell.sizes import direct, same_padding, transposed

    padding = _padding(chosen.padding)
    given = (chosen.input, chosen.filter, chosen.stride, chosen.dilation, padding or (0,))
    count = max(map(len, given))
    found = []
    for n in range(count):
        length, taps, stride, dilation, pad = (pair[n % len(pair)] for pair in given)
        ends = (pad, pad)
        if chosen.padding == "same":
            ends = same_padding(length, taps, stride, dilation)
        settings = {"before": ends[0], "after": ends[1], "stride": stride, "dilation": dilation}
        if chosen.transposed:
            found.append(transposed(length, taps, **settings))
        else:
            found.append(direct(length, taps, **settings, ceil=chosen.ceil))
    return found


def _sum(axis: AxisSize) -> str:
    """The rule with its numbers and the result; where it is rounded, what is rounded too."""
    if not axis.is_rounded:
        return f"{axis.sum} = {axis.output}"
    opening, closing = ("⌈", "⌉") if "⌈" in axis.sum else ("⌊", "⌋")
    moved = _number(axis.exact - 1)
    return f"{axis.sum} = {opening}{moved}{closing} + 1 = {axis.output}"


def _number(value: Fraction) -> str:
    from visualnn import figures

    return figures.line(float(value))


def _data(axes: list[AxisSize]) -> dict[str, object]:
    """The sizes as plain data: a number each, or a list of two where the axes differ."""

    def read(of: Callable[[AxisSize], object]) -> object:
        found = [of(axis) for axis in axes]
        return found[0] if len(found) == 1 else found

    return {
        "input": read(lambda axis: axis.input),
        "filter": read(lambda axis: axis.filter),
        "padding": read(
            lambda axis: axis.before if axis.before == axis.after else [axis.before, axis.after]
        ),
        "stride": read(lambda axis: axis.stride),
        "dilation": read(lambda axis: axis.dilation),
        "exact": read(lambda axis: float(axis.exact) if axis.is_rounded else axis.exact.numerator),
        "output": read(lambda axis: axis.output),
        "left_over": read(lambda axis: axis.left_over),
        "sum": read(lambda axis: axis.sum),
    }


def _places(least: int) -> Callable[[str], Pair]:
    """A type of argument: one whole number from `least`, or two with an x between them."""

    def read(text: str) -> Pair:
        match = re.fullmatch(r"([0-9]{1,9})(?:[x×]([0-9]{1,9}))?", text)
        numbers = tuple(int(part) for part in match.groups() if part) if match else ()
        if not numbers or not all(least <= number <= PLACE_COUNT_RANGE[1] for number in numbers):
            sentence = _("write a whole number from {least} to {most}, or two like 32x48")
            raise argparse.ArgumentTypeError(
                sentence.format(least=least, most=PLACE_COUNT_RANGE[1])
            )
        return numbers

    return read


def _padding(text: str) -> Pair:
    """The padding in places; of ``same`` and ``valid`` nothing."""
    if text in {"same", "valid"}:
        return ()
    try:
        return _places(0)(text)
    except argparse.ArgumentTypeError:
        raise UsageError(
            N_("padding is a whole number, two like 1x2, “same” or “valid”, not {text}"), text=text
        ) from None
