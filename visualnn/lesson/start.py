"""What exists before the first tick."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .. import datasets
from ..compiler import Plan, preparation, settings
from ..initializers import first_values
from ..machine.machine import frozen
from ..network import Network
from ..ops import Array
from ..optimizers import settings_of
from .blame import blamed_on
from .file import LessonBase, LessonSpec
from .file.places import Key
from .parts import FUNCTION


def start_of(
    spec: LessonBase, network: Network, plan: Plan, data: datasets.Dataset
) -> dict[str, Array]:
    """What exists before the first tick; what is carried from iteration to iteration comes
    first."""
    values: dict[str, Array | float] = {
        **settings_of(plan.optimizer, spec.optimizer.given, plan.convention)
    }
    if plan.schedule is not None:
        values |= {name: np.array(value) for name, value in plan.schedule.settings.items()}
    values |= {name: np.array(value) for name, value in settings(plan).items()}
    values["k"] = 0.0
    dtype = np.dtype(spec.dtype)
    keys = _keys_of_layers(spec)
    for parameter in network.parameters:
        with blamed_on(spec, *keys[parameter.layer], parameter.key):
            first = first_values(
                parameter.first,
                seed=spec.seed,
                place=parameter.name,
                shape=parameter.shape,
                fan_in=parameter.fan_in,
                fan_out=parameter.fan_out,
            )
        values[parameter.name] = first.astype(dtype)
    for buffer in network.buffers:
        values[buffer.name] = np.full(buffer.shape, buffer.first)
    values |= plan.rule.first_memory({p.name: p.shape for p in network.trained})
    values |= plan.callbacks.memory(
        network, values, spec.dtype, validated=len(data.val_x) > 0, iterations=plan.iterations
    )
    values["seed"] = float(spec.seed)
    if plan.rows:
        values |= {"data.x": data.x, "data.t": data.t}
    if data.columns is not None:
        values["data.columns"] = data.columns
    if data.val_columns is not None and len(data.val_x):
        values["val.data.columns"] = data.val_columns
    if isinstance(spec, LessonSpec) and spec.data.scale is not None:
        values["scale"] = spec.data.scale
    if plan.labelled:
        values["data.labels"] = np.array(data.labels)
    if len(data.val_x):
        values |= {"val.data.x": data.val_x, "val.data.t": data.val_t}
    start = {name: frozen(np.array(value, dtype)) for name, value in values.items()}
    for name, made in preparation(plan).items():
        start[name] = made.op.compute(made.rule, *(start[read] for read in made.reads))
    return start


def _keys_of_layers(spec: LessonBase) -> Mapping[str, tuple[Key, ...]]:
    """Where the lesson describes each layer."""
    if not isinstance(spec, LessonSpec):
        return {FUNCTION: ("function",)}
    return {layer.name: ("layers", n) for n, layer in enumerate(spec.layers)}
