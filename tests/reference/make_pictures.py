"""Let PyTorch turn, enlarge and sample pictures: ``python -m tests.reference.make_pictures``.

Stored: pictures, angles and factors, and what ``grid_sample`` reads at the places that PyTorch's
complex numbers rotate to, none of them halfway between pixels; also the rotation that
``orthogonal_`` makes of given normal numbers.
Needs PyTorch 2.13 (CPU) and NumPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import grid_sample

SIZE = (5, 8)
ANGLES = (30.0, -47.0, 163.0)
FACTORS = (0.83, 1.3, 2.1)


def sampled(x: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor, mode: str) -> Any:
    """What lies at places counted in pixels; outside is 0."""
    height, width = x.shape[2:]
    grid = torch.stack([2 * columns / (width - 1) - 1, 2 * rows / (height - 1) - 1], dim=-1)
    return grid_sample(x, grid, mode=mode, padding_mode="zeros", align_corners=True).numpy()


def main() -> None:
    random = np.random.default_rng(11)
    pictures = random.normal(size=(len(ANGLES), 2, *SIZE))
    x = torch.tensor(pictures)
    down = torch.arange(SIZE[0], dtype=torch.float64)[:, None] - (SIZE[0] - 1) / 2
    right = torch.arange(SIZE[1], dtype=torch.float64)[None, :] - (SIZE[1] - 1) / 2
    # in the plane, up is positive: a picture turned by an angle is read at minus this angle
    plane = torch.complex(right + 0 * down, -down + 0 * right)
    turn = torch.polar(
        torch.ones(3, dtype=torch.float64), torch.deg2rad(torch.tensor(ANGLES).double())
    )
    places = plane / turn[:, None, None]
    middle = [(n - 1) / 2 for n in SIZE]
    turned = middle[0] - places.imag, middle[1] + places.real
    factor = torch.tensor(FACTORS, dtype=torch.float64)[:, None, None]
    scaled = middle[0] - plane.imag / factor, middle[1] + plane.real / factor
    stored: dict[str, Any] = {
        "pictures": pictures,
        "angles": np.array(ANGLES),
        "factors": np.array(FACTORS),
    }
    for name, (rows, columns) in (("turned", turned), ("scaled", scaled)):
        stored[f"{name}.rows"], stored[f"{name}.columns"] = rows.numpy(), columns.numpy()
        for mode in ("nearest", "bilinear"):
            stored[f"{name}.{mode}"] = sampled(x, rows, columns, mode)
    for name, shape in (("tall", (7, 4)), ("wide", (3, 8))):
        normal = random.normal(size=(max(shape), min(shape)))
        q, r = torch.linalg.qr(torch.tensor(normal))
        q = q * torch.diag(r).sign()
        stored[f"{name}.normal"] = normal
        stored[f"{name}.orthogonal"] = (q if shape[0] >= shape[1] else q.T).numpy()
    np.savez_compressed(Path(__file__).parent / "pictures.npz", **stored)
    print(f"{len(stored)} arrays written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
