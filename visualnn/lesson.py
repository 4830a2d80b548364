"""A lesson that is ready to run: its network and program, its first values, its stops and its
prose.

A lesson comes from a file (:func:`load`) or from a dictionary of the same form
(:func:`from_dict`). Both are checked
against the program they describe, so that what opens also runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np

from . import datasets, lesson_file
from .architectures import ARCHITECTURES
from .compiler import (
    Augmentation,
    Callbacks,
    Checkpoint,
    Clip,
    EarlyStopping,
    Plan,
    Plateau,
    Watch,
    augmentation_of,
    compile_program,
    preparation,
    settings,
)
from .errors import BatchError, LessonError, ShapeError, VisualnnError
from .expr import Source
from .initializers import First, Given, Written, first_values, initializer_of
from .layers import KINDS, Function, Layer
from .lesson_file import (
    FunctionLessonSpec,
    LessonBase,
    LessonSpec,
    QuestionSpec,
    Quotation,
    Reference,
)
from .lesson_file.data_sources import source_of
from .lesson_file.initializer_specs import RuleBase
from .lesson_file.layer_specs import LayerBase
from .lesson_file.loss_agreement import refuse_targets
from .lesson_file.loss_specs import LossBase
from .lesson_file.places import Key
from .losses import Loss, Objective, Output
from .machine import frozen
from .network import INPUT, Builder, Network, build
from .ops import Array, Shape
from .optimizers import settings_of
from .program import Program
from .resources import resource
from .schedules import Counter, Schedule, schedule_of
from .text import N_
from .transfer import Inherited, neighbour, pairs, trained


@dataclass(frozen=True)
class Limits:
    """How large a network may be; what is larger is refused before anything is allocated."""

    parameters: int = 5_000_000
    bytes: int = 512 << 20
    """Of one iteration: parameters, the optimizer's memory, every value and gradient."""


LARGE = Limits(200_000_000, 20 << 30)
"""For networks that one knows to be large; GoogLeNet takes 0.3 GB, ResNet-152 takes 3, VGG-19 4."""


FUNCTION = "f"
"""What the one layer of a lesson without a network is called."""


@dataclass(frozen=True)
class Question:
    """Something asked before it is shown. The answer is a number of the trace, made at `tick`."""

    spec: QuestionSpec
    answer: Source | None
    other: Source | None
    tick: int


@dataclass(frozen=True)
class Stop:
    """A place in the run at which the lesson has something to say."""

    name: str
    tick: int
    focus: Source | None
    questions: tuple[Question, ...]
    quotations: tuple[Quotation, ...]
    """What its prose quotes, in any language."""


@dataclass(frozen=True, eq=False)
class Outline:
    """A lesson before any weight exists: what a summary is made from, in no time at any size."""

    spec: LessonBase
    network: Network
    data: datasets.Dataset
    plan: Plan

    @property
    def name(self) -> str:
        return self.spec.name


@dataclass(frozen=True, eq=False)
class Lesson(Outline):
    """Everything that does not change while a lesson is run."""

    program: Program
    start: Mapping[str, Array]
    """What exists before the first tick: data, settings, parameters, memory. Read-only arrays of
    one type."""
    inherited: Mapping[str, Inherited] = field(default_factory=dict)
    """The first values that another lesson's training made."""
    stops: tuple[Stop, ...] = ()
    limits: Limits = Limits()
    """How large the network was allowed to be."""

    @property
    def iterations(self) -> int:
        """How many iterations the lesson trains."""
        return self.spec.epochs * self.program.iterations

    @cached_property
    def last_tick(self) -> int:
        return self.program.end_of(self.iterations - 1)

    def stop_at(self, tick: int) -> int | None:
        """The index of the last stop at or before a tick."""
        passed = [n for n, stop in enumerate(self.stops) if stop.tick <= tick]
        return passed[-1] if passed else None


def load(path: Path) -> Lesson:
    """Read and check a lesson folder or its ``lesson.toml``.

    Raises LessonError or LessonFaults, which name file, line and column.
    """
    return assemble(lesson_file.read(path))


def from_dict(description: Mapping[str, object], limits: Limits | None = None) -> Lesson:
    """The same from a dictionary of the form of ``lesson.toml``; errors name the key instead of a
    line."""
    return assemble(lesson_file.from_dict(description), limits=limits)


def open_named(name: str) -> Lesson:
    """A lesson by its name or path, or a known architecture by its name; raises LessonError."""
    limits = LARGE if _is_architecture(name) else None
    return assemble(specification(name), limits=limits)


def specification(name: str) -> LessonBase:
    """What a lesson, or an architecture, of this name is described as; raises LessonError."""
    if _is_architecture(name):
        return lesson_file.from_dict(ARCHITECTURES[name]())
    return lesson_file.read(find(name))


def _is_architecture(name: str) -> bool:
    return name in ARCHITECTURES and name not in shipped()


def find(name: str) -> Path:
    """The folder of a lesson: the name of one that comes with the program, or a path; raises
    LessonError."""
    known = shipped()
    if name in known:
        return known[name]
    path = Path(name)
    if path.exists():
        return path
    raise LessonError(
        N_("there is no lesson {name}; known are {known}, or give the path of a lesson folder"),
        name=name,
        known=", ".join([*known, *ARCHITECTURES]),
    )


def shipped() -> dict[str, Path]:
    """The lessons that come with the program, in order: name (the folder's without its number) →
    folder."""
    folders = sorted(path.parent for path in resource("lessons").glob("*/lesson.toml"))
    return {folder.name.partition("-")[2]: folder for folder in folders}


def assemble(
    spec: LessonBase,
    data: datasets.Dataset | None = None,
    limits: Limits | None = None,
    *,
    before: tuple[str, ...] = (),
) -> Lesson:
    """Build what a specification describes, or the same over other data. What does not fit is a
    LessonError at the key that it comes from, also what is larger than the limits (the usual ones
    if none are given). `before` names the lessons that are opened because this one is their
    beginning."""
    drawn = outline(spec, data)
    network, data, plan = drawn.network, drawn.data, drawn.plan
    limits = limits or Limits()
    _check_budget(drawn, limits)
    start = _start(spec, network, plan, data)
    inherited = {}
    for name, value, origin in _inherited(drawn, (*before, spec.name)):
        start[name] = frozen(value.astype(spec.dtype))
        inherited[name] = origin
    shapes = {name: value.shape for name, value in start.items()}
    with _blamed_on(spec, "gradients" if plan.gradients else "loss"):
        program = compile_program(network, plan, shapes)
    lesson = Lesson(spec, network, data, plan, program, MappingProxyType(start), inherited)
    return replace(lesson, stops=tuple(_stops(lesson)), limits=limits)


def outline(spec: LessonBase, data: datasets.Dataset | None = None) -> Outline:
    """The same as far as nothing of the network's size is allocated."""
    if isinstance(spec, FunctionLessonSpec):
        return _walk(spec)
    assert isinstance(spec, LessonSpec)  # noqa: S101  there are two kinds of lessons
    data = data or _data(spec)
    return Outline(spec, _network(spec, data), data, _plan(spec, data))


def _walk(spec: FunctionLessonSpec) -> Outline:
    """A function in the place of the network, and no data."""
    start = Given(spec.function.start)
    with _blamed_on(spec, "function"):
        network = build([Function(FUNCTION, (), function=spec.function.kind, start=start)], ())
    none = np.empty((0, 1))
    nothing = datasets.Dataset(none, none, none, none, title="")
    plan = Plan(
        loss=Objective(()),
        clip=Clip(**spec.clip.model_dump()) if spec.clip else None,
        optimizer=spec.optimizer.kind,
        convention=spec.optimizer.convention,
        given=tuple(spec.optimizer.given),
        schedule=_schedule(spec),
        rows=0,
        batch=1,
    )
    return Outline(spec, network, nothing, plan)


def _data(spec: LessonSpec) -> datasets.Dataset:
    """The examples; what is wrong with a file is told where the lesson names it."""
    data = spec.data
    with _blamed_on(spec, "data", *(("file",) if data.source == "file" else ())):
        found = datasets.load(
            source_of(data, spec.where()),
            # the seed as the state will hold it: single precision knows not all whole numbers
            seed=int(np.dtype(spec.dtype).type(spec.seed)),
            validation=data.validation,
            shape=data.shape,
            classes=None if data.reconstruct else data.classes,
        )
    _check_targets(spec, found)
    return found


def _check_targets(spec: LessonSpec, found: datasets.Dataset) -> None:
    """Refuse targets that a loss cannot compare with, as far as they are the data's own."""
    data = spec.data
    for x, t in ((found.x, found.t), (found.val_x, found.val_t)):
        if data.reconstruct and not data.standardise and len(x):
            refuse_targets(spec, np.array([x.min(), x.max()]) / (data.scale or 1))
        elif data.classes is None and not data.reconstruct and len(t):
            refuse_targets(spec, t)


@contextmanager
def _blamed_on(spec: LessonBase, *keys: Key) -> Iterator[None]:
    """An error in here is told at this key of the lesson."""
    try:
        yield
    except LessonError:
        raise
    except VisualnnError as error:
        place = spec.where("batch") if isinstance(error, BatchError) else spec.where(*keys)
        raise LessonError(error.template, place=place, **error.params) from error


@contextmanager
def _named(layer: str, *, if_: bool) -> Iterator[None]:
    """An error in here says the layer's name, if it is asked to."""
    try:
        yield
    except VisualnnError as error:
        if not if_:
            raise
        raise ShapeError(N_("{layer}: {reason}"), layer=layer, reason=error) from error


def _network(spec: LessonSpec, data: datasets.Dataset) -> Network:
    builder = Builder(data.x.shape[1:])
    for n, layer in enumerate(spec.layers):
        before = builder.layers[-1].name if builder.layers else INPUT
        firsts = {}
        for key in KINDS[layer.kind].starts:
            with _blamed_on(spec, "layers", n, key), _named(layer.name, if_=spec.is_of_block(n)):
                firsts[key] = _first(getattr(layer, key))
        with _blamed_on(spec, "layers", n), _named(layer.name, if_=spec.is_of_block(n)):
            builder.add(_layer(layer, layer.inputs or (before,), firsts))
    return builder.network()


def _layer(spec: LayerBase, inputs: tuple[str, ...], firsts: Mapping[str, First]) -> Layer:
    """A table of the lesson file as the layer of its kind; fields of both have the same names."""
    words = {name: getattr(spec, name) for name in type(spec).model_fields}
    kind = KINDS[words.pop("kind")]
    return kind(**{**words, **firsts, "inputs": inputs})


def _first(rule: str | RuleBase | Written) -> First:
    """How a parameter starts; raises SettingError for settings that a rule does not have."""
    if isinstance(rule, RuleBase):
        return initializer_of(rule.kind, rule.convention, **rule.given)
    return rule if isinstance(rule, str) else Given(rule)


def _plan(spec: LessonSpec, data: datasets.Dataset) -> Plan:
    rows = len(data.x)
    return Plan(
        loss=_objective(spec),
        clip=Clip(**spec.clip.model_dump()) if spec.clip else None,
        callbacks=_callbacks(spec),
        optimizer=spec.optimizer.kind,
        convention=spec.optimizer.convention,
        given=tuple(spec.optimizer.given),
        schedule=_schedule(spec),
        rows=rows,
        batch=rows if spec.batch.size == "all" else min(spec.batch.size, rows),
        shuffle=spec.batch.shuffle,
        scale=spec.data.scale is not None,
        standardise=spec.data.standardise,
        classes=spec.data.classes,
        labelled=_labelled(data),
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
        with _blamed_on(spec, "augment", n):
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


def _callbacks(spec: LessonSpec) -> Callbacks:
    """What is decided between two epochs, in the order of the lesson file's keys."""
    found: list[Checkpoint | EarlyStopping | Plateau] = []
    given = spec.callbacks
    if given.checkpoint is not None:
        found.append(Checkpoint(Watch(given.checkpoint.monitor)))
    if given.reduce_on_plateau is not None:
        words = given.reduce_on_plateau.model_dump(exclude={"monitor"})
        found.append(Plateau(**words, watch=Watch(given.reduce_on_plateau.monitor)))
    if given.early_stopping is not None:
        words = given.early_stopping.model_dump(exclude={"monitor"})
        found.append(EarlyStopping(**words, watch=Watch(given.early_stopping.monitor)))
    return Callbacks(tuple(found))


def _loss(spec: LessonSpec, loss: LossBase, *keys: Key) -> Loss:
    with _blamed_on(spec, *keys):
        return Loss(**loss.settings)


def _schedule(spec: LessonBase) -> Schedule | None:
    """The schedule with the lesson's settings; its first rate is the optimizer's."""
    if spec.schedule is None:
        return None
    with _blamed_on(spec, "schedule"):
        found = schedule_of(spec.schedule.kind, spec.schedule.convention, spec.schedule.given)
        counters: Mapping[str, Counter] = {"epoch": "epoch", "update": "k"}
        if spec.schedule.every is not None:
            found = found.following(counters[spec.schedule.every])
        return found.set({**spec.schedule.given, "lr0": spec.optimizer.lr})


def _check_budget(drawn: Outline, limits: Limits) -> None:
    """Refuse, before anything is allocated, what would not fit into memory or on a screen."""
    spec, network, plan = drawn.spec, drawn.network, drawn.plan
    parameters = sum(math.prod(parameter.shape) for parameter in network.parameters)
    if parameters > limits.parameters:
        raise LessonError(
            N_("the network has {count} parameters, more than {most}; use fewer units"),
            place=spec.where("layers"),
            count=parameters,
            most=limits.parameters,
        )
    values = sum(math.prod(network.shapes[use.writes]) for use in network.applications)
    width = np.dtype(spec.dtype).itemsize
    with _blamed_on(spec, "optimizer"):
        arrays = plan.rule.arrays + plan.callbacks.copies
    largest = width * (arrays * parameters + 3 * values * (plan.batch + plan.validation_rows))
    size = width * sum(
        array.size for array in (drawn.data.x, drawn.data.t, drawn.data.val_x, drawn.data.val_t)
    )
    if size > limits.bytes:
        raise LessonError(
            N_("the data would take {size} MB, more than {most} MB; use fewer examples"),
            place=spec.where("data"),
            size=size >> 20,
            most=limits.bytes >> 20,
        )
    if largest > limits.bytes:
        raise LessonError(
            N_(
                "one iteration would take {size} MB, more than {most} MB; use a smaller "
                "batch or fewer units"
            ),
            place=spec.where("batch"),
            size=largest >> 20,
            most=limits.bytes >> 20,
        )


def _start(
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
        with _blamed_on(spec, *keys[parameter.layer], parameter.key):
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


def _inherited(drawn: Outline, chain: tuple[str, ...]) -> Iterator[tuple[str, Array, Inherited]]:
    """First values that come from the training of other lessons, which are trained for it."""
    spec = drawn.spec
    for n, begin in enumerate(spec.start_from if isinstance(spec, LessonSpec) else ()):
        place = spec.where("start_from", n, "lesson")
        if begin.lesson in chain:
            raise LessonError(
                N_("{lesson} cannot begin with itself: {chain}"),
                place=place,
                lesson=begin.lesson,
                chain=" → ".join([*chain, begin.lesson]),
            )
        known = shipped()
        folder = neighbour(Path(spec.where().path), begin.lesson) or known.get(begin.lesson)
        if folder is None:
            raise LessonError(
                N_("there is no lesson {name} beside this one, nor among {known}"),
                place=place,
                name=begin.lesson,
                known=", ".join(known),
            )
        other = assemble(lesson_file.read(folder), before=chain)
        iterations = min(begin.iterations or other.iterations, other.iterations)
        values = trained(other.program, other.start, iterations)
        with _blamed_on(spec, "start_from", n, "parameters"):
            for mine, theirs in pairs(drawn.network, values, begin.parameters or {}):
                yield mine, values[theirs], Inherited(begin.lesson, theirs, iterations)


# -- stops: from names in a file to ticks of the program
# ------------------------------------------------------------


def _stops(lesson: Lesson) -> Iterator[Stop]:
    spec = lesson.spec
    for n, stop in enumerate(spec.stops):
        iteration = lesson.iterations - 1 if stop.iteration == -1 else stop.iteration
        if iteration >= lesson.iterations:
            raise LessonError(
                N_("iteration {asked} does not exist: the lesson ends with iteration {last}"),
                place=spec.where("stops", n, "iteration"),
                asked=iteration,
                last=lesson.iterations - 1,
            )
        tick = lesson.program.start_of(iteration)
        if stop.at:
            done = lesson.program.done_after(stop.at, iteration)
            if done is None:
                raise _unknown(lesson, stop.at, iteration, "stops", n, "at")
            tick += done
        focus = None
        if stop.focus is not None:
            focus = _source(lesson, stop.focus, iteration, "stops", n, "focus")
        questions = tuple(_questions(lesson, n, iteration, tick))
        yield Stop(stop.id, tick, focus, questions, tuple(_quotations(lesson, n, iteration)))


def _unknown(lesson: Lesson, name: str, iteration: int, *keys: Key) -> LessonError:
    instructions = lesson.program.instructions(iteration)
    known = [*lesson.program.carried, *(ins.writes for ins in instructions)]
    return LessonError(
        N_("nothing is called {name} in iteration {iteration}; there are {known}"),
        place=lesson.spec.where(*keys),
        name=name,
        iteration=iteration,
        known=", ".join(dict.fromkeys(known)),
    )


def _source(lesson: Lesson, reference: Reference, iteration: int, *keys: Key) -> Source:
    """A reference as a number of the program; the whole of a value stands for its first number."""
    shape = _shape(lesson, reference.name, iteration)
    if shape is None:
        raise _unknown(lesson, reference.name, iteration, *keys)
    index = reference.index or (0,) * len(shape)
    if not _inside(index, shape):
        raise _outside(reference, shape, lesson.spec.where(*keys))
    return Source(reference.name, index)


def _shape(lesson: Lesson, name: str, iteration: int) -> Shape | None:
    return lesson.program.shapes[lesson.program.is_closing(iteration)].get(name)


def _inside(index: tuple[int, ...], shape: Shape) -> bool:
    return len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))


def _outside(reference: Reference, shape: Shape, place: lesson_file.Place) -> LessonError:
    return LessonError(
        N_("{reference} does not exist: {name} has the shape {shape}, counted from 0"),
        place=place,
        reference=reference,
        name=reference.name,
        shape=shape,
    )


def _questions(lesson: Lesson, stop: int, iteration: int, tick: int) -> Iterator[Question]:
    for n, spec in enumerate(lesson.spec.stops[stop].questions):
        keys = ("stops", stop, "questions", n)
        found: dict[str, Source | None] = {"answer": None, "other": None}
        for word in found:
            reference = getattr(spec, word, None)
            if reference is not None:
                found[word] = _source(lesson, reference, iteration, *keys, word)
        made = tick
        if found["answer"] is not None:
            # what is asked for is often not written yet: it is, or it will be, in this iteration
            names = [place.name for place in found.values() if place is not None]
            done = [lesson.program.done_after(name, iteration) or 0 for name in names]
            made = max(tick, lesson.program.start_of(iteration) + max(done))
        yield Question(spec, found["answer"], found["other"], made)


def _quotations(lesson: Lesson, stop: int, iteration: int) -> Iterator[Quotation]:
    """The numbers quoted in the prose of a stop; those of this lesson are checked here."""
    known: set[str] = set()
    for prose in lesson.spec.prose.values():
        for quote in prose.quotes(lesson.spec.stops[stop].id):
            quotation = quote.quotation
            if quotation.lesson is None:
                reference = quotation.reference
                where = lesson.iterations - 1 if quotation.at_end else iteration
                shape = _shape(lesson, reference.name, where)
                if shape is None:
                    raise _moved(
                        _unknown(lesson, reference.name, where, "stops", stop), quote.place
                    )
                if not _inside(reference.index, shape):
                    raise _outside(reference, shape, quote.place)
            if str(quotation) not in known:
                known.add(str(quotation))
                yield quotation


def _moved(error: LessonError, place: lesson_file.Place) -> LessonError:
    """The same error at another place."""
    return LessonError(error.template, place=place, **error.params)
