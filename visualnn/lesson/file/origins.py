"""Where the values of a lesson were written once its blocks are opened: a plain layer may come from
a block, and one of its settings from where the block is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...dataclass import dataclass
from ...errors import TextPosition
from .places import KeyPath, KeyPlaces, spelled


@dataclass(frozen=True, slots=True)
class LayerOrigin:
    """The place in the file at which one layer was written."""

    keys: KeyPath
    """Its table."""
    filled: Mapping[KeyPath, KeyPath] = field(default_factory=dict)
    """What was put into it: key path inside the layer → key path of the value."""
    whole: bool = False
    """Whether all of it was written in one word: an architecture's layers."""

    def of(self, keys: KeyPath) -> KeyPath:
        """The written key path of a key path inside the layer."""
        if self.whole:
            return self.keys
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.filled:
                return (*self.filled[keys[:length]], *keys[length:])
        return (*self.keys, *keys)


@dataclass(frozen=True, slots=True)
class Origins:
    """The places of a lesson's keys and values; key paths alone for one that was never a file."""

    places: KeyPlaces | None = None
    layers: tuple[LayerOrigin, ...] | None = None
    """Where each plain layer was written; None where they stand in the lesson as they are."""

    def value(self, *keys: str | int) -> TextPosition:
        """The position at which the value starts; of a missing value, that of the table that should
        hold it."""
        found = self._written(keys)
        return self.places.value(*found) if self.places else TextPosition(spelled(found))

    def key(self, *keys: str | int) -> TextPosition:
        """The position of the key itself; of a missing key, the position of `value`."""
        found = self._written(keys)
        return self.places.key(*found) if self.places else TextPosition(spelled(found))

    def of_block(self, layer: int) -> bool:
        """Whether a plain layer was written in a block, which may be used more than once, or is one
        of an architecture."""
        return self.layers is not None and self.layers[layer].keys[0] != "layers"

    def _written(self, keys: KeyPath) -> KeyPath:
        if self.layers is None or len(keys) < 2 or keys[0] != "layers":
            return keys
        layer = keys[1]
        return self.layers[layer].of(keys[2:]) if isinstance(layer, int) else keys
