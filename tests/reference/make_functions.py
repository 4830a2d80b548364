"""Let PyTorch differentiate the landscapes: ``python -m tests.reference.make_functions``.

Stored: places, and per landscape the height and the slopes at each of them; a function of one
number is walked at their first ones. Needs PyTorch 2.13
(CPU) and NumPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.functions import HEIGHTS, HEIGHTS_OF_ONE, PLACES, WIDEST, height_at


def main() -> None:
    places = np.random.default_rng(7).uniform(-WIDEST, WIDEST, size=(PLACES, 2))
    stored: dict[str, Any] = {"places": places}
    for name in (*HEIGHTS, *HEIGHTS_OF_ONE):
        numbers = places[:, :1] if name in HEIGHTS_OF_ONE else places
        w = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
        heights = height_at(name, w.T, torch.exp)
        heights.sum().backward()
        assert w.grad is not None
        stored[f"{name}.f"], stored[f"{name}.slopes"] = heights.detach().numpy(), w.grad.numpy()
    np.savez_compressed(Path(__file__).parent / "functions.npz", **stored)
    print(f"{len(stored) // 2} landscapes written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
