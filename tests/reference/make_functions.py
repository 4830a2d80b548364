"""Let PyTorch differentiate the landscapes: ``python -m tests.reference.make_functions``.

Stored: places, and per landscape the height and both slopes at each of them. Needs PyTorch 2.13
(CPU) and NumPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.functions import HEIGHTS, PLACES, WIDEST


def main() -> None:
    places = np.random.default_rng(7).uniform(-WIDEST, WIDEST, size=(PLACES, 2))
    stored: dict[str, Any] = {"places": places}
    for name, height in HEIGHTS.items():
        w = torch.tensor(places, dtype=torch.float64, requires_grad=True)
        heights = height(w[:, 0], w[:, 1], torch.exp)
        heights.sum().backward()
        assert w.grad is not None
        stored[f"{name}.f"], stored[f"{name}.slopes"] = heights.detach().numpy(), w.grad.numpy()
    np.savez_compressed(Path(__file__).parent / "functions.npz", **stored)
    print(f"{len(HEIGHTS)} landscapes written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
