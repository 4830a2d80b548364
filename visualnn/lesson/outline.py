"""A lesson before any weight exists: its data, its network, its plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .. import datasets
from ..compiler import Clip, Plan
from ..initializers import First, Given, Written, initializer_of
from ..layers import KINDS, Function, Layer
from ..losses import Objective
from ..network import INPUT, Builder, Network, build
from ..ops import Shape
from ..ops.features import Features
from .blame import blamed_on, named
from .file import FunctionLessonSpec, LessonBase, LessonSpec
from .file.data_sources import source_of
from .file.initializer_specs import RuleBase
from .file.layer_specs import LayerBase
from .file.loss_agreement import refuse_targets, refuse_words, wants_classes
from .indices import refuse_indices
from .parts import FUNCTION, Outline
from .plan import callbacks_of, plan_of, rate_schedule


def outline_of(spec: LessonBase, data: datasets.Dataset | None = None) -> Outline:
    """The parts of a lesson that need no memory of the network's size."""
    if isinstance(spec, FunctionLessonSpec):
        return _walk(spec)
    assert isinstance(spec, LessonSpec)  # noqa: S101  there are two kinds of lessons
    data = data or _data(spec)
    network = _network(spec, data)
    refuse_indices(spec, network, data)
    return Outline(spec, network, data, plan_of(spec, data))


def _walk(spec: FunctionLessonSpec) -> Outline:
    """A function in the place of the network, and no data."""
    start = Given(spec.function.start)
    with blamed_on(spec, "function"):
        walked = spec.function
        ground = Function(FUNCTION, (), function=walked.kind, start=start, noise=walked.noise)
        network = build([ground], ())
    none = np.empty((0, 1))
    nothing = datasets.Dataset(none, none, none, none, title="")
    plan = Plan(
        loss=Objective(()),
        clip=Clip(**spec.clip.model_dump()) if spec.clip else None,
        optimizer=spec.optimizer.kind,
        convention=spec.optimizer.convention,
        given=tuple(spec.optimizer.given),
        callbacks=callbacks_of(spec.callbacks),
        schedule=rate_schedule(spec),
        rows=0,
        batch=1,
    )
    return Outline(spec, network, nothing, plan)


def _data(spec: LessonSpec) -> datasets.Dataset:
    """The examples; what is wrong with a file is told where the lesson names it."""
    data = spec.data
    with blamed_on(spec, "data", *(("file",) if data.source == "file" else ())):
        source = source_of(data, spec.where())
        if isinstance(source, datasets.FileData):
            source = replace(source, wants_classes=wants_classes(spec))
        found = datasets.load(
            source,
            # the seed as the state will hold it: single precision knows not all whole numbers
            seed=int(np.dtype(spec.dtype).type(spec.seed)),
            validation=data.validation_share,
            shape=data.shape,
            classes=None if data.reconstruct else data.classes,
        )
    _check_targets(spec, found)
    return found


def _check_targets(spec: LessonSpec, found: datasets.Dataset) -> None:
    """Refuse targets that a loss cannot compare with, as far as they are the data's own."""
    data = spec.data
    if found.has_word_targets and not data.reconstruct:
        refuse_words(spec, found.names)
    for x, t in ((found.x, found.t), (found.val_x, found.val_t)):
        if data.reconstruct and not data.standardise and len(x):
            refuse_targets(spec, np.array([x.min(), x.max()]) / (data.scale or 1))
        elif data.classes is None and not data.reconstruct and len(t):
            refuse_targets(spec, t)


def _network(spec: LessonSpec, data: datasets.Dataset) -> Network:
    builder = Builder(_read_shape(spec, data), "sequence" if data.is_sequence else "")
    for n, layer in enumerate(spec.layers):
        before = builder.layers[-1].name if builder.layers else INPUT
        firsts = {}
        for key in KINDS[layer.kind].starts:
            with blamed_on(spec, "layers", n, key), named(layer.name, if_=spec.is_of_block(n)):
                firsts[key] = _first(getattr(layer, key))
        with blamed_on(spec, "layers", n), named(layer.name, if_=spec.is_of_block(n)):
            builder.add(_layer(layer, layer.inputs or (before,), firsts))
    return builder.network()


def _read_shape(spec: LessonSpec, data: datasets.Dataset) -> Shape:
    """The shape of what the network reads of one example."""
    if not spec.data.features:
        return data.x.shape[1:]
    with blamed_on(spec, "data", "features"):
        return Features(spec.data.features).shape(data.x.shape)[1:]


def _layer(spec: LayerBase, inputs: tuple[str, ...], firsts: Mapping[str, First]) -> Layer:
    """A table of the lesson file as the layer of its kind; fields of both have the same names."""
    return KINDS[spec.kind](**{**spec.settings, **firsts, "inputs": inputs})


def _first(rule: str | RuleBase | Written) -> First:
    """How a parameter starts; raises SettingError for settings that a rule does not have."""
    if isinstance(rule, RuleBase):
        return initializer_of(rule.kind, rule.convention, **rule.given)
    return rule if isinstance(rule, str) else Given(rule)
