"""What is wrong with a layer of the gradient flow: a word, and the rule behind it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from ..text import N_

__all__ = ["FLAG_RULES", "FLAG_WORDS", "FlowFlag", "flag_of_lengths"]

VANISHING_RATIO = 1e-3
"""A gradient vanishes where its length is below this share of the last layer's."""
EXPLODING_RATIO = 1e3
"""A gradient explodes where its length is above so many times the last layer's."""


class FlowFlag(StrEnum):
    """What is wrong with a layer. The values are the words of the table; empty is nothing."""

    NONE = ""
    DEAD = "dead"
    SATURATED = "saturated"
    VANISHING = "vanishing"
    EXPLODING = "exploding"


FLAG_WORDS: Mapping[FlowFlag, str] = MappingProxyType(
    {
        FlowFlag.DEAD: N_("dead"),
        FlowFlag.SATURATED: N_("saturated"),
        FlowFlag.VANISHING: N_("vanishing"),
        FlowFlag.EXPLODING: N_("exploding"),
    }
)
"""What a flag is called: catalogue entries."""
FLAG_RULES: Mapping[FlowFlag, str] = MappingProxyType(
    {
        FlowFlag.DEAD: N_("every unit has a = 0 on every example of an epoch"),
        FlowFlag.SATURATED: N_(
            "most units have |f′(z)| below a twentieth of the largest, and a ≠ 0, on most examples"
        ),
        FlowFlag.VANISHING: N_(
            "‖∂L/∂W‖ is below 10⁻³ of the last layer's, or ‖∂L/∂a‖ below 10⁻³ of the last ‖∂L/∂z‖"
        ),
        FlowFlag.EXPLODING: N_(
            "‖∂L/∂W‖ is above 10³ times the last layer's, or ‖∂L/∂a‖ above 10³ times the last "
            "‖∂L/∂z‖"
        ),
    }
)
"""The rule of each flag: catalogue entries."""


def flag_of_lengths(
    dW: float | None, last_dW: float | None, da: float | None, last_dz: float | None
) -> FlowFlag:
    """Whether a gradient vanishes or explodes: the lengths of ∂L/∂W and ∂L/∂a of a layer, those of
    the last layer's ∂L/∂W and ∂L/∂z."""
    for one, other in ((dW, last_dW), (da, last_dz)):
        if one is None or not other:
            continue
        if one / other < VANISHING_RATIO:
            return FlowFlag.VANISHING
        if one / other > EXPLODING_RATIO:
            return FlowFlag.EXPLODING
    return FlowFlag.NONE
