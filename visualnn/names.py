"""How a name of the state is written for a reader: ``d.hidden.W`` is ∂L/∂hidden.W."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

PROGRAM_NAMES = frozenset(
    "x t L k lr epoch order rows data val batch d seed scale".split()  # noqa: SIM905
)
"""Names that a program gives itself, so that no layer of a lesson can have them."""

_SYMBOLS = {
    "lr": "η",
    "rate": "η̂",
    "momentum": "μ",
    "rho": "ρ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "weight_decay": "λ",
    "l1": "λ₁",
    "l2": "λ₂",
    "clip": "g_max",
    "square": "‖g‖²",
    "norm": "‖g‖",
    "factor": "f",
    "lr_decay": "γ",
    "momentum_decay": "ψ",
    "threshold": "θ",
    "mu": "μₖ",
    "mu_next": "μₖ₊₁",
    "mu_product": "Πμ",
    "rho_inf": "ρ∞",
    "rho_k": "ρₖ",
    "rect": "r",
    "lr0": "η₀",
    "end_lr": "η_T",
    "peak_lr": "η_max",
    "gamma": "γ",
    "period": "T",
    "planned_lr": "η′",
    "first_share": "s",
    "warm_up": "W",
    "n_after": "n′",
    "alpha": "α",
    "turn": "U",
    "growth": "c",
    "shrink": "q",
    "wave": "Tᵢ",
}
_MEMORY = {
    "m": "m",
    "v": "v",
    "mhat": "m̂",
    "vhat": "v̂",
    "mbar": "m̄",
    "vmax": "v_max",
    "squares": "s",
    "variance": "σ²",
    "buffer": "b",
    "change": "Δ",
    "changes": "u",
    "largest": "u",
    "adaption": "l",
    "penalized": "g",
    "clipped": "ĝ",
    "square": "‖g‖²",
    "norm": "‖g‖",
    "factor": "f",
    "l1": "Ω₁",
    "l2": "Ω₂",
    "shrunk": "w′",
}


ASKED = "asked."
"""What the names of a point begin with that the network was asked about."""

_PART_OF_GRADIENT = re.compile(r"(d\..+)\.(?:use|sum)[0-9]+")
_TIME_STEP = re.compile(r"t[0-9]+\.")


def display(name: str) -> str:
    """The full name, for titles: ``m.hidden.W`` is m(hidden.W), ``lr`` is η."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    head, _, rest = name.partition(".")
    if head == "d" and rest:
        return f"∂L/∂{rest}"
    if _is_memory(head, rest):
        return f"{_MEMORY[head]}({rest})"
    return name


def label(name: str, layer: str) -> str:
    """The short name, inside the mathematics of one layer: what is the layer's own goes without
    the layer's name, unless that is another name of the program: ``batch.t`` is not ``t``."""
    name = name.removeprefix(ASKED)
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    head, _, rest = name.partition(".")
    if head == "d" and rest:
        return f"∂L/∂{_short(rest, layer)}"
    if _is_memory(head, rest):
        return _MEMORY[head]
    return _short(name, layer)


def _is_memory(head: str, rest: str) -> bool:
    """Whether a name is what an optimizer keeps for a parameter, `v.hidden.W`, and not what a
    layer of that name does in a time step, `v.t1.z`."""
    return head in _MEMORY and "." in rest and _TIME_STEP.match(rest) is None


def _short(name: str, layer: str) -> str:
    short = name.removeprefix(f"{layer}.")
    return name if short in PROGRAM_NAMES else short


_PARTING = re.compile(r"[\s_\-]")


def folded(name: str) -> str:
    """A name without what does not matter when a known one is looked for: case, underscores,
    dashes and spaces."""
    return _PARTING.sub("", name[:100]).casefold()


def close_to(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant: the same but for case and dashes, or the nearest."""
    known = list(known)
    same = next((each for each in known if folded(each) == folded(name)), None)
    return same or next(iter(get_close_matches(name[:100], known, n=1)), None)


def whole_gradient(name: str) -> str:
    """The gradient that a name is a part of: ``d.r.h`` of ``d.r.h.use2``, what came by one way, and
    of ``d.r.h.sum2``, what came by the first two; of any other name the name itself."""
    match = _PART_OF_GRADIENT.fullmatch(name)
    return match[1] if match else name


def gradient_of(name: str) -> str | None:
    """The value that a gradient is the gradient of; None for any other name."""
    return name.removeprefix("d.") if name.startswith("d.") else None
