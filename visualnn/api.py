"""The engine for other programs: call one card, one loss, one optimizer, one schedule; build a
network from a dictionary, set any value by name, run, and read any value and gradient by name.

Nothing here computes: cards do, in the order of a program, and a
:class:`visualnn.run.history.History` remembers it. Names and shapes are those of lessons:
``hidden.W`` is a parameter, ``d.hidden.W`` its gradient.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from types import MappingProxyType
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from . import losses
from .compiler.callbacks import ReduceOnPlateau
from .dataclass import dataclass
from .datasets import Dataset
from .errors import SettingError, ShapeError, UnknownNameError
from .initializers import first_values, initializer_of
from .layers.layouts import parameters_from
from .lesson import Lesson, assemble
from .lesson.file import LessonSpec, from_dict
from .lesson.file.callback_specs import PlateauSpec
from .lesson.file.direct import refuse_settings
from .lesson.file.loss_agreement import refuse_targets
from .lesson.file.loss_specs import LossBase
from .lesson.file.optimizer_specs import OptimizerBase
from .lesson.file.schedule_specs import ScheduleBase
from .losses import Measured
from .machine.machine import frozen
from .machine.trajectory import trajectory
from .names import close_to
from .network import GIVEN, INPUT
from .ops import REGISTRY, Array, Op, Shape
from .optimizers import settings_of
from .program import Phase
from .run.curves import curves_at
from .run.history import ArrayEdit, History, Hold, Release
from .schedules import Setting, rates, schedule_of
from .text import N_

__all__ = [
    "Card",
    "Model",
    "Optimizer",
    "Schedule",
    "initial",
    "loss",
    "network",
    "op",
    "optimizer",
    "plateau",
    "schedule",
]  # fmt: skip


def _numbers(values: ArrayLike) -> Array:
    """An array of floating-point numbers; whole numbers become float64, other types stay. Raises
    ShapeError for rows of several lengths, SettingError for what are no numbers."""
    try:
        array = np.asarray(values)
    except ValueError:
        raise ShapeError(N_("the rows of an array must have the same length")) from None
    if array.dtype.kind not in "fiub":
        raise SettingError(N_("an array holds numbers, not {kind}"), kind=array.dtype)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _rule_of(op: Any) -> Any:
    return inspect.unwrap(op.forward)


# -- one card --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One op, to be called on arrays."""

    op: Op

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs, in order."""
        return self.op.inputs

    def forward(self, *inputs: ArrayLike) -> Array:
        """The output; raises ShapeError where the inputs do not fit."""
        arrays = [_numbers(values) for values in inputs]
        count = len(self.inputs)
        if not self._takes_many and len(arrays) != count:
            raise ShapeError(
                N_("{op} takes {count} arrays ({names}), not {given}"),
                op=type(self.op).__name__,
                count=count,
                names=", ".join(self.inputs),
                given=len(arrays),
            )
        with self._whole_sentences(arrays):
            self.op.shape(*(array.shape for array in arrays))
            return self.op.compute("forward", *arrays)

    @property
    def _takes_many(self) -> bool:
        """Whether the card reads as many arrays as it is given."""
        return bool(_rule_of(self.op).__code__.co_flags & inspect.CO_VARARGS)

    @contextmanager
    def _whole_sentences(self, arrays: Sequence[Array]) -> Iterator[None]:
        """Raise ShapeError for arrays that a card stumbles over."""
        try:
            yield
        except (ArithmeticError, IndexError, TypeError, ValueError):
            raise ShapeError(
                N_("{op} cannot be computed of arrays of the shapes {shapes}"),
                op=type(self.op).__name__,
                shapes=", ".join(str(array.shape) for array in arrays),
            ) from None

    def gradients(self, g: ArrayLike, *inputs: ArrayLike) -> dict[str, Array]:
        """The gradient of each input that has one, by the input's name, for the gradient `g` of the
        output."""
        arrays = [_numbers(values) for values in inputs]
        out = self.forward(*arrays)
        above = _numbers(g)
        if above.shape != out.shape:
            raise ShapeError(
                "the gradient of an output of shape {out} cannot have the shape {g}",
                out=out.shape,
                g=above.shape,
            )
        known = {"g": above, self.op.output: out, **dict(zip(self.inputs, arrays, strict=True))}
        with self._whole_sentences(arrays):
            return {
                rule.removeprefix("grad_"): self.op.compute(
                    rule, *(known[name] for name in self.op.rule_inputs[rule])
                )
                for rule in self.op.rules
                if rule != "forward"
            }


def op(card: str, **settings: object) -> Card:
    """A card by the name of its class, with its settings: ``op("Conv2d", stride=(2, 2))``. Where a
    setting has one number for each axis, a single one stands for all.

    Raises UnknownNameError for an unknown card, SettingError for a setting it does not have.
    """
    if card not in REGISTRY:
        raise UnknownNameError(
            "there is no card {card}; the closest is {guess}",
            card=card,
            guess=close_to(card, REGISTRY) or "–",
        )
    made = REGISTRY[card]
    defaults = {each.name: each.default for each in fields(made)}
    if "size" in defaults:  # of a pool the other settings may be left to the size
        axes = len(size) if isinstance(size := settings.get("size"), list | tuple) else 2
        instead = {"size": (1,) * axes, "stride": (1,) * axes, "padding": ((0, 0),) * axes}
        defaults |= {name: like for name, like in instead.items() if name in defaults}
    given = {name: _fitted(card, name, value, defaults) for name, value in settings.items()}
    try:
        return Card(made(**given))
    except (TypeError, ValueError) as error:
        raise SettingError("{card}: {reason}", card=card, reason=error) from None


_AT_LEAST_ONE = frozenset({"classes", "dilation", "factors", "groups", "k", "size", "stride"})


def _fitted(card: str, name: str, value: object, defaults: Mapping[str, object]) -> object:
    """A setting in the form of its default, one number for all axes as one for each; raises
    SettingError for another count of numbers, and for one that no card could have."""
    if name not in defaults or value is None:
        return value
    least = 1 if name in _AT_LEAST_ONE else 0 if name == "padding" else None
    try:
        return _like(defaults[name], value, least)
    except (TypeError, ValueError):
        raise SettingError(
            N_("{card}: {name} has the form of {example}, not {value}"),
            card=card,
            name=name,
            example=defaults[name],
            value=value,
        ) from None


def _like(default: object, value: object, least: int | None) -> object:
    """A value as its default is; raises TypeError and ValueError where it is not."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(default, tuple) and default:
        several = value if isinstance(value, list | tuple) else (value,) * len(default)
        if len(default) == 4 and len(several) == 2:  # one number for both ends of an axis
            several = [each for each in several for _ in range(2)]
        return tuple(
            _like(default[min(place, len(default) - 1)], one, least)
            for place, one in enumerate(several)
        )
    if isinstance(default, int | float) and not isinstance(default, bool):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        if isinstance(default, int) and value != int(value):
            raise ValueError
        if not np.isfinite(value) or (least is not None and value < least):
            raise ValueError
        return int(value) if isinstance(default, int) else value
    return value


# -- one loss, optimizer, schedule, initialiser ----------------------------------------------------


def loss(kind: str, convention: str = "pytorch", **settings: object) -> Callable[..., Measured]:
    """A loss as a function of predictions ``(batch, …)`` and targets: its `losses` per row, their
    `mean`, and the `gradient` of the mean.

    Settings are those of :class:`visualnn.losses.Loss`: `delta`, `label_smoothing`,
    `class_weights`. Raises SettingError for what the loss does not have.
    """
    if (weights := settings.get("class_weights")) is not None:
        settings["class_weights"] = tuple(_numbers(weights).ravel().tolist())  # type: ignore[arg-type]
    for name in settings:
        if name not in {each.name for each in fields(losses.Loss)}:
            raise SettingError("loss {kind} has no {name}", kind=kind, name=name)
    made = losses.Loss(kind, convention, **settings)  # type: ignore[arg-type]
    refuse_settings(LossBase.kinds, {"kind": kind, **settings})

    def measured(prediction: ArrayLike, target: ArrayLike) -> Measured:
        return losses.measure(made, _numbers(prediction), _numbers(target))

    return measured


@dataclass(frozen=True)
class Optimizer:
    """One optimizer with its settings."""

    kind: str
    convention: str
    given: Mapping[str, float]

    @property
    def settings(self) -> dict[str, float]:
        """All its numbers, the convention's defaults included."""
        return settings_of(self.kind, self.given, self.convention)

    def trajectory(
        self,
        start: ArrayLike,
        gradient: Callable[[Array], Array] | Sequence[ArrayLike],
        steps: int | None = None,
    ) -> Array:
        """The parameter at the start and after each update: ``(steps + 1, *shape)``.

        `gradient` is a function of the parameter, or one gradient for each update; with a function
        `steps` says how many updates there are, one if it is not given.
        """
        if callable(gradient):
            function, many = gradient, 1 if steps is None else steps
            if many < 0:
                raise SettingError(N_("there cannot be {steps} updates"), steps=many)
        else:
            given = iter([_numbers(g) for g in gradient])
            function, many = (lambda w: next(given)), len(gradient)
        return trajectory(self.kind, self.given, _numbers(start), function, many, self.convention)


def optimizer(kind: str, convention: str = "pytorch", **settings: float) -> Optimizer:
    """An optimizer by kind: ``optimizer("adam", lr=0.01)``; raises SettingError for what it does
    not have."""
    settings_of(kind, settings, convention)
    refuse_settings(OptimizerBase.kinds, {"kind": kind, "lr": 0.0, **settings})
    return Optimizer(kind, convention, settings)


@dataclass(frozen=True)
class Schedule:
    """One learning-rate schedule with its settings."""

    kind: str
    convention: str
    given: Mapping[str, Setting]

    def rates(self, counts: int) -> Array:
        """The rate at the counts 1, 2, …: of epochs in PyTorch's convention, of updates in Keras'
        and in one-cycle."""
        return rates(self.kind, self.given, counts, self.convention)


def schedule(kind: str, convention: str = "pytorch", **settings: Setting) -> Schedule:
    """A schedule by kind: ``schedule("step", lr0=0.1, gamma=0.5, period=10)``; raises SettingError
    for what it does not have."""
    schedule_of(kind, convention, settings)
    first = {"lr": settings["lr0"]} if "lr0" in settings else {}
    refuse_settings(OptimizerBase.kinds, {"kind": "sgd", "lr": 0.0, **first})
    others = {name: value for name, value in settings.items() if name != "lr0"}
    refuse_settings(ScheduleBase.kinds, {"kind": kind, "convention": convention, **others})
    return Schedule(kind, convention, settings)


def plateau(
    values: Sequence[float],
    convention: str = "pytorch",
    *,
    lr: float,
    larger: bool = False,
    **settings: float,
) -> Array:
    """The learning rate behind each epoch whose watched number is one of `values`: lowered where
    that does not get better. `larger` says that more is better.

    Settings are `patience`, `factor`, `margin`, `min_lr` and `cooldown`. Raises SettingError for
    another one, and for one that a lesson could not have.
    """
    refuse_settings(OptimizerBase.kinds, {"kind": "sgd", "lr": lr})
    try:
        callback = ReduceOnPlateau(convention=convention, **settings)  # type: ignore[arg-type]
    except TypeError as error:
        raise SettingError("reduce_on_plateau: {reason}", reason=error) from None
    refuse_settings(PlateauSpec, {"convention": convention, **settings})
    worst = -np.inf if larger else np.inf
    first = {"lr": lr, "plateau.best": worst, **callback.settings, **callback.memory}
    known = {name: np.array(float(value)) for name, value in first.items()}
    found = []
    for value in values:
        known["value"] = np.array(float(value))
        for op, reads, writes in callback.lines("value", larger, ()):
            known[writes] = op.compute("forward", *(known[name] for name in reads))
        found.append(float(known["lr"]))
    return np.array(found)


def initial(
    kind: str,
    shape: Shape,
    *,
    fan_in: int,
    fan_out: int,
    seed: int = 0,
    name: str = "w",
    convention: str = "pytorch",
    **settings: float | str,
) -> Array:
    """First values of a parameter, float64: a function of seed, name and shape, nothing else.

    Raises SettingError for an unknown kind or setting, ShapeError for what is no shape.
    """
    numbers: tuple[object, ...] = (*shape, fan_in, fan_out)
    if not all(isinstance(n, int | np.integer) and n >= 1 for n in numbers):
        raise ShapeError(
            N_("a parameter of the shape {shape} between {fan_in} and {fan_out} units cannot be"),
            shape=shape,
            fan_in=fan_in,
            fan_out=fan_out,
        )
    rule = initializer_of(kind, convention, **settings)
    return first_values(rule, seed=seed, place=name, shape=shape, fan_in=fan_in, fan_out=fan_out)


# -- a network -------------------------------------------------------------------------------------

_BLANK: Mapping[str, object] = MappingProxyType(
    {
        "format": 1,
        "name": "network",
        "title": {"en": "Network", "ko": "신경망"},
        "epochs": 1,
        "optimizer": {"kind": "sgd", "lr": 0.01},
    }
)
# a target of 1 fits what every loss compares with: any numbers, 0 and 1, −1 and 1, classes
_NO_DATA: Mapping[str, object] = MappingProxyType(
    {"source": "table", "inputs": [[0.0]], "targets": [[1.0]]}
)


def network(
    description: Mapping[str, object],
    x: ArrayLike | None = None,
    t: ArrayLike | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
) -> Model:
    """A network and its training from a dictionary of the form of ``lesson.toml``.

    What a lesson needs and a program does not (`format`, `name`, `title`, `epochs`) may be left
    out; so may the optimizer, which is then SGD with the rate 0.01. Inputs `x` and targets `t`,
    ``(rows, …)``, take the place of the data's source. Raises LessonError for what does not
    fit, and ShapeError for arrays that hold nothing.
    """
    words = {**_BLANK, **description}
    if x is None or t is None:
        return Model(assemble(from_dict(words)))
    options = words.get("data", {})
    # that there is validation data: how much, the arrays say
    aside = {} if validation is None else {"validation": 0.5}
    words["data"] = {**_NO_DATA, **(options if isinstance(options, Mapping) else {}), **aside}
    inputs, targets = _numbers(x), _numbers(t)
    for name, array in (("x", inputs), ("t", targets)):
        if not array.size:
            raise ShapeError("{name} holds no number: {shape}", name=name, shape=array.shape)
    val_x, val_t = validation if validation is not None else (inputs[:0], targets[:0])
    data = Dataset(inputs, targets, _numbers(val_x), _numbers(val_t), "")
    spec = from_dict(words)
    for given in (data.t, data.val_t):
        if isinstance(spec, LessonSpec) and given.size:
            refuse_targets(spec, given)
    return Model(assemble(spec, data))


class Model:
    """A network in training, at one tick of its program. It goes forward; its :attr:`history` also
    goes back.

    Values that are set stay in the memory of the history: its later numbers depend on them.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.history = History(lesson.program, lesson.start)
        """All states up to this one, with what was set and held laid over their ticks."""
        self._tick = 0

    @property
    def tick(self) -> int:
        """The count of instructions that are done."""
        return self._tick

    @property
    def iteration(self) -> int:
        """The iteration that the tick lies in, counted from 0."""
        return self.lesson.program.locate(self.tick).iteration

    @property
    def stopped(self) -> bool:
        """Whether the training said that it is over, as early stopping does at the end of an
        epoch."""
        over = self.history.stopped
        return over is not None and self.tick >= self.lesson.program.start_of(over)

    def names(self) -> tuple[str, ...]:
        """Everything that has a value at this tick."""
        # the first values in the order in which the lesson has them
        return tuple({**self.lesson.start, **self._values})

    def parameters(self) -> dict[str, Shape]:
        """The parameters and their shapes, frozen ones too."""
        return {p.name: p.shape for p in self.lesson.network.parameters}

    # -- values ------------------------------------------------------------------------------------

    def value(self, name: str) -> Array:
        """The value of a name at this tick, read-only; raises UnknownNameError where it has none
        (yet)."""
        return self._known(name)

    def gradient(self, name: str) -> Array:
        """The gradient of the loss by a value, once the backward pass has reached it."""
        return self._known(f"d.{name}")

    def set(self, name: str, values: ArrayLike) -> None:
        """Put a whole array in the place of a value, from this tick on.

        Raises UnknownNameError for what has no value at this tick, ShapeError for another shape,
        SettingError for what are no numbers.
        """
        self._known(name)
        self.history.edit(ArrayEdit(self.tick, name, self._numbers(name, values)))

    def set_layer(
        self, layer: str, arrays: Mapping[str, ArrayLike], library: str = "pytorch"
    ) -> None:
        """Set all parameters and running statistics of a layer from the arrays of the same layer in
        another library, by the names and in the order of axes that they have there: ``weight``
        and ``bias`` of PyTorch's ``state_dict``, say, or Keras' ``kernel``.

        Raises UnknownNameError for an unknown layer and for an array that is missing, SettingError
        for a library that has no such parameter, ShapeError for another shape.
        """
        network = self.lesson.network
        kinds = {each.name: each.kind for each in network.layers}
        if layer not in kinds:
            raise UnknownNameError(
                "there is no layer {name}; there are {known}", name=layer, known=", ".join(kinds)
            )
        of_layer = [p.name for p in network.parameters if p.layer == layer]
        of_layer += [b.name for b in network.buffers if b.layer == layer]
        words = tuple(name.removeprefix(f"{layer}.") for name in of_layer)
        given = {name: np.asarray(values) for name, values in arrays.items()}
        for word, array in parameters_from(kinds[layer], words, given, library).items():
            self.set(f"{layer}.{word}", array)

    def hold(self, name: str, values: ArrayLike) -> None:
        """Whenever an instruction writes this name from now on, this stands there instead: a mask
        of dropout, say, that was drawn elsewhere.

        Raises UnknownNameError for what no instruction writes, and what :meth:`set` raises.
        """
        self.history.edit(Hold(self.tick, name, self._numbers(name, values)))

    def release(self, name: str) -> None:
        """Hold a name no longer."""
        self.history.edit(Release(self.tick, name))

    def curves(self) -> Mapping[str, Array]:
        """Loss, metrics and what else changes with the iterations, by name: the n-th number is what
        was found after n updates, so that after ``run(n)`` there are the losses after 0, …, n
        updates. For that the network goes forward once more with the last parameters; the tick
        stays. ``val.`` names have a number for each epoch."""
        program, tick = self.lesson.program, self.tick
        place = program.locate(tick)
        if place.done == len(program.instructions(place.iteration)):
            tick = program.closing_tick(place.iteration + 1)
        return curves_at(program, self.history.curves, tick, self.history.at(tick).values)

    # -- going on ----------------------------------------------------------------------------------

    def step(self) -> str:
        """Do the next instruction; returns the name that it wrote."""
        self._tick += 1
        done = self.lesson.program.at(self.tick)
        assert done is not None  # noqa: S101  a step was done
        return done.writes

    def forward(self) -> float:
        """Go on to where the loss and the metrics of an iteration are known; returns the loss."""
        self._to(lambda phases: phases.index(Phase.BACKWARD))
        return float(self.value("L"))

    def backward(self) -> None:
        """Go on to where all gradients of an iteration are known."""
        self._to(lambda phases: len(phases) - phases[::-1].index(Phase.BACKWARD))

    def update(self) -> None:
        """Go on to the end of an iteration: parameters are updated, and where an epoch ends, the
        validation data are evaluated."""
        self.run(1)

    def run(self, iterations: SupportsIndex) -> int:
        """Go on to the end of so many iterations; what is left of one that has begun counts as
        one. It ends earlier where the training says that it is over (:attr:`stopped`), and does
        nothing after that; :meth:`step` goes on even then.

        The parameters are then those after so many updates, ``L`` that of the last iteration, from
        before its update; :meth:`forward` finds the loss of these parameters, and
        :meth:`curves` has it already.

        Returns how many iterations were done. Raises SettingError for what is no whole number.
        """
        if not isinstance(iterations, SupportsIndex):
            raise SettingError("{given} is no count of iterations", given=iterations)
        iterations = operator.index(iterations)
        if iterations <= 0 or self.stopped:
            return 0
        program = self.lesson.program
        first = program.locate(self.tick + 1).iteration
        reached = min(self.history.run_to(first + iterations, halting=True), first + iterations)
        over = self.history.stopped
        reached = reached if over is None else min(reached, over)
        self._tick = program.end_of(reached - 1)
        return reached - first

    def evaluated(self, x: ArrayLike) -> Mapping[str, Array]:
        """Everything that the network computes in evaluation, by name, for inputs ``(rows, …)`` as
        the network reads them: with the parameters and running statistics of this tick."""
        lesson, dtype = self.lesson, self.lesson.start["lr"].dtype
        kept = lesson.network.kept | GIVEN
        values = {name: self._values[name] for name in kept if name in self._values}
        values[INPUT] = _numbers(x).astype(dtype)
        for use in lesson.network.evaluation:
            arrays = [values[name] for name in use.reads]
            use.op.shape(*(array.shape for array in arrays))
            values[use.writes] = use.op.compute("forward", *arrays)
        return MappingProxyType(values)

    def predict(self, x: ArrayLike) -> Array:
        """The network's output in evaluation."""
        return self.evaluated(x)[self.lesson.network.output]

    # -- inside ------------------------------------------------------------------------------------

    @property
    def _values(self) -> Mapping[str, Array]:
        return self.history.at(self.tick).values

    def _known(self, name: str) -> Array:
        values = self._values
        if name not in values:
            raise UnknownNameError(
                "{name} has no value at tick {tick}; there are {known}",
                name=name,
                tick=self.tick,
                known=", ".join(self.names()),
            )
        # the history shows a large network's memory, which goes on to change
        return frozen(values[name].copy()) if self.history.large else values[name]

    def _numbers(self, name: str, values: ArrayLike) -> Array:
        try:
            array = np.asarray(values)
        except ValueError:
            raise ShapeError(N_("the rows of an array must have the same length")) from None
        if array.dtype.kind not in "fiub":
            raise SettingError("{name} takes numbers, not {kind}", name=name, kind=array.dtype)
        return frozen(np.array(array, self.lesson.start["lr"].dtype))

    def _to(self, place: Callable[[list[Phase]], int]) -> None:
        """Go on to a place among the instructions of this iteration, given by their phases, or of
        the next one if that place is already behind."""
        program = self.lesson.program
        iteration = program.locate(self.tick + 1).iteration
        end = self.tick
        while end <= self.tick:
            phases = [instruction.phase for instruction in program.instructions(iteration)]
            end = program.start_of(iteration) + place(phases)
            iteration += 1
        self._tick = end
