"""What a number is that no instruction made: a setting, a memory, a copy that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .. import losses, optimizers, schedules
from ..compiler import callbacks, clipping
from ..compiler.batch import MEANINGS as OF_THE_BATCH
from ..layers import normalize

__all__ = ["meaning_of"]

_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        **schedules.MEANINGS,
        **optimizers.MEANINGS,
        **OF_THE_BATCH,
        **clipping.MEANINGS,
        **losses.MEANINGS,
        **{name: words for kind in callbacks.KINDS for name, words in kind.meanings.items()},
    }
)
_OF_A_LAYER: Mapping[str, str] = MappingProxyType({**normalize.MEANINGS, **losses.MEANINGS})
"""What the last words of names behind a layer's name say."""
_KEPT = tuple(f"{kind.prefix}." for kind in callbacks.KEEPING)


def meaning_of(name: str) -> str | None:
    """What a number of this name is, a catalogue entry (English); None for a parameter or an
    optimizer's memory of one, and for what nobody has said anything about."""
    if name in _MEANINGS:
        return _MEANINGS[name]
    if name.startswith(_KEPT):
        return callbacks.COPY
    if name.startswith(callbacks.TOTALS):
        return callbacks.TOTAL
    return _OF_A_LAYER.get(name.rpartition(".")[2])
