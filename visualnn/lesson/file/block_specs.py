"""The blocks of a lesson file, and what stands where one is used.

How they become layers is in `blocks`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from .fields import LayerName, Spec


class BlockLayer(Spec):
    """A layer inside a block: as any layer, but where a value belongs there may be the name of a
    setting in braces, `"{channels}"`."""

    model_config = ConfigDict(extra="allow")

    name: LayerName
    kind: str
    inputs: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)] | None = None
    """Layers of the block, or its inputs; without it, the layer before."""


class BlockSpec(Spec):
    """A group of layers with a name."""

    name: LayerName
    inputs: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=100)] = ("input",)
    """What its layers call the values that the block reads."""
    settings: Annotated[dict[LayerName, Any], Field(max_length=100)] = {}
    """The settings that a use may leave out, with their values."""
    layers: Annotated[tuple[BlockLayer, ...], Field(min_length=1, max_length=100)]


class BlockUse(Spec):
    """A block in the place of a layer."""

    name: LayerName
    """The first part of its layers' names."""
    kind: Literal["block"]
    block: LayerName
    inputs: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=100)] | None = None
    """The layers it reads, `x` for the data; without it, the layer before."""
    repeat: Annotated[int, Field(ge=1, le=100)] | None = None
    """So many in a row, each reading the one before as its first input."""
    settings: Annotated[dict[LayerName, Any], Field(max_length=100)] = {}


class Blocks(Spec):
    """The blocks of a lesson."""

    blocks: Annotated[tuple[BlockSpec, ...], Field(max_length=100)] = ()
