"""Parameters that begin where the training of another lesson ended: layer-wise pre-training,
stacking, fine-tuning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ShapeError, UnknownNameError
from ..machine.machine import Machine
from ..network import Network
from ..ops import Array
from ..program import Program
from ..text import N_
from .shelf import name_of_folder


@dataclass(frozen=True)
class Inherited:
    """The source of a first value: a name of another lesson after a number of iterations."""

    lesson: str
    name: str
    iterations: int


def trained(program: Program, start: Mapping[str, Array], iterations: int) -> dict[str, Array]:
    """The values carried on after a number of iterations: parameters, running statistics,
    memory."""
    machine = Machine(program, start)
    with np.errstate(all="ignore"):
        for iteration in range(iterations):
            for call in machine.replaying(program.is_closing(iteration)):
                call()
    machine.iteration = max(iterations - 1, 0)
    return {name: machine.view(name).copy() for name in program.carried}


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
