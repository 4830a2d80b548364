"""What libraries call a layer with windows: the line of Keras and the line of PyTorch that make it.

Sources: Keras 3.15, layers.Conv2D, layers.Conv2DTranspose, layers.MaxPooling2D; PyTorch 2.13,
nn.Conv2d, nn.ConvTranspose2d, nn.MaxPool2d, nn.ZeroPad2d.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..ops.convolution.transposed import ConvTranspose1d, ConvTranspose2d
from ..ops.pooling import AveragePool
from ..ops.pooling.average import AveragePoolInside
from .windowed_layer import WindowedLayer

__all__ = ["library_calls"]

Ends = tuple[tuple[int, int], ...]


def library_calls(at: WindowedLayer, *, same: bool = False) -> Mapping[str, str]:
    """Library → the call that makes this layer, settings at their defaults left out; `same` says
    that its padding is given by that word. A library that has no such layer is left out."""
    n = len(at.axes)
    if at.is_global:
        kind = "Max" if at.takes_largest else "Average"
        torch = f"nn.Adaptive{'Max' if at.takes_largest else 'Avg'}Pool{n}d(1)"
        return {"Keras": f"Global{kind}Pooling{n}D()", "PyTorch": torch}
    found = {"Keras": _keras(at, n, same), "PyTorch": _torch(at, n, same)}
    return {library: call for library, call in found.items() if call}


def _number(values: tuple[int, ...]) -> str:
    """One number where all axes have the same, else a tuple."""
    return str(values[0]) if len(set(values)) == 1 else str(values)


def _ends(at: WindowedLayer) -> Ends:
    return tuple((axis.before, axis.after) for axis in at.axes)


def _more(at: WindowedLayer) -> tuple[int, ...]:
    """The places that a transposed convolution adds at the ends."""
    if isinstance(at.op, (ConvTranspose1d, ConvTranspose2d)):
        more = at.op.output_padding
        return (more,) if isinstance(more, int) else more
    return (0,) * len(at.axes)


def _settings(at: WindowedLayer, words: tuple[str, str]) -> list[str]:
    """Stride and dilation under a library's words; a pool moves by its size unless told."""
    sizes = tuple(axis.size for axis in at.axes)
    strides = tuple(axis.stride for axis in at.axes)
    dilations = tuple(axis.dilation for axis in at.axes)
    given = []
    if strides != (sizes if not at.filters else (1,) * len(sizes)):
        given.append(f"{words[0]}={_number(strides)}")
    if any(dilation != 1 for dilation in dilations):
        given.append(f"{words[1]}={_number(dilations)}")
    return given


def _keras(at: WindowedLayer, n: int, same: bool) -> str:
    ends, sizes = _ends(at), _number(tuple(axis.size for axis in at.axes))
    framed = any(any(pair) for pair in ends) and not same
    given = _settings(at, ("strides", "dilation_rate"))
    if same:
        given.append('padding="same"')
    if not at.filters:
        inside = isinstance(at.op, AveragePoolInside)
        mean = isinstance(at.op, AveragePool) and not inside
        if framed or any(axis.ceil for axis in at.axes) or (mean and any(map(any, ends))):
            return ""
        kind = "Max" if at.takes_largest else "Average"
        return f"{kind}Pooling{n}D({', '.join([sizes, *given])})"
    if at.groups > 1 and not at.is_transposed:
        given.append(f"groups={at.groups}")
    if at.b is None:
        given.append("use_bias=False")
    channels = at.filters[1] if at.is_transposed else at.filters[0]
    if at.is_transposed:
        if framed or any(_more(at)) or at.groups > 1:
            return ""
        return f"Conv{n}DTranspose({', '.join([str(channels), sizes, *given])})"
    call = f"Conv{n}D({', '.join([str(channels), sizes, *given])})"
    return f"ZeroPadding{n}D({_frame(ends)}), {call}" if framed else call


def _frame(ends: Ends) -> str:
    """Padding as Keras' layers of zeros take it."""
    if len(set(sum(ends, ()))) == 1:
        return str(ends[0][0])
    return str(ends[0]) if len(ends) == 1 else str(ends)


def _torch(at: WindowedLayer, n: int, same: bool) -> str:
    ends, sizes = _ends(at), _number(tuple(axis.size for axis in at.axes))
    given = _settings(at, ("stride", "dilation"))
    uneven = any(before != after for before, after in ends)
    if same and at.filters and not at.is_transposed and all(a.stride == 1 for a in at.axes):
        given.append('padding="same"')
        uneven = False
    elif uneven and (not at.filters or at.is_transposed):
        return ""
    elif any(any(pair) for pair in ends) and not uneven:
        given.append(f"padding={_number(tuple(before for before, _ in ends))}")
    if not at.filters:
        if any(axis.ceil for axis in at.axes):
            given.append("ceil_mode=True")
        if isinstance(at.op, AveragePoolInside) and any(map(any, ends)):
            given.append("count_include_pad=False")
        return f"nn.{'Max' if at.takes_largest else 'Avg'}Pool{n}d({', '.join([sizes, *given])})"
    if any(_more(at)):
        given.append(f"output_padding={_number(_more(at))}")
    if at.groups > 1:
        given.append(f"groups={at.groups}")
    if at.b is None:
        given.append("bias=False")
    outputs = at.filters[1] * at.groups if at.is_transposed else at.filters[0]
    kind = "ConvTranspose" if at.is_transposed else "Conv"
    call = f"nn.{kind}{n}d({', '.join([str(at.read[1]), str(outputs), sizes, *given])})"
    if uneven:  # last axis first, as torch.nn.functional.pad has it
        numbers = ", ".join(f"{before}, {after}" for before, after in reversed(ends))
        return f"nn.ZeroPad{n}d(({numbers})), {call}"
    return call
