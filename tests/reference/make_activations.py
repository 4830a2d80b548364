"""Ask PyTorch for all activations and gradients: ``python -m
tests.reference.make_activations``.

The gradients are those of autograd. Needs PyTorch 2.13 (CPU).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from tests.reference.activation_grid import CARDS, TAIL, inputs

HERE = Path(__file__).parent


def _maxout(z: torch.Tensor, pieces: int) -> torch.Tensor:
    return z.reshape(len(z), -1, pieces).max(dim=2).values


FUNCTIONS: dict[str, Callable[..., torch.Tensor]] = {
    "identity": torch.nn.Identity(),
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "leaky_relu_keras": partial(functional.leaky_relu, negative_slope=0.3),
    "leaky_relu_falling": partial(functional.leaky_relu, negative_slope=-0.5),
    "relu6": functional.relu6,
    "elu": functional.elu,
    "elu_low": partial(functional.elu, alpha=2.5),
    "selu": functional.selu,
    "celu": functional.celu,
    "celu_low": partial(functional.celu, alpha=2.5),
    # with PyTorch's own threshold, 20; the grid has nothing between there and 50
    "softplus": functional.softplus,
    "softsign": functional.softsign,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "gelu": functional.gelu,
    "gelu_tanh": partial(functional.gelu, approximate="tanh"),
    "silu": functional.silu,
    "mish": functional.mish,
    "hard_sigmoid": lambda z: functional.relu6(z + 3) / 6,  # see hard_sigmoid_agrees
    "hard_swish": functional.hardswish,
    "hard_tanh": functional.hardtanh,
    "hard_tanh_shifted": partial(functional.hardtanh, min_val=-3.0, max_val=2.0),
    "softmax": partial(torch.softmax, dim=1),
    "log_softmax": partial(torch.log_softmax, dim=1),
    "prelu": functional.prelu,
    "prelu_shared": functional.prelu,
    "maxout": partial(_maxout, pieces=2),
    "maxout_3": partial(_maxout, pieces=3),
}


def hard_sigmoid_agrees() -> None:
    """PyTorch's own hard sigmoid takes 1/6 in single precision even where its input is double, so
    its gradient has 8 digits; apart from that it is what is stored instead."""
    reads = inputs("hard_sigmoid")
    stored = answers("hard_sigmoid", reads)
    z = torch.tensor(reads["z"], requires_grad=True)
    functional.hardsigmoid(z).backward(torch.tensor(reads["g"]))
    assert z.grad is not None
    np.testing.assert_allclose(stored["grad_z"], z.grad.numpy(), rtol=4e-8, atol=0)
    np.testing.assert_allclose(stored["forward"], functional.hardsigmoid(z).detach(), rtol=1e-12)


def answers(case: str, reads: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The output, and the gradient of each input, by rule."""
    leaves = {
        name: torch.tensor(array, requires_grad=True)
        for name, array in reads.items()
        if name != "g"
    }
    out = FUNCTIONS[case](*leaves.values())
    out.backward(torch.tensor(reads["g"]))
    found = {"forward": out.detach().numpy()}
    for name, leaf in leaves.items():
        assert leaf.grad is not None
        found[f"grad_{name}"] = leaf.grad.numpy()
    return found


def main() -> None:
    torch.set_num_threads(1)
    hard_sigmoid_agrees()
    stored: dict[str, np.ndarray] = {}
    for case in CARDS:
        reads = inputs(case)
        for rule, values in answers(case, reads).items():
            stored[f"{case}:{rule}"] = values
        if reads["z"].ndim == 1:
            tail = {"z": np.array(TAIL), "g": np.ones(len(TAIL))}
            for rule, values in answers(case, tail).items():
                stored[f"{case}:tail:{rule}"] = values
    np.savez_compressed(HERE / "activations.npz", **stored)  # type: ignore[arg-type]
    print(f"activations.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
