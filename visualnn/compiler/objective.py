"""The loss and the metrics: what a prediction is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..dataclass import dataclass
from ..errors import SettingError, UnknownNameError
from ..layers import Application
from ..losses import KINDS, Output
from ..network import Network
from ..ops import Op
from ..ops.classified import F1, ChosenClass, MacroMean, NoAndYes, Precision, Recall, SaidYes
from ..ops.combine import Add
from ..ops.losses import AbsoluteError, Mean, RowsOfClassNumbers, WeighLoss
from ..ops.metrics import (
    AmongTheFirst,
    Choice,
    ConfusionMatrix,
    Correct,
    CorrectAnswers,
    CorrectNumber,
    CorrectSide,
    NumberAmongTheFirst,
    Share,
    Side,
)
from ..ops.penalties import L1Penalty, L2Penalty
from ..program import Instruction, Phase
from .plan import Plan

LOSS = "loss"
"""The layer that the lines of loss and metrics belong to."""


def settings(plan: Plan) -> dict[str, float | tuple[float, ...]]:
    """The numbers that the objective brings into the state, by name."""
    found: dict[str, float | tuple[float, ...]] = {}
    objective = plan.objective
    for output in objective.outputs:
        if output.loss.class_weights:
            found[f"{_prefix(output)}class_weights"] = output.loss.class_weights
        if output.weight != 1:
            found[f"{_prefix(output)}weight"] = output.weight
    penalties = {"l1": objective.l1, "l2": objective.l2}
    return found | {name: value for name, value in penalties.items() if value}


def _prefix(output: Output) -> str:
    """What the names of an output begin with; the network's own output has none."""
    return f"{output.layer}." if output.layer else ""


def loss_applications(network: Network, plan: Plan) -> tuple[Application, ...]:
    """The losses of all outputs and the penalties, and their sum ``L``, unless the network itself
    writes that.

    A single loss without penalties writes ``losses`` and ``L``. Where there are several terms, an
    output writes ``aux.losses`` and ``aux.L`` (the last layer ``losses``), a penalty ``l2.`` and
    the parameter's name, and sums lead from term to term to ``L``. Raises UnknownNameError for an
    output that is no layer.
    """
    if network.writes_loss:
        return ()
    uses: list[Application] = []
    terms: list[str] = []
    shrunk = list(_shrinking(network, plan))
    outputs = plan.objective.outputs
    alone = len(outputs) == 1 and not shrunk and outputs[0].weight == 1
    for output in outputs:
        layer = output.layer or network.layers[-1].name
        if layer not in network.outputs:
            raise UnknownNameError(
                "the loss reads {name}, which is no layer; there are {known}",
                name=layer,
                known=", ".join(network.outputs),
            )
        mean = "L" if alone else f"{layer}.L"
        lines = output.loss.lines(network.outputs[layer], "t", _prefix(output), mean)
        uses += [Application(op, reads, writes, LOSS) for op, reads, writes in lines]
        if output.weight != 1:
            weighed = f"{layer}.weighed_L"
            reads = (mean, f"{_prefix(output)}weight")
            uses.append(Application(WeighLoss(), reads, weighed, LOSS))
            mean = weighed
        terms.append(mean)
    uses += shrunk
    terms += [use.writes for use in shrunk]
    if len(terms) == 1:
        return (*uses[:-1], replace(uses[-1], writes="L"))
    return (*uses, *_summed(terms))


def _shrinking(network: Network, plan: Plan) -> Iterator[Application]:
    """The penalty of every trained weight; biases and other rows of numbers have none."""
    objective = plan.objective
    for parameter in network.trained:
        if len(parameter.shape) < 2:
            continue
        if objective.penalized and parameter.layer not in objective.penalized:
            continue
        for word, value, op in (
            ("l1", objective.l1, L1Penalty()),
            ("l2", objective.l2, L2Penalty()),
        ):
            if value:
                reads = (parameter.name, word)
                yield Application(op, reads, f"{word}.{parameter.name}", parameter.layer)


def _summed(terms: list[str]) -> Iterator[Application]:
    """The sum of all terms, one addition after the other; the last one writes ``L``."""
    so_far = terms[0]
    for n, term in enumerate(terms[1:], 2):
        writes = "L" if n == len(terms) else f"L.sum{n}"
        yield Application(Add(), (so_far, term), writes, LOSS)
        so_far = writes


Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""


@dataclass(frozen=True)
class Judged:
    """The input of a metric: the prediction, its meaning, and the target it is compared with."""

    a: str
    width: int
    """Numbers in a row of predictions."""
    scores: bool
    """Whether they are scores, of which a positive one says yes."""
    numbers: bool
    """Whether targets are class numbers."""
    answers: bool = False
    """Whether each number answers a question of yes or no by itself."""

    steps: bool = False
    """Whether an example has a row for each of its steps."""

    @property
    def limit(self) -> float:
        """What an answer must exceed to say yes."""
        return 0.0 if self.scores else 0.5


def _accuracy(judged: Judged) -> tuple[Line, ...]:
    op: Op = Correct()
    if judged.numbers:
        op = CorrectNumber()
    elif judged.answers and (judged.width > 1 or judged.steps):
        op = CorrectAnswers(judged.limit)
    elif judged.width == 1 and judged.scores:
        op = CorrectSide()
    return (op, (judged.a, "t"), "correct"), (Share(), ("correct",), "accuracy")


def _top(k: int) -> Callable[[Judged], tuple[Line, ...]]:
    def lines(judged: Judged) -> tuple[Line, ...]:
        among, name = f"among_{k}", f"top_{k}_accuracy"
        op: Op = NumberAmongTheFirst(k) if judged.numbers else AmongTheFirst(k)
        return (op, (judged.a, "t"), among), (Share(), (among,), name)

    return lines


def _confusion(judged: Judged) -> tuple[Line, ...]:
    choice: Op = Side() if judged.width == 1 and judged.scores else Choice()
    chosen: Line = (choice, (judged.a,), "choices")
    matrix = ConfusionMatrix(max(judged.width, 2))
    if judged.numbers:
        return chosen, (matrix, ("choices", "t"), "confusion_matrix")
    right: Line = (choice, ("t",), "right_choices")
    return chosen, right, (matrix, ("choices", "right_choices"), "confusion_matrix")


def _by_class(op: Op, name: str, mean: str = "") -> Callable[[Judged], tuple[Line, ...]]:
    """A number for each class, and where `mean` names it, their mean."""

    def lines(judged: Judged) -> tuple[Line, ...]:
        found = [*_chosen_and_right(judged), (op, ("chosen", "right"), name)]
        return (*found, (MacroMean(), (name,), mean)) if mean else tuple(found)

    return lines


def _chosen_and_right(judged: Judged) -> tuple[Line, Line]:
    """What was chosen and what is right, 1 for yes and 0 for no, for each class; a single answer
    has the classes no and yes."""
    if judged.width == 1 and not judged.numbers:
        chosen: Line = (NoAndYes(judged.limit), (judged.a,), "chosen")
        return chosen, (NoAndYes(0.5), ("t",), "right")
    if judged.answers:
        return (SaidYes(judged.limit), (judged.a,), "chosen"), (SaidYes(), ("t",), "right")
    chosen = (ChosenClass(), (judged.a,), "chosen")
    if judged.numbers:
        return chosen, (RowsOfClassNumbers(), (judged.a, "t"), "right")
    return chosen, (ChosenClass(), ("t",), "right")


def _misses(judged: Judged) -> tuple[Line, ...]:
    name = "mean_absolute_error"
    return (AbsoluteError(), (judged.a, "t"), "misses"), (Mean(), ("misses",), name)


METRICS: Mapping[str, Callable[[Judged], tuple[Line, ...]]] = MappingProxyType(
    {
        "accuracy": _accuracy,
        "top_2_accuracy": _top(2),
        "top_3_accuracy": _top(3),
        "top_5_accuracy": _top(5),
        "confusion_matrix": _confusion,
        "precision": _by_class(Precision(), "precision"),
        "recall": _by_class(Recall(), "recall"),
        "f1": _by_class(F1(), "f1"),
        "macro_precision": _by_class(Precision(), "precision", "macro_precision"),
        "macro_recall": _by_class(Recall(), "recall", "macro_recall"),
        "macro_f1": _by_class(F1(), "f1", "macro_f1"),
        "mean_absolute_error": _misses,
    }
)
"""Each metric's lines; the last one writes its name."""


def metric_applications(network: Network, plan: Plan) -> list[Application]:
    """The metrics of a batch; raises SettingError for an unknown one."""
    if not plan.metrics:
        return []
    loss, a = plan.objective.main, network.output
    targets = KINDS[loss.kind].targets
    scores = loss.form.reads == "scores"
    answers = targets in {"answers", "signs"}
    shape = network.shapes[a]
    judged = Judged(a, shape[-1], scores, targets == "class", answers, len(shape) > 2)
    uses: dict[str, Application] = {}
    for metric in plan.metrics:
        if metric not in METRICS:
            raise SettingError(
                "unknown metric {kind}; known are {known}", kind=metric, known=", ".join(METRICS)
            )
        for op, reads, writes in METRICS[metric](judged):
            # several metrics may have a line in common
            uses.setdefault(writes, Application(op, reads, writes, LOSS))
    return list(uses.values())


def objective(network: Network, plan: Plan) -> list[Instruction]:
    """Loss and metrics of the batch."""
    uses = (*loss_applications(network, plan), *metric_applications(network, plan))
    return [
        Instruction(use.op, "forward", use.reads, use.writes, Phase.LOSS, use.layer) for use in uses
    ]
