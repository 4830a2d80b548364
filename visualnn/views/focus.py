"""The number that is looked at: which layer it belongs to."""

from __future__ import annotations

from ..names import ASKED
from ..network import Network

__all__ = ["layer_in_focus", "parted"]


def layer_in_focus(network: Network, name: str) -> str | None:
    """The layer that a name belongs to, whatever stands before it: ``hidden`` for ``hidden.z``,
    ``d.hidden.W``, ``m.hidden.W`` and ``val.hidden.a``; None for a name of no layer."""
    # one layer's name may begin with another's, as conv and conv.1 do: the longer one is meant
    found = [layer.name for layer in network.layers if f".{layer.name}." in f".{name}"]
    return max(found, key=len, default=None)


def parted(name: str) -> tuple[str, str]:
    """``val.`` where a name is of the evaluation, ``asked.`` where it is of a point that the
    network was asked about, and the name of the value itself: ``hidden.z`` for ``d.hidden.z``."""
    prefix = next((each for each in ("val.", ASKED) if name.startswith(each)), "")
    return prefix, name.removeprefix(prefix).removeprefix("d.")
