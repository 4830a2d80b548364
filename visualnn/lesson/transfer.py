"""Parameters that begin where the training of another lesson ended: layer-wise pre-training,
stacking, fine-tuning."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..dataclass import dataclass
from ..errors import DataError, ShapeError, UnknownNameError
from ..machine.machine import Machine, frozen
from ..network import Network
from ..ops import Array
from ..program import Program
from ..text import N_
from .giving_up import check
from .shelf import name_of_folder

MAX_TRAINED_NUMBER_COUNT = 50_000_000_000
"""Numbers that are computed for a first value, at most: about a minute."""
LATELY_BYTES = 64 << 20
"""The memory for what training came to."""


@dataclass(frozen=True)
class Inherited:
    """The source of a first value: a name of another lesson after a number of iterations, or of a
    file."""

    lesson: str
    name: str
    iterations: int
    file: str = ""
    """The name of the file; empty for a value of a lesson."""


_lately: OrderedDict[bytes, Mapping[str, Array]] = OrderedDict()
"""What training came to lately, by all that it depends on."""


def trained(
    program: Program, start: Mapping[str, Array], iterations: int, described: bytes = b""
) -> Mapping[str, Array]:
    """The values carried on after a number of iterations: parameters, running statistics,
    memory. `described` is what the lesson's file says: the same lesson from the same start is
    trained once. Raises DataError where that would take too long, GivenUpError if nobody waits for
    it any more."""
    written = sum(math.prod(program.shapes[True][made.writes]) for made in program.closing)
    count = iterations * written
    if count > MAX_TRAINED_NUMBER_COUNT:
        raise DataError(
            N_(
                "its {iterations} iterations compute {count} numbers, more than {most}; name fewer "
                "iterations"
            ),
            iterations=iterations,
            count=f"{count:.1e}",
            most=f"{MAX_TRAINED_NUMBER_COUNT:.0e}",
        )
    key = _key_of(start, iterations, described)
    known = _lately.pop(key, None)
    if known is None:
        known = _trained(program, start, iterations)
    _lately[key] = known
    while len(_lately) > 1 and sum(map(_size_of, _lately.values())) > LATELY_BYTES:
        _lately.popitem(last=False)
    return known


def _size_of(values: Mapping[str, Array]) -> int:
    return sum(value.nbytes for value in values.values())


def _key_of(start: Mapping[str, Array], iterations: int, described: bytes) -> bytes:
    digest = sha256(described)
    digest.update(str(iterations).encode())
    for name, value in start.items():
        digest.update(f"{name} {value.shape} {value.dtype}".encode())
        digest.update(np.ascontiguousarray(value).data)
    return digest.digest()


def _trained(program: Program, start: Mapping[str, Array], iterations: int) -> dict[str, Array]:
    machine = Machine(program, start)
    with np.errstate(all="ignore"):
        for iteration in range(iterations):
            check()
            for call in machine.replaying(program.is_closing(iteration)):
                call()
    machine.iteration = max(iterations - 1, 0)
    return {name: frozen(machine.view(name).copy()) for name in program.carried}


def pairs(
    network: Network, theirs: Mapping[str, Array], named: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Names of this network with the names that they are taken from: the given ones, or without
    any all that both have in the same shape.

    Raises UnknownNameError for a name that one of them does not have, ShapeError for two of
    different shapes.
    """
    mine = {each.name: each.shape for each in network.parameters}
    mine |= {each.name: each.shape for each in network.buffers}
    if not named:
        yield from (
            (name, name)
            for name, shape in mine.items()
            if name in theirs and theirs[name].shape == shape
        )
        return
    for name, other in named.items():
        for known, asked in ((mine, name), (theirs, other)):
            if asked not in known:
                raise UnknownNameError(
                    N_("nothing is called {name}; there are {known}"),
                    name=asked,
                    known=", ".join(known),
                )
        if theirs[other].shape != mine[name]:
            raise ShapeError(
                N_("{name} has the shape {shape}, {other} has {theirs}"),
                name=name,
                shape=mine[name],
                other=other,
                theirs=theirs[other].shape,
            )
        yield name, other


def neighbour(file: Path, name: str) -> Path | None:
    """The lesson of this name whose folder stands beside the folder of `file`; None without one."""
    if not file.name:
        return None
    for folder in sorted(file.resolve().parent.parent.glob("*/lesson.toml")):
        if name in (folder.parent.name, name_of_folder(folder.parent)):
            return folder.parent
    return None
