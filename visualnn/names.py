"""How a name of the state is written for a reader: ``d.hidden.W`` is ∂L/∂hidden.W."""

from __future__ import annotations

_SYMBOLS = {
    "lr": "η",
    "rate": "η̂",
    "momentum": "μ",
    "rho": "ρ",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "weight_decay": "λ",
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
    "shrunk": "w′",
}


def display(name: str) -> str:
    """The full name, for titles: ``m.hidden.W`` is m(hidden.W), ``lr`` is η."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    head, _, rest = name.partition(".")
    if head == "d" and rest:
        return f"∂L/∂{rest}"
    if head in _MEMORY and "." in rest:
        return f"{_MEMORY[head]}({rest})"
    return name


def label(name: str, layer: str) -> str:
    """The short name, inside the mathematics of one layer: what is the layer's own goes without
    the layer's name."""
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    head, _, rest = name.partition(".")
    if head == "d" and rest:
        return f"∂L/∂{rest.removeprefix(f'{layer}.')}"
    if head in _MEMORY and "." in rest:
        return _MEMORY[head]
    return name.removeprefix(f"{layer}.")


def gradient_of(name: str) -> str | None:
    """The value that a gradient is the gradient of; None for any other name."""
    return name.removeprefix("d.") if name.startswith("d.") else None
