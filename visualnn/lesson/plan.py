"""What a lesson trains for, as the plan that its program is compiled from."""

from __future__ import annotations

from collections.abc import Mapping

from .. import datasets
from ..compiler import (
    Augmentation,
    Callbacks,
    Checkpoint,
    Clip,
    EarlyStopping,
    Plan,
    ReduceOnPlateau,
    Watch,
    augmentation_of,
)
from ..losses import Loss, Objective, Output
from ..network import INPUT
from ..ops import Shape
from ..schedules import Counter, ScheduleLines, schedule_of
from .blame import blamed_on
from .file import LessonBase, LessonSpec
from .file.callback_specs import CallbacksSpec, FunctionCallbacksSpec
from .file.loss_specs import LossBase
from .file.places import Key


def plan_of(spec: LessonSpec, data: datasets.Dataset) -> Plan:
    rows = len(data.x)
    return Plan(
        loss=_objective(spec),
        clip=Clip(**spec.clip.model_dump()) if spec.clip else None,
        callbacks=callbacks_of(spec.callbacks),
        optimizer=spec.optimizer.kind,
        convention=spec.optimizer.convention,
        given=tuple(spec.optimizer.given),
        schedule=rate_schedule(spec),
        rows=rows,
        batch=rows if spec.batch.size == "all" else min(spec.batch.size, rows),
        shuffle=spec.batch.shuffle,
        drop_last=spec.batch.drop_last,
        scale=spec.data.scale is not None,
        standardise=spec.data.standardise,
        features=spec.data.features or (),
        classes=spec.data.classes,
        labelled=_labelled(data),
        onehot=data.onehot,
        split=data.rows is not None,
        reconstruct=spec.data.reconstruct,
        augment=_augment(spec, data.x.shape[1:]),
        metrics=spec.metrics,
        gradients=spec.gradients,
        validation_rows=len(data.val_x),
    )


def _labelled(data: datasets.Dataset) -> bool:
    """Whether the classes have other numbers than those from 0 on."""
    return data.labels != tuple(range(len(data.labels)))


def _augment(spec: LessonSpec, shape: Shape) -> tuple[Augmentation, ...]:
    """How the examples, of a shape, are changed in training."""
    changes = []
    shapes: dict[str, Shape] = {INPUT: (1, *shape), "seed": (), "k": ()}
    for n, change in enumerate(spec.augment):
        with blamed_on(spec, "augment", n):
            changes.append(augmentation_of(change.kind, **change.given))
            for op, reads, writes in changes[-1].lines(INPUT, INPUT, "batch", shape):
                shapes[writes] = op.shape(*(shapes[name] for name in reads))
    return tuple(changes)


def _objective(spec: LessonSpec) -> Objective:
    """What is made small: the losses of all outputs, and penalties."""
    outputs = [Output(_loss(spec, spec.loss, "loss"))]
    outputs += [
        Output(_loss(spec, loss, "losses", n), loss.output or "", loss.weight or 1.0)
        for n, loss in enumerate(spec.losses)
    ]
    penalties = spec.regularization
    return Objective(
        tuple(outputs), penalties.l1 or 0.0, penalties.l2 or 0.0, penalties.layers or ()
    )


def callbacks_of(given: CallbacksSpec | FunctionCallbacksSpec) -> Callbacks:
    """What is decided between two epochs, in the order of the lesson file's keys; on a bare
    function between two iterations."""
    found: list[Checkpoint | EarlyStopping | ReduceOnPlateau] = []
    if isinstance(given, CallbacksSpec) and given.checkpoint is not None:
        found.append(Checkpoint(Watch(given.checkpoint.monitor)))
    if given.reduce_on_plateau is not None:
        words = given.reduce_on_plateau.model_dump(exclude={"monitor"})
        found.append(ReduceOnPlateau(**words, watch=Watch(given.reduce_on_plateau.monitor)))
    if isinstance(given, CallbacksSpec) and given.early_stopping is not None:
        words = given.early_stopping.model_dump(exclude={"monitor"})
        found.append(EarlyStopping(**words, watch=Watch(given.early_stopping.monitor)))
    return Callbacks(tuple(found))


def _loss(spec: LessonSpec, loss: LossBase, *keys: Key) -> Loss:
    with blamed_on(spec, *keys):
        return Loss(**loss.settings)


def rate_schedule(spec: LessonBase) -> ScheduleLines | None:
    """The schedule with the lesson's settings; its first rate is the optimizer's."""
    if spec.schedule is None:
        return None
    with blamed_on(spec, "schedule"):
        found = schedule_of(spec.schedule.kind, spec.schedule.convention, spec.schedule.given)
        counters: Mapping[str, Counter] = {"epoch": "epoch", "update": "k"}
        if spec.schedule.every is not None:
            found = found.following(counters[spec.schedule.every])
        return found.set({**spec.schedule.given, "lr0": spec.optimizer.lr})
