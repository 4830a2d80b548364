"""Convolutions and pools, forward and gradients, as PyTorch computes them in float64.

``python -m tests.reference.make_windows`` (with PyTorch 2.13) writes windows.npz beside this file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from tests.reference.window_grid import CASES, inputs
from visualnn.ops import Op
from visualnn.ops.convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from visualnn.ops.pooling import AveragePool, AveragePoolInside, GlobalAveragePool, MaxPool

HERE = Path(__file__).parent


def _symmetric(ends: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    assert all(before == after for before, after in ends)
    return tuple(before for before, _ in ends)


def computed(op: Op, x: torch.Tensor, W: torch.Tensor) -> torch.Tensor:
    """The output, by PyTorch's own function for the card; pools have no use for W."""
    match op:
        case Conv2d():
            top, bottom, left, right = op.padding
            x = functional.pad(x, (left, right, top, bottom))
            return functional.conv2d(x, W, stride=op.stride, dilation=op.dilation, groups=op.groups)
        case Conv1d():
            x = functional.pad(x, op.padding)
            return functional.conv1d(x, W, stride=op.stride, dilation=op.dilation, groups=op.groups)
        case ConvTranspose2d():
            top, bottom, left, right = op.padding
            return functional.conv_transpose2d(
                x, W, None, op.stride, _symmetric(((top, bottom), (left, right))),
                op.output_padding, op.groups, op.dilation,
            )  # fmt: skip
        case ConvTranspose1d():
            return functional.conv_transpose1d(
                x, W, None, op.stride, _symmetric((op.padding,)), op.output_padding, op.groups,
                op.dilation,
            )  # fmt: skip
        case MaxPool():
            pool = functional.max_pool2d if len(op.size) == 2 else functional.max_pool1d
            return pool(x, op.size, op.steps, _symmetric(op.ends), ceil_mode=op.ceil)
        case AveragePool() | AveragePoolInside():
            average = functional.avg_pool2d if len(op.size) == 2 else functional.avg_pool1d
            return average(
                x, op.size, op.steps, _symmetric(op.ends), op.ceil, isinstance(op, AveragePool)
            )
        case GlobalAveragePool():
            return x.mean(dim=tuple(range(2, x.ndim)))
    raise ValueError(op)


def answers(case: str) -> dict[str, np.ndarray]:
    """The output, and the gradient of each input, by rule."""
    op, _ = CASES[case]
    reads = inputs(case)
    leaves = {name: torch.tensor(reads[name], requires_grad=True) for name in op.inputs}
    out = computed(op, leaves["x"], leaves.get("W", leaves["x"]))
    gradients = torch.autograd.grad(out, list(leaves.values()), torch.tensor(reads["g"]))
    found = {f"grad_{name}": grad.numpy() for name, grad in zip(leaves, gradients, strict=True)}
    return {"forward": out.detach().numpy(), **found}


def main() -> None:
    torch.set_num_threads(1)
    stored = {f"{case}:{rule}": values for case in CASES for rule, values in answers(case).items()}
    np.savez_compressed(HERE / "windows.npz", **stored)  # type: ignore[arg-type]
    print(f"windows.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
