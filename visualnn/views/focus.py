"""The number that is looked at: which layer it belongs to."""

from __future__ import annotations

from ..network import Network

__all__ = ["layer_in_focus", "parted"]


def layer_in_focus(network: Network, name: str) -> str | None:
    """The layer that a name belongs to, whatever stands before it: ``hidden`` for ``hidden.z``,
    ``d.hidden.W``, ``m.hidden.W`` and ``val.hidden.a``; None for a name of no layer."""
    # one layer's name may begin with another's, as conv and conv.1 do: the longer one is meant
    found = [layer.name for layer in network.layers if f".{layer.name}." in f".{name}"]
    return max(found, key=len, default=None)


def parted(name: str) -> tuple[str, str]:
    """``val.`` where a name is of the evaluation, and the name of the value itself: ``hidden.z``
    for ``d.hidden.z``."""
    prefix = "val." if name.startswith("val.") else ""
    return prefix, name.removeprefix(prefix).removeprefix("d.")
