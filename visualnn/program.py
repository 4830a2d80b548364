"""A program: one training iteration as a tuple of instructions, each an op's rule that writes one
name.

An epoch is some *usual* iterations and a *closing* one. The closing iteration may have a shorter
batch and ends with
the evaluation on the validation data. Everything between two epochs is arithmetic on the tick, the
number of
instructions done so far.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from .errors import SettingError
from .network import INPUT, Application, Network
from .ops import Op, Shape
from .ops.combine import Add
from .ops.data import Count, Epoch, InOrder, OneHot, Scale, Shuffle, Slice, Take, TakeAll
from .ops.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Mean, One, SquaredError
from .ops.metrics import Correct
from .optimizers import Optimizer, optimizer_of


class Phase(StrEnum):
    """The parts of an iteration, in order."""

    BATCH = "batch"
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"
    EVALUATE = "evaluate"


@dataclass(frozen=True)
class Instruction:
    """An op's rule, the names it reads, the one name it writes, and where in the iteration it
    belongs."""

    op: Op
    rule: str
    reads: tuple[str, ...]
    writes: str
    phase: Phase
    layer: str
    like: str = ""
    """For a gradient: the value whose gradient this is, and whose shape it has."""
    renews: bool = False
    """Whether the name it writes had a value before, even if it is not read: a parameter."""

    @property
    def formula(self) -> str:
        return self.op.formula(self.rule)

    @property
    def overwrites(self) -> bool:
        """Whether the name had a value before, which this replaces: parameters, an optimizer's
        memory, the counter."""
        return self.renews or self.writes in self.reads


@dataclass(frozen=True, order=True)
class Place:
    """Where a tick lies: iteration and epoch counted from 0, and how many instructions of the
    iteration are done.

    The end of an iteration belongs to that iteration, so its last values are still there to be
    read.
    """

    iteration: int
    done: int
    epoch: int = field(compare=False)


@dataclass(frozen=True)
class Program:
    """The instructions of both kinds of iteration, with every shape."""

    usual: tuple[Instruction, ...]
    closing: tuple[Instruction, ...]
    iterations: int
    """Iterations in an epoch; the last of them is the closing one."""
    shapes: Mapping[bool, Mapping[str, Shape]]
    """Is it a closing iteration? → name → shape."""
    carried: tuple[str, ...]
    """Names that live on from one iteration to the next: settings, counters, parameters, optimizer
    memory."""
    parameters: tuple[str, ...]

    @cached_property
    def epoch_ticks(self) -> int:
        return (self.iterations - 1) * len(self.usual) + len(self.closing)

    def is_closing(self, iteration: int) -> bool:
        return iteration % self.iterations == self.iterations - 1

    def instructions(self, iteration: int) -> tuple[Instruction, ...]:
        return self.closing if self.is_closing(iteration) else self.usual

    def start_of(self, iteration: int) -> int:
        """The tick at which an iteration begins."""
        epoch, within = divmod(iteration, self.iterations)
        return epoch * self.epoch_ticks + within * len(self.usual)

    def end_of(self, iteration: int) -> int:
        """The tick at which all instructions of an iteration are done."""
        return self.start_of(iteration) + len(self.instructions(iteration))

    def locate(self, tick: int) -> Place:
        """The place of a tick; tick 0 is the start of iteration 0 with nothing done."""
        if tick <= 0:
            return Place(0, 0, 0)
        epoch, within = divmod(tick - 1, self.epoch_ticks)
        nth = min(within // len(self.usual), self.iterations - 1) if self.usual else 0
        return Place(epoch * self.iterations + nth, within - nth * len(self.usual) + 1, epoch)

    def at(self, tick: int) -> Instruction | None:
        """The instruction that was done last at this tick; none at tick 0."""
        if tick <= 0:
            return None
        place = self.locate(tick)
        return self.instructions(place.iteration)[place.done - 1]

    @cached_property
    def _order(self) -> Mapping[bool, Mapping[str, int]]:
        return MappingProxyType(
            {
                closing: {ins.writes: n for n, ins in enumerate(instructions, 1)}
                for closing, instructions in ((False, self.usual), (True, self.closing))
            }
        )

    def done_after(self, name: str, iteration: int) -> int | None:
        """How many instructions of the iteration are done once `name` is written; None if it never
        is."""
        return self._order[self.is_closing(iteration)].get(name)

    def written_at(self, name: str, tick: int) -> int | None:
        """The last tick ≤ `tick` at which `name` was written; None where it still has its first
        value, or none."""
        place = self.locate(tick)
        iteration = place.iteration
        done = self.done_after(name, iteration)
        if done is not None and done <= place.done:
            return self.start_of(iteration) + done
        if name not in self.carried:
            return None
        for earlier in range(iteration - 1, max(-1, iteration - 1 - self.iterations), -1):
            done = self.done_after(name, earlier)
            if done is not None:
                return self.start_of(earlier) + done
        return None


LOSSES: Mapping[str, Op] = {
    "mean_squared_error": SquaredError(),
    "binary_cross_entropy": BinaryCrossEntropy(),
    "categorical_cross_entropy": CategoricalCrossEntropy(),
}
METRICS: Mapping[str, Op] = {"accuracy": Correct()}


@dataclass(frozen=True)
class Plan:
    """What a program is compiled for: everything but the network itself."""

    loss: str
    optimizer: str
    rows: int
    """Training examples."""
    batch: int
    shuffle: bool = False
    scale: bool = False
    classes: int | None = None
    """One-hot targets of so many classes; None leaves targets as they are."""
    metrics: tuple[str, ...] = ()
    validation_rows: int = 0
    convention: str = "pytorch"
    """Whose formulas the optimizer follows."""
    given: tuple[str, ...] = ()
    """The settings given to the optimizer; some bring lines of their own."""

    @property
    def rule(self) -> Optimizer:
        """The optimizer; raises SettingError for what there is not."""
        return optimizer_of(self.optimizer, self.convention, self.given)

    @property
    def iterations(self) -> int:
        return -(-self.rows // self.batch)

    @property
    def last(self) -> int:
        """The size of an epoch's last batch."""
        return self.rows - (self.iterations - 1) * self.batch


def compile_program(network: Network, plan: Plan, given: Mapping[str, Shape]) -> Program:
    """Batch, forward, loss, backward in reverse, then the optimizer's lines per parameter; the
    evaluation last.

    `given` holds the shapes of all that exists before the first tick: data, settings, parameters,
    memory.
    """
    if plan.loss not in LOSSES:
        raise SettingError(
            "unknown loss {kind}; known are {known}", kind=plan.loss, known=", ".join(LOSSES)
        )
    counts = plan.rule.counts or not _whole(plan)
    common = (
        *_forward(network),
        *_loss(network, plan),
        *_backward(network, plan),
        *_update(network, plan),
    )
    usual = (*_batch(plan, plan.batch, counts), *common) if plan.iterations > 1 else ()
    closing = (*_batch(plan, plan.last, counts), *common, *_evaluate(network, plan))
    carried = tuple(name for name in given if name not in CONSTANTS)
    shapes = {False: _shapes(usual, given), True: _shapes(closing, given)}
    parameters = tuple(parameter.name for parameter in network.parameters)
    return Program(usual, closing, plan.iterations, MappingProxyType(shapes), carried, parameters)


CONSTANTS = frozenset({"data.x", "data.t", "val.data.x", "val.data.t", "seed", "scale"})
"""The names that nothing ever writes."""


def _whole(plan: Plan) -> bool:
    return plan.batch >= plan.rows and not plan.shuffle


def _batch(plan: Plan, size: int, counts: bool) -> list[Instruction]:
    lines: list[tuple[Op, tuple[str, ...], str]] = []
    if counts:
        lines.append((Count(), ("k",), "k"))
    x, t = ("batch.x" if plan.scale else INPUT), ("batch.t" if plan.classes else "t")
    if _whole(plan):
        lines += [(TakeAll(), ("data.x",), x), (TakeAll(), ("data.t",), t)]
    else:
        lines.append((Epoch(plan.iterations), ("k",), "epoch"))
        if plan.shuffle:
            lines.append((Shuffle(plan.rows), ("seed", "epoch"), "order"))
        else:
            lines.append((InOrder(plan.rows), ("epoch",), "order"))
        lines.append((Slice(size, plan.batch, plan.iterations), ("order", "k"), "rows"))
        lines += [(Take(), ("data.x", "rows"), x), (Take(), ("data.t", "rows"), t)]
    lines += _prepared(plan, "", x, t)
    return [
        Instruction(op, "forward", reads, out, Phase.BATCH, "batch") for op, reads, out in lines
    ]


def _prepared(plan: Plan, prefix: str, x: str, t: str) -> list[tuple[Op, tuple[str, ...], str]]:
    lines: list[tuple[Op, tuple[str, ...], str]] = []
    if plan.scale:
        lines.append((Scale(), (x, "scale"), f"{prefix}{INPUT}"))
    if plan.classes:
        lines.append((OneHot(plan.classes), (t,), f"{prefix}t"))
    return lines


def _forward(network: Network) -> list[Instruction]:
    return [
        Instruction(use.op, "forward", use.reads, use.writes, Phase.FORWARD, use.layer)
        for use in network.applications
    ]


def _loss_applications(network: Network, plan: Plan) -> tuple[Application, Application]:
    return (
        Application(LOSSES[plan.loss], (network.output, "t"), "losses", "loss"),
        Application(Mean(), ("losses",), "L", "loss"),
    )


def _metrics(network: Network, plan: Plan) -> list[Application]:
    uses = []
    for metric in plan.metrics:
        if metric not in METRICS:
            raise SettingError(
                "unknown metric {kind}; known are {known}", kind=metric, known=", ".join(METRICS)
            )
        uses += [
            Application(METRICS[metric], (network.output, "t"), "correct", "loss"),
            Application(Mean(), ("correct",), metric, "loss"),
        ]
    return uses


def _loss(network: Network, plan: Plan) -> list[Instruction]:
    uses = (*_loss_applications(network, plan), *_metrics(network, plan))
    return [
        Instruction(use.op, "forward", use.reads, use.writes, Phase.LOSS, use.layer) for use in uses
    ]


def _backward(network: Network, plan: Plan) -> list[Instruction]:
    """Reverse-mode differentiation: one instruction per gradient, and one more where gradients of
    two uses meet."""
    uses = (*network.applications, *_loss_applications(network, plan))
    wanted = _wanted(network, uses)
    slots = [
        (use, word, name)
        for use in reversed(uses)
        for word, name in zip(use.op.inputs, use.reads, strict=True)
        if name in wanted and f"grad_{word}" in use.op.rules
    ]
    times = Counter(name for _, _, name in slots)
    met: Counter[str] = Counter()
    program = [Instruction(One(), "forward", ("L",), "d.L", Phase.BACKWARD, "loss")]
    for use, word, name in slots:
        met[name] += 1
        gradient = f"d.{name}"
        writes = gradient if times[name] == 1 else f"{gradient}.use{met[name]}"
        program.append(_gradient(use, word, writes, name))
        if met[name] > 1:
            before = f"{gradient}.use1" if met[name] == 2 else f"{gradient}.sum{met[name] - 1}"
            meets = gradient if met[name] == times[name] else f"{gradient}.sum{met[name]}"
            program.append(
                Instruction(Add(), "forward", (before, writes), meets, Phase.BACKWARD, use.layer)
            )
    return program


def _gradient(use: Application, word: str, writes: str, like: str) -> Instruction:
    rule = f"grad_{word}"
    arrays = {"g": f"d.{use.writes}", use.op.output: use.writes}
    arrays |= dict(zip(use.op.inputs, use.reads, strict=True))
    reads = tuple(arrays[name] for name in use.op.rule_inputs[rule])
    return Instruction(use.op, rule, reads, writes, Phase.BACKWARD, use.layer, like)


def _wanted(network: Network, uses: Sequence[Application]) -> set[str]:
    """The names whose gradient leads to a parameter."""
    wanted = {parameter.name for parameter in network.parameters}
    for use in uses:
        if any(name in wanted for name in use.reads):
            wanted.add(use.writes)
    return wanted


def _update(network: Network, plan: Plan) -> list[Instruction]:
    """The optimizer's scalars once, then its lines for each parameter."""
    rule = plan.rule
    shared = [
        Instruction(op, "forward", reads, writes, Phase.UPDATE, "optimizer")
        for op, reads, writes in rule.shared
    ]
    return shared + [
        Instruction(
            op, "forward", reads, writes, Phase.UPDATE, parameter.layer,
            renews=writes == parameter.name,
        )
        for parameter in network.parameters
        for op, reads, writes in rule.lines(parameter.name)
    ]  # fmt: skip


def _evaluate(network: Network, plan: Plan) -> list[Instruction]:
    """The same forward pass and loss on the validation data, under names that begin with
    ``val.``."""
    if not plan.validation_rows:
        return []
    fixed = {parameter.name for parameter in network.parameters} | {"scale"}
    x, t = ("val.batch.x" if plan.scale else "val.x"), ("val.batch.t" if plan.classes else "val.t")
    lines: list[tuple[Op, tuple[str, ...], str]] = [
        (TakeAll(), ("val.data.x",), x),
        (TakeAll(), ("val.data.t",), t),
        *_prepared(plan, "val.", x, t),
    ]
    for use in (
        *network.applications,
        *_loss_applications(network, plan),
        *_metrics(network, plan),
    ):
        reads = tuple(name if name in fixed else f"val.{name}" for name in use.reads)
        lines.append((use.op, reads, f"val.{use.writes}"))
    layers = {f"val.{use.writes}": use.layer for use in network.applications}
    return [
        Instruction(op, "forward", reads, out, Phase.EVALUATE, layers.get(out, "validation"))
        for op, reads, out in lines
    ]


def _shapes(instructions: Sequence[Instruction], given: Mapping[str, Shape]) -> Mapping[str, Shape]:
    shapes = dict(given)
    for ins in instructions:
        if ins.like:
            shapes[ins.writes] = shapes[ins.like]
        else:
            shapes[ins.writes] = ins.op.shape(*(shapes[name] for name in ins.reads))
    return MappingProxyType(shapes)
