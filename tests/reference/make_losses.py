"""Let PyTorch compute losses and their gradients and store them: ``python -m
tests.reference.make_losses``.

Stored per case: predictions, targets, the mean loss, and PyTorch's own gradient. Needs PyTorch 2.13
(CPU) and NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.reference.losses import CASES, drawn
from visualnn.losses import Loss


def _cross_entropy(z: torch.Tensor, t: torch.Tensor, loss: Loss) -> torch.Tensor:
    """Of rows of shares, or of class numbers in a column; PyTorch weighs the two differently."""
    weight = torch.tensor(loss.class_weights) if loss.class_weights else None
    target = t[..., 0].long() if loss.kind.startswith("sparse") else t
    return functional.cross_entropy(z, target, weight, label_smoothing=loss.label_smoothing)


def _of_numbers(logs: torch.Tensor, t: torch.Tensor, loss: Loss) -> torch.Tensor:
    weight = torch.tensor(loss.class_weights) if loss.class_weights else None
    # PyTorch wants the classes in the second place
    return functional.nll_loss(logs.movedim(-1, 1), t[..., 0].long(), weight)


def _binary_of_scores(z: torch.Tensor, t: torch.Tensor, loss: Loss) -> torch.Tensor:
    smooth = (1 - loss.label_smoothing) * t + loss.label_smoothing / 2
    return functional.binary_cross_entropy_with_logits(z, smooth)


MADE: dict[str, Callable[[torch.Tensor, torch.Tensor, Loss], torch.Tensor]] = {
    "mean_squared_error": lambda a, t, _: functional.mse_loss(a, t),
    "mean_absolute_error": lambda a, t, _: functional.l1_loss(a, t),
    "huber": lambda a, t, loss: functional.huber_loss(a, t, delta=loss.delta or 1.0),
    "binary_cross_entropy": lambda a, t, _: functional.binary_cross_entropy(a, t),
    "binary_cross_entropy_with_logits": _binary_of_scores,
    "categorical_cross_entropy": lambda a, t, _: functional.nll_loss(a.log(), t.argmax(dim=-1)),
    "categorical_cross_entropy_with_logits": _cross_entropy,
    "sparse_categorical_cross_entropy": lambda a, t, loss: _of_numbers(a.log(), t, loss),
    "sparse_categorical_cross_entropy_with_logits": _cross_entropy,
    "negative_log_likelihood": lambda a, t, loss: _of_numbers(
        a, t.argmax(dim=-1, keepdim=True), loss
    ),
    "sparse_negative_log_likelihood": _of_numbers,
    "kl_divergence": lambda a, t, _: functional.kl_div(a, t, reduction="batchmean"),
}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    stored: dict[str, Any] = {}
    for name, case, a, t in drawn(CASES):
        prediction = torch.tensor(a, requires_grad=True)
        L = MADE[case.loss.kind](prediction, torch.tensor(t), case.loss)
        L.backward()
        assert prediction.grad is not None
        stored |= {f"{name}: a": a, f"{name}: t": t, f"{name}: L": L.item()}
        stored[f"{name}: gradient"] = prediction.grad.numpy()
    np.savez_compressed(Path(__file__).parent / "losses.npz", **stored)
    print(f"{len(CASES)} losses written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
