"""Let PyTorch and Keras compute one layer of each kind and store its arrays under their own names:
``python -m tests.reference.make_layouts`` in an environment that has PyTorch 2.13 (CPU), or Keras
3.15 with KERAS_BACKEND=jax, which computes in 32 bits.

What the library at hand has no part in stays as it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.reference.layouts import CASES, PYTORCH_ONLY, ROWS, Case

STORE = Path(__file__).parent / "layouts.npz"
Arrays = dict[str, NDArray[Any]]


def read_by(case: Case, random: np.random.Generator) -> NDArray[np.float64]:
    if case.kind == "embedding":
        return random.integers(0, 9, size=(ROWS, *case.shape)).astype(float)
    return random.normal(size=(ROWS, *case.shape))


def pytorch() -> Iterator[tuple[str, Arrays]]:
    torch: Any = import_module("torch")
    nn = torch.nn
    print("PyTorch", torch.__version__)
    torch.set_default_dtype(torch.float64)

    made = {
        "dense": lambda groups: nn.Linear(5, 3),
        "dense_steps": lambda groups: nn.Linear(5, 3),
        "conv1d": lambda groups: nn.Conv1d(4, 6, 3, groups=groups),
        "conv2d": lambda groups: nn.Conv2d(4, 6, (2, 3), groups=groups),
        "conv_transpose1d": lambda groups: nn.ConvTranspose1d(4, 6, 3, stride=2),
        "conv_transpose2d": lambda groups: nn.ConvTranspose2d(4, 6, (2, 3), stride=2),
        "batch_norm": lambda groups: nn.BatchNorm2d(4),
        "layer_norm": lambda groups: nn.LayerNorm(5),
        "embedding": lambda groups: nn.Embedding(9, 3),
        "prelu": lambda groups: nn.PReLU(4),
        "rnn": lambda groups: nn.RNN(5, 3, batch_first=True),
        "lstm": lambda groups: nn.LSTM(5, 3, batch_first=True),
        "gru": lambda groups: nn.GRU(5, 3, batch_first=True),
    }
    random = np.random.default_rng(1)
    for name, case in CASES.items():
        layer = made[case.kind](case.settings.get("groups", 1)).eval()
        state = {
            key: value for key, value in layer.state_dict().items() if key != "num_batches_tracked"
        }
        for value in state.values():
            value.copy_(torch.tensor(random.uniform(0.2, 1.0, size=tuple(value.shape))))
        x = read_by(case, random)
        fed = torch.tensor(x).long() if case.kind == "embedding" else torch.tensor(x)
        with torch.no_grad():
            y = layer(fed)
        y = y[0][:, -1] if isinstance(y, tuple) else y
        found = {f"arrays.{key}": value.numpy().copy() for key, value in state.items()}
        yield f"pytorch {name}", {"x": x, "y": y.numpy(), **found}


def keras() -> Iterator[tuple[str, Arrays]]:
    library: Any = import_module("keras")
    print("Keras", library.__version__)
    of = library.layers

    made = {
        "dense": lambda groups: of.Dense(3),
        "dense_steps": lambda groups: of.Dense(3),
        "conv1d": lambda groups: of.Conv1D(6, 3, groups=groups),
        "conv2d": lambda groups: of.Conv2D(6, (2, 3), groups=groups),
        "conv_transpose2d": lambda groups: of.Conv2DTranspose(6, (2, 3), strides=2),
        "batch_norm": lambda groups: of.BatchNormalization(),
        "layer_norm": lambda groups: of.LayerNormalization(),
        "embedding": lambda groups: of.Embedding(9, 3),
        "prelu": lambda groups: of.PReLU(),
        "rnn": lambda groups: of.SimpleRNN(3),
        "lstm": lambda groups: of.LSTM(3),
        "gru": lambda groups: of.GRU(3),
    }
    random = np.random.default_rng(2)
    for name, case in CASES.items():
        if name in PYTORCH_ONLY:
            continue
        layer = made[case.kind](case.settings.get("groups", 1))
        x = read_by(case, random).astype(np.float32)
        pictures = case.kind.startswith(("conv", "batch"))
        fed = np.moveaxis(x, 1, -1) if pictures else x
        layer(fed)
        for variable in layer.variables:
            if "seed" not in variable.path:
                variable.assign(random.uniform(0.2, 1.0, size=tuple(variable.shape)))
        y = np.asarray(layer(fed, training=False) if case.kind == "batch_norm" else layer(fed))
        y = np.moveaxis(y, -1, 1) if pictures else y
        found = {
            f"arrays.{variable.name}": np.asarray(variable)
            for variable in layer.variables
            if "seed" not in variable.path
        }
        yield f"keras {name}", {"x": x, "y": y, **found}


def main() -> None:
    stored: Arrays = {}
    if STORE.exists():
        with np.load(STORE, allow_pickle=False) as before:
            stored |= dict(before)
    for library, run in (("torch", pytorch), ("keras", keras)):
        if find_spec(library) is not None:
            for name, arrays in run():
                stored |= {f"{name}: {key}": array for key, array in arrays.items()}
    np.savez_compressed(STORE, **stored)  # type: ignore[arg-type]
    print(f"{len({key.partition(':')[0] for key in stored})} layers stored")


if __name__ == "__main__":
    main()
