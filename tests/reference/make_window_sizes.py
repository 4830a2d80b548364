"""Write window_sizes.npz: the sizes that PyTorch's layers give for all settings.

Run with PyTorch 2.13: ``python -m tests.reference.make_window_sizes``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from tests.reference.window_sizes import WindowSetting, settings

HERE = Path(__file__).parent


def size_of(setting: WindowSetting) -> tuple[int, int]:
    """Height and width of the output."""
    x = torch.zeros(1, 1, *setting.input)
    W = torch.zeros(1, 1, *setting.size)
    top, bottom, left, right = setting.padding
    if setting.kind == "conv":
        x = functional.pad(x, (left, right, top, bottom))
        out = functional.conv2d(x, W, stride=setting.stride, dilation=setting.dilation)
    elif setting.kind == "transposed":
        out = functional.conv_transpose2d(
            x,
            W,
            stride=setting.stride,
            dilation=setting.dilation,
            padding=(top, left),
            output_padding=setting.extra,
        )
    else:
        up = setting.kind == "pool rounded up"
        out = functional.max_pool2d(
            x, setting.size, setting.stride, padding=(top, left), ceil_mode=up
        )
    return int(out.shape[2]), int(out.shape[3])


def main() -> None:
    sizes = np.array([size_of(setting) for setting in settings()], np.int16)
    np.savez_compressed(HERE / "window_sizes.npz", sizes=sizes)
    print(f"window_sizes.npz: {len(sizes)} sizes from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
