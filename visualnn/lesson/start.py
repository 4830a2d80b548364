"""What exists before the first tick."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from .. import datasets
from ..compiler import Plan, preparation, settings
from ..errors import SettingError
from ..initializers import first_values
from ..machine.machine import frozen
from ..network import Network
from ..ops import Array
from ..optimizers import settings_of
from ..text import N_
from .blame import blamed_on
from .file import LessonBase, LessonSpec
from .file.places import Key
from .giving_up import check
from .parts import FUNCTION


def start_of(
    spec: LessonBase, network: Network, plan: Plan, data: datasets.Dataset
) -> dict[str, Array]:
    """What exists before the first tick; what is carried from iteration to iteration comes
    first. Raises LessonError where a number is larger than the lesson's type of numbers holds."""
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
        check()
        with blamed_on(spec, *keys[parameter.layer], parameter.key):
            first = first_values(
                parameter.first,
                seed=spec.seed,
                place=parameter.name,
                shape=parameter.shape,
                fan_in=parameter.fan_in,
                fan_out=parameter.fan_out,
            )
            values[parameter.name] = cast(parameter.name, first, dtype)
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
    start = _as_numbers(spec, values, {parameter.name for parameter in network.parameters})
    for name, made in preparation(plan).items():
        start[name] = made.op.compute(made.rule, *(start[read] for read in made.reads))
    return start


def _as_numbers(
    spec: LessonBase, values: Mapping[str, Array | float], are_cast: Collection[str]
) -> dict[str, Array]:
    """Every value in the lesson's type of numbers, read-only; some of them have it already."""
    start = {}
    for name, value in values.items():
        check()
        if name in are_cast:
            start[name] = frozen(np.asarray(value))
            continue
        with blamed_on(spec, *_key_of_setting(spec, name)):
            start[name] = frozen(cast(name, value, np.dtype(spec.dtype)))
    return start


def cast(name: str, value: Array | float, dtype: np.dtype) -> Array:
    """A value in another type of numbers; raises SettingError if it becomes infinite by that."""
    with np.errstate(over="ignore"):
        made = np.array(value, dtype)
    if np.count_nonzero(np.isinf(made)) > np.count_nonzero(np.isinf(value)):
        raise SettingError(
            N_("{name} has a number that is too large for {dtype}"), name=name, dtype=dtype
        )
    return made


def _key_of_setting(spec: LessonBase, name: str) -> tuple[Key, ...]:
    """Where the lesson says a value that is no parameter's."""
    if name.startswith(("data.", "val.data.")) or name == "scale":
        return ("data",)
    if name in type(spec.optimizer).model_fields:
        return ("optimizer", name)
    return ("schedule",) if spec.schedule is not None else ()


def _keys_of_layers(spec: LessonBase) -> Mapping[str, tuple[Key, ...]]:
    """Where the lesson describes each layer."""
    if not isinstance(spec, LessonSpec):
        return {FUNCTION: ("function",)}
    return {layer.name: ("layers", n) for n, layer in enumerate(spec.layers)}
