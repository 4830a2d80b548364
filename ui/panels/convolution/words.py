"""What the convolution says in words: its title, the names of its grids, its sums, and all of it
for the ear."""

from __future__ import annotations

from collections.abc import Iterator

from ui.panels.convolution.scene import ConvolutionScene, GridName, GridSpot
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.figures import result
from visualnn.names import display
from visualnn.text import _
from visualnn.views.library_calls import library_calls

__all__ = [
    "Piece",
    "axis_of_curves",
    "note",
    "nothing_yet",
    "rule",
    "signs_for_numbers",
    "size_lines",
    "spoken",
    "sums",
    "title",
    "titles",
    "unseen_channels",
]


@dataclass(frozen=True)
class Piece:
    """A piece of a line; one that stands for a number of the trace says which."""

    text: str
    source: Source | None = None


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "The window on the input, the kernel and the output's cell are drawn here, once a lesson "
        "with a convolution or a pool is open."
    )


def title(scene: ConvolutionScene) -> str:
    """The pattern that is seen now."""
    return titles(scene)[0]


def titles(scene: ConvolutionScene) -> tuple[str, ...]:
    """The title, and after it a shorter way to say it."""
    layer = scene.at.layer
    if scene.backward:
        text = _backward_title(scene)
    elif scene.value is None:
        text = _("{layer}: {before} becomes {after}, channels first").format(
            layer=layer,
            before=f"({', '.join(map(str, scene.at.read[1:]))})",
            after=f"({', '.join(map(str, (scene.outputs, *scene.at.lengths)))})",
        )
    else:
        text = _forward_title(scene)
    return text, layer


def _forward_title(scene: ConvolutionScene) -> str:
    at, layer = scene.at, scene.at.layer
    inside, count = int(scene.taps.inside.sum()), scene.taps.inside.size
    if at.takes_largest:
        text = _("{layer}: the largest of {count} numbers goes on, the others are dropped")
        return text.format(layer=layer, count=inside)
    if not at.filters:
        return _("{layer}: the mean of {count} numbers goes on").format(layer=layer, count=inside)
    channels = scene.joined[1]
    if scene.is_mixture:
        text = _("{layer}: at each place a mixture of {channels} channels, no neighbours")
        return text.format(layer=layer, channels=channels)
    if at.is_transposed:
        text = _("{layer}: each number paints the kernel; {count} paintings meet in this cell")
        if not inside:
            text = _("{layer}: no painting reaches this cell, only the bias")
        return text.format(layer=layer, count=inside * channels)
    if inside < count:
        text = _("{layer}: {count} products and the bias make the cell; {padded} are padding")
    else:
        text = _("{layer}: {count} products and the bias make the cell")
    if at.b is None:
        text = _("{layer}: {count} products make the cell")
        if inside < count:
            text = _("{layer}: {count} products make the cell; {padded} are padding")
    return text.format(layer=layer, count=count * channels, padded=(count - inside) * channels)


def _backward_title(scene: ConvolutionScene) -> str:
    layer = scene.at.layer
    if scene.subject == "weight" and scene.found.weight is not None:
        numbers = scene.weight
        places = 0 if numbers is None else int(numbers.inside.sum())
        text = _("{layer}: this weight touched {count} places of each example, all add up")
        if scene.found.weight[0] == "b":
            text = _("{layer}: the bias is in {count} places of each example, all add up")
        return text.format(layer=layer, count=places)
    if scene.subject == "input":
        reached = int(scene.back.inside.sum())
        text = _("{layer}: {count} output gradients of a channel reach this number of the input")
        if reached == 0:
            text = _("{layer}: no window sees this number of the input, its gradient is 0")
        return text.format(layer=layer, count=reached)
    if scene.at.takes_largest:
        return _("{layer}: the gradient goes home to the number that won").format(layer=layer)
    if not scene.at.filters:
        text = _("{layer}: the gradient is dealt out evenly to {count} numbers")
    elif scene.taps.inside.size == 1:
        text = _("{layer}: this gradient goes to one number of each channel")
    else:
        text = _("{layer}: this gradient is stamped onto {count} numbers of a channel")
    return text.format(layer=layer, count=int(scene.taps.inside.sum()))


def channel_of(number: int, count: int) -> str:
    """Which channel of how many, counted from 0 as indices are; empty where there is but one."""
    return _("channel {n} (of {count})").format(n=number, count=count) if count > 1 else ""


def labels(scene: ConvolutionScene, grid: GridName) -> tuple[str, ...]:
    """The name of a grid, and after it shorter ways to say it."""
    at, prefix = scene.at, scene.found.prefix
    o, c = scene.found.cell[1], scene.found.source[1]
    name, more = "", ""
    match grid:
        case "input":
            name, more = display(prefix + at.x), channel_of(c, scene.inputs)
        case "output":
            name, more = display(scene.sums_name), channel_of(o, scene.outputs)
        case "window":
            name = display(prefix + at.x) if scene.is_mixture else _("window")
            more = ""
        case "kernel":
            name, more = _kernel(scene)
        case "products":
            name, more = _products(scene)
        case "d.input":
            asked = at.gradient(scene.lesson.program, "x") is not None
            name, more = display(f"d.{at.x}"), "" if asked else _("nothing asks for it")
        case "d.output":
            name, more = display(f"d.{at.z}"), ""
        case "d.kernel":
            name, more = display(f"d.{at.W}"), ""
    short = name.removeprefix("∂L/∂").rpartition(".")[2]
    if name.startswith(("×", "=")) and short != name:
        short = f"{name[0]} {short}"
    return (*((f"{name} · {more}",) if more else ()), name, short)


def unseen_channels(first: int, shown: int, count: int) -> tuple[str, ...]:
    """That not all channels of a mixture have room, and how the others are seen."""
    text = _("channels {first} to {last} of {count}; the wheel over them shows the others")
    shorter = _("{shown} of {count} channels; the wheel shows the others")
    shortest = _("{shown} of {count} channels")
    return (
        text.format(first=first, last=first + shown - 1, count=count),
        shorter.format(shown=shown, count=count),
        shortest.format(shown=shown, count=count),
    )


def signs_for_numbers() -> tuple[str, ...]:
    """What + and − in a grid are."""
    return _("+ and −: the sign of a number that has no room"), _("+ and −: signs")


def _kernel(scene: ConvolutionScene) -> tuple[str, str]:
    times = "" if scene.backward else "× "
    if scene.at.filters:
        near, second = scene.filter_between(scene.found.cell[1], scene.found.source[1])
        index = f"{near}" if scene.is_mixture else f"{near},{second}"
        return f"{times}{scene.at.W}[{index}]", ""
    if scene.at.takes_largest:
        return times + _("winner"), ""
    return times + _("share of each"), ""


def _products(scene: ConvolutionScene) -> tuple[str, str]:
    if not scene.backward:
        return "= " + _("products"), ""
    if scene.subject == "weight":
        return _("gradient × input"), _("example {n}").format(n=scene.row)
    return _("gradient × weight"), ""


# -- sums ------------------------------------------------------------------------------------------


def sums(scene: ConvolutionScene) -> tuple[Piece, ...]:
    """The sum of the number that is looked at, part by part."""
    if scene.backward:
        return _backward_sums(scene)
    return _forward_sums(scene)


def _piece(text: str, value: float | None, source: Source | None = None) -> Piece:
    number = "–" if value is None else result(value)
    return Piece(f"{text} {number}".strip(), source)


def _plus(pieces: list[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for n, piece in enumerate(pieces):
        joined += [Piece(" + ")] * bool(n) + [piece]
    return tuple(joined)


def _forward_sums(scene: ConvolutionScene) -> tuple[Piece, ...]:
    at, found, taps = scene.at, scene.found, scene.taps
    cell = scene.source(GridSpot("output", found.cell[2:]))
    if scene.value is None and scene.added is None:
        text = _("{name} is not computed yet")
        return () if cell is None else (Piece(text.format(name=_name_of(cell))),)
    end = (Piece(" = "), _piece("", scene.value, cell))
    name = Piece(_name_of(cell) + " = ") if cell else Piece("")
    if not at.filters:
        numbers = taps.numbers
        if numbers is None:
            return ()
        known = numbers[taps.inside[None]]
        if at.takes_largest:
            text = f"max({', '.join(result(float(n)) for n in known[:9])}"
            return (name, Piece(text + (", …)" if len(known) > 9 else ")")), *end)
        share = next((float(w) for w in taps.weights[taps.inside[None]] if w), 0.0) if (
            taps.weights is not None
        ) else 0.0  # fmt: skip
        count = round(1 / share) if share else len(known)
        return (name, Piece(f"{result(float(known.sum()))} / {count}"), *end)
    if taps.total is None:
        return ()
    added = scene.added
    if added is not None and taps.products is not None:
        subtotal = float(taps.products.reshape(-1)[:added].sum())
        text = _("{n} of {count} products:").format(n=added, count=taps.products.size)
        return (name, _piece(text, subtotal))
    pieces = _channel_pieces(scene)
    if found.bias is not None and scene.sums_name == found.prefix + at.z:
        assert at.b is not None  # noqa: S101  it has a value
        pieces.append(_piece(_("bias"), found.bias, Source(at.b, (found.cell[1],))))
    return (name, *_plus(pieces), *end)


def _channel_pieces(scene: ConvolutionScene) -> list[Piece]:
    taps, c, count = scene.taps, scene.found.source[1], scene.joined[1]
    total = taps.total or 0.0
    if scene.is_mixture:
        return [_piece(_("{count} products").format(count=taps.inside.size * count), total)]
    if count == 1:
        return [_piece(_("products"), total)]
    own = taps.subtotal(c) or 0.0
    others = total - own
    return [
        _piece(_("channel {n}:").format(n=c), own),
        _piece(_("the other channels:"), others),
    ]


def _backward_sums(scene: ConvolutionScene) -> tuple[Piece, ...]:
    found, program = scene.found, scene.lesson.program
    if scene.subject == "weight" and found.weight is not None:
        numbers, word = scene.weight, found.weight[0]
        if numbers is None or numbers.products is None:
            return ()
        name = scene.at.gradient(program, word)
        source = None if name is None else Source(name, found.weight[1])
        own = float(numbers.products[scene.row].sum())
        pieces = [_piece(_("example {n}:").format(n=scene.row), own)]
        if len(numbers.products) > 1:
            others = (numbers.total or 0.0) - own
            text = _("the other examples:")
            pieces.append(_piece(text, others))
        return _ended(pieces, source, numbers.total)
    if scene.subject == "input":
        if scene.back.total is None:
            return ()
        name = scene.at.gradient(program, "x")
        source = None if name is None else Source(name, found.source)
        own = scene.back.subtotal(found.cell[1]) or 0.0
        pieces = [_piece(_("channel {n}:").format(n=found.cell[1]), own)]
        count = scene.back.numbers is not None and len(scene.back.numbers)
        if count and count > 1:
            text = _("the other channels:")
            pieces.append(_piece(text, scene.back.total - own))
        return _ended(pieces, source, scene.back.total)
    source = scene.source(GridSpot("d.output", found.cell[2:]))
    if source is None or scene.gradient is None:
        return ()
    return (Piece(_name_of(source) + " = "), _piece("", scene.gradient, source))


def _ended(pieces: list[Piece], source: Source | None, total: float | None) -> tuple[Piece, ...]:
    name = () if source is None else (Piece(_name_of(source) + " = "),)
    return (*name, *_plus(pieces), Piece(" = "), _piece("", total, source))


def _name_of(source: Source) -> str:
    return f"{display(source.name)}[{','.join(map(str, source.index))}]"


# -- sizes -----------------------------------------------------------------------------------------


def size_lines(scene: ConvolutionScene) -> tuple[str, ...]:
    """The size rule with the layer's numbers: the sum, its rounding as a line of its own."""
    found = scene.sizes
    if len(found) == 2 and found[0][1] == found[1][1]:
        return _lines_of(_("height and width"), found[0][1].lines, found[0][1].left_over)
    lines: list[str] = []
    for word, size in found:
        lines += _lines_of(_(word) if len(found) > 1 else _("length"), size.lines, size.left_over)
    return tuple(lines)


def axis_of_curves(scene: ConvolutionScene) -> str:
    """The axis that the curves of the size rule are of."""
    found = scene.sizes
    if len(found) == 1:
        return _("length")
    return _("height and width") if found[0][1] == found[1][1] else _(found[0][0])


def _lines_of(word: str, lines: tuple[str, ...], left_over: int) -> tuple[str, ...]:
    made = [f"{word}: {lines[0]}", *lines[1:]]
    if left_over:
        made[-1] += " · " + _("left over at the end: {count}").format(count=left_over)
    return tuple(made)


def rule(scene: ConvolutionScene, *, curves: bool) -> tuple[str, ...]:
    """The size rule in words, what each of its numbers is in this layer, unless the `curves` say
    it, and the layer as libraries write it."""
    lines = [_rule_in_words(scene), *(() if curves else _settings(scene))]
    calls = library_calls(scene.at, same=scene.same_padding)
    if calls:
        lines.append(" · ".join(f"{library}: {call}" for library, call in calls.items()))
    return tuple(lines)


def _rule_in_words(scene: ConvolutionScene) -> str:
    """The size rule with the terms that the sum with numbers has."""
    sizes = [size for _word, size in scene.sizes]
    reach = _("reach") if any(size.dilation > 1 for size in sizes) else _("filter")
    alike = all(size.before == size.after for size in sizes)
    padding = _("2 · padding") if alike else _("padding before + padding after")
    if scene.at.is_transposed:
        text = _("(input − 1) · stride − {padding} + {filter} = output")
        return text.format(padding=padding if alike else f"({padding})", filter=reach)
    text = _("(input − {filter} + {padding}) / stride + 1 = output, rounded down")
    if any(axis.ceil for axis in scene.at.axes):
        text = _("(input − {filter} + {padding}) / stride + 1 = output, rounded up")
    return text.format(padding=padding, filter=reach)


def _settings(scene: ConvolutionScene) -> Iterator[str]:
    """What each number of the rule is, axes that are alike in one line."""
    found = scene.sizes
    if len(found) == 2 and found[0][1] == found[1][1]:
        found = (("height and width", found[0][1]),)
    for word, size in found:
        text = _(
            "{axis}: input {input}, filter {filter}, padding {before} before and {after} after, "
            "stride {stride}, dilation {dilation}"
        )
        yield text.format(
            axis=_(word),
            input=size.input,
            filter=size.filter,
            before=size.before,
            after=size.after,
            stride=size.stride,
            dilation=size.dilation,
        )


# -- notes -----------------------------------------------------------------------------------------


def note(scene: ConvolutionScene, spot: GridSpot) -> str:
    """The cell of a grid that is pointed at: its name and number."""
    source, value = scene.source(spot), scene.number(spot)
    if spot.grid in ("input", "d.input", "window") and source is None:
        return _("padding: no number of the input, counted as 0")
    if spot.grid == "products":
        return _product_note(scene, spot, value)
    if spot.grid == "kernel" and not scene.at.filters:
        text = _("∂a/∂x = {value}: this number's share in the cell")
        return text.format(value="–" if value is None else result(value))
    if source is None:
        return ""
    return f"{_name_of(source)} = {'–' if value is None else result(value)}"


def _product_note(scene: ConvolutionScene, spot: GridSpot, value: float | None) -> str:
    if value is None:
        return _("the product is not computed yet")
    if scene.backward:
        return _("product {value}").format(value=result(value))
    number = scene.number(GridSpot("window", spot.place))
    weight = scene.number(GridSpot("kernel", spot.place))
    if number is None or weight is None:
        return _("product {value}").format(value=result(value))
    return f"{result(number)} · {result(weight)} = {result(value)}"


def spoken(scene: ConvolutionScene, spot: GridSpot | None) -> str:
    """Title, the place, its sum and the size rule."""
    parts = [title(scene)]
    if spot is not None:
        parts.append(note(scene, spot))
    parts.append("".join(piece.text for piece in sums(scene)))
    parts += size_lines(scene)
    return ". ".join(part for part in parts if part)
