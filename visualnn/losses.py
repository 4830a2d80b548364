"""Losses by kind and convention: the lines from predictions and targets to the one number L."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Len

from .dataclass import dataclass
from .errors import SettingError, ShapeError
from .figures import line
from .limits import Positive, Share
from .ops import Array, Op
from .ops import losses as cards
from .ops.activations import LogSoftmax
from .text import N_

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""

Predictions = Literal["numbers", "scores", "shares", "logs"]
"""What a loss reads: any numbers, scores of either sign, shares from 0 to 1, or their
logarithms."""
Reduction = Literal["mean", "sum", "half_sum"]
"""What becomes of the errors of all outputs and examples: their mean, their sum, or half of it."""
Targets = Literal["numbers", "answers", "signs", "rows", "class"]
"""What it compares with: any numbers, 0 and 1, −1 and 1, a row of shares, or a class number."""


@dataclass(frozen=True)
class LossCards:
    """The cards of a loss in one convention: what is done to the predictions first, if anything,
    and one loss per row."""

    ops: tuple[Op, ...]
    reads: Predictions = "numbers"


@dataclass(frozen=True)
class LossKind:
    """A kind of loss in its conventions; the first one is the default."""

    forms: Mapping[str, LossCards]
    targets: Targets = "numbers"
    weighs: bool = True
    """Whether its classes can count differently, and its targets be smoothed."""

    @property
    def options(self) -> frozenset[str]:
        """The settings that only some losses have."""
        by_targets = {
            "answers": {"label_smoothing", "class_weights"},
            "rows": {"label_smoothing", "class_weights"},
            "class": {"label_smoothing", "class_weights"},
            "signs": {"zero_one"},
        }
        if not self.weighs:
            by_targets = {}
        last = [form.ops[-1] for form in self.forms.values()]
        own = {"delta"} if any(isinstance(op, cards.Huber) for op in last) else set()
        if any(isinstance(op, cards.SquaredError | cards.AbsoluteError) for op in last):
            own.add("reduction")
        return frozenset({*by_targets.get(self.targets, ()), *own})


def _both(*ops: Op, reads: Predictions = "numbers") -> Mapping[str, LossCards]:
    return {"pytorch": LossCards(ops, reads), "keras": LossCards(ops, reads)}


KINDS: Mapping[str, LossKind] = MappingProxyType(
    {
        "mean_squared_error": LossKind(_both(cards.SquaredError())),
        "mean_absolute_error": LossKind(_both(cards.AbsoluteError())),
        "huber": LossKind(_both(cards.Huber())),
        "binary_cross_entropy": LossKind(
            {
                "pytorch": LossCards((cards.BinaryCrossEntropy(),), "shares"),
                "keras": LossCards((cards.BinaryCrossEntropyClipped(),), "shares"),
            },
            "answers",
        ),
        "binary_cross_entropy_with_logits": LossKind(
            _both(cards.BinaryCrossEntropyOfScores(), reads="scores"), "answers"
        ),
        "categorical_cross_entropy": LossKind(
            {
                "pytorch": LossCards((cards.CategoricalCrossEntropy(),), "shares"),
                "keras": LossCards(
                    (cards.ShareOfRow(), cards.CategoricalCrossEntropyClipped()), "shares"
                ),
            },
            "rows",
        ),
        "categorical_cross_entropy_with_logits": LossKind(
            _both(LogSoftmax(), cards.NegativeLogLikelihood(), reads="scores"), "rows"
        ),
        "sparse_categorical_cross_entropy": LossKind(
            {
                "pytorch": LossCards((cards.SparseCategoricalCrossEntropy(),), "shares"),
                "keras": LossCards(
                    (cards.ShareOfRow(), cards.SparseCategoricalCrossEntropyClipped()), "shares"
                ),
            },
            "class",
        ),
        "sparse_categorical_cross_entropy_with_logits": LossKind(
            _both(LogSoftmax(), cards.SparseNegativeLogLikelihood(), reads="scores"), "class"
        ),
        "negative_log_likelihood": LossKind(
            _both(cards.NegativeLogLikelihood(), reads="logs"), "rows"
        ),
        "sparse_negative_log_likelihood": LossKind(
            _both(cards.SparseNegativeLogLikelihood(), reads="logs"), "class"
        ),
        "hinge": LossKind(_both(cards.Hinge(), reads="scores"), "signs"),
        "squared_hinge": LossKind(_both(cards.SquaredHinge(), reads="scores"), "signs"),
        "categorical_hinge": LossKind(
            {
                "pytorch": LossCards((cards.CategoricalHinge(),), "scores"),
                "keras": LossCards((cards.CategoricalHingeOfLargest(),), "scores"),
            },
            "rows",
            weighs=False,
        ),
        "sparse_categorical_hinge": LossKind(
            {
                "pytorch": LossCards((cards.CategoricalHinge(),), "scores"),
                "keras": LossCards((cards.CategoricalHingeOfLargest(),), "scores"),
            },
            "class",
            weighs=False,
        ),
        "kl_divergence": LossKind(
            {
                "pytorch": LossCards((cards.KLDivergence(),), "logs"),
                "keras": LossCards((cards.KLDivergenceClipped(),), "shares"),
            },
            "rows",
        ),
    }
)
"""Every kind by name. Cross-entropy of scores is log-softmax and then the negative log-likelihood:
two lines of the listing, because they are two things."""


_ROWS: Mapping[type[Op], Op] = MappingProxyType(
    {
        cards.SparseCategoricalCrossEntropy: cards.CategoricalCrossEntropy(),
        cards.SparseCategoricalCrossEntropyClipped: cards.CategoricalCrossEntropyClipped(),
        cards.SparseNegativeLogLikelihood: cards.NegativeLogLikelihood(),
    }
)
"""The card of class numbers → the one that compares rows in the same way."""


ClassWeights = Annotated[tuple[Annotated[float, Ge(0)], ...], Len(2, 10_000)]


@dataclass(frozen=True)
class LossFamily:
    """Kinds that are told the same."""

    title: str
    meaning: str
    kinds: tuple[str, ...]
    conventions: bool = False
    """Whether a convention can be chosen."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Each setting that they have → what it means for them."""


GROUPS = (
    LossFamily(
        "Error",
        "How far numbers are off, squared or absolute.",
        ("mean_squared_error", "mean_absolute_error"),
        notes={
            "reduction": "What becomes of the errors of all outputs and examples: their mean, "
            "their sum, or half of it, as textbooks have it for squares."
        },
    ),
    LossFamily(
        "Huber",
        "How far numbers are off: squared when near, absolute when far.",
        ("huber",),
        notes={"delta": "Where near ends."},
    ),
    LossFamily(
        "Binary",
        "Cross-entropy of yes or no, on probabilities or on the scores before a sigmoid.",
        ("binary_cross_entropy", "binary_cross_entropy_with_logits"),
        conventions=True,
        notes={
            "label_smoothing": "How far the targets 0 and 1 are moved to the middle.",
            "class_weights": "How much no and yes count, as PyTorch's `pos_weight` is that of yes.",
        },
    ),
    LossFamily(
        "Categorical",
        "Cross-entropy of one class out of many, on shares, on the scores before a softmax, or on "
        "the logarithms that log-softmax gives.",
        (
            "categorical_cross_entropy",
            "categorical_cross_entropy_with_logits",
            "negative_log_likelihood",
        ),
        conventions=True,
        notes={
            "label_smoothing": "The share of the target that is spread over all classes.",
            "class_weights": "How much each class counts.",
        },
    ),
    LossFamily(
        "Sparse",
        "The same where the target is the number of the class.",
        (
            "sparse_categorical_cross_entropy",
            "sparse_categorical_cross_entropy_with_logits",
            "sparse_negative_log_likelihood",
        ),
        conventions=True,
        notes={
            "label_smoothing": "The share of the target that is spread over all classes.",
            "class_weights": "How much each class counts.",
        },
    ),
    LossFamily(
        "Hinge",
        "Content once a score is on the right side by a margin.",
        ("hinge", "squared_hinge"),
        notes={
            "zero_one": "Whether the targets are 0 and 1; an instruction writes them as −1 and 1."
        },
    ),
    LossFamily(
        "CategoricalHinge",
        "Content once the score of the right class is ahead of the others by a margin; sparse "
        "where the target is the number of the class. PyTorch adds up all classes that are too "
        "near, Keras looks at the largest.",
        ("categorical_hinge", "sparse_categorical_hinge"),
        conventions=True,
    ),
    LossFamily(
        "Divergence",
        "How far expected shares are from true ones: on logarithms of shares in PyTorch, on shares "
        "in Keras.",
        ("kl_divergence",),
        conventions=True,
    ),
)


@dataclass(frozen=True)
class Loss:
    """One kind of loss with its settings; raises SettingError for a setting it does not have."""

    kind: str
    convention: str = "pytorch"
    delta: Positive | None = None
    """Where Huber's straight line begins; 1 if not given."""
    label_smoothing: Share = 0.0
    """The share of the targets that is spread over all classes."""
    class_weights: ClassWeights = ()
    """How much each class counts; numbers of the state under the name `class_weights`."""
    zero_one: bool = False
    """Whether targets are 0 and 1 where the loss compares with −1 and 1."""
    reduction: Reduction = "mean"
    """What becomes of the errors of all outputs and examples."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SettingError(
                "unknown loss {kind}; known are {known}", kind=self.kind, known=", ".join(KINDS)
            )
        kind = KINDS[self.kind]
        if self.convention not in kind.forms:
            raise SettingError(
                "loss {kind} has no convention {convention}; it has {known}",
                kind=self.kind,
                convention=self.convention,
                known=", ".join(kind.forms),
            )
        given = {
            "delta": self.delta is not None,
            "label_smoothing": self.label_smoothing > 0,
            "class_weights": bool(self.class_weights),
            "zero_one": self.zero_one,
            "reduction": self.reduction != "mean",
        }
        for name, there in given.items():
            if there and name not in kind.options:
                raise SettingError("loss {kind} has no {name}", kind=self.kind, name=name)

        if self.reduction == "half_sum" and self.kind != "mean_squared_error":
            raise SettingError("half a sum is that of squares; {kind} has none", kind=self.kind)

    @property
    def form(self) -> LossCards:
        return KINDS[self.kind].forms[self.convention]

    @property
    def per_row(self) -> Op:
        """The card of one loss per row."""
        op = self.form.ops[-1]
        if self.reduction != "mean":
            is_square = isinstance(op, cards.SquaredError)
            half = self.reduction == "half_sum"
            return cards.SumOfSquares(half) if is_square else cards.SumOfDistances()
        if self._writes_rows:
            op = _ROWS.get(type(op), op)
        return op if self.delta is None else cards.Huber(self.delta)

    def lines(
        self, prediction: str, target: str, prefix: str = "", mean: str = "L"
    ) -> tuple[Line, ...]:
        """From the names of predictions and targets to `mean`; all else that is written is called
        after `prefix`."""
        return tuple(self._lines(prediction, target, prefix, mean))

    def _lines(self, prediction: str, target: str, prefix: str, mean: str) -> Iterator[Line]:
        reads, compared = prediction, target
        for op in self.form.ops[:-1]:
            writes = f"{prefix}{'log_shares' if isinstance(op, LogSoftmax) else 'shares'}"
            yield op, (reads,), writes
            reads = writes
        for op, word in self._of_targets():
            yield op, (compared,), f"{prefix}{word}"
            compared = f"{prefix}{word}"
        if self._writes_rows:
            rows = f"{prefix}{'smooth_t' if self.label_smoothing else 'rows_t'}"
            yield cards.RowsOfClassNumbers(self.label_smoothing), (reads, compared), rows
            compared = rows
        losses = f"{prefix}losses"
        if not self.class_weights:
            yield self.per_row, (reads, compared), losses
            total = cards.Mean() if self.reduction == "mean" else cards.SumOverBatch()
            yield total, (losses,), mean
            return
        weights, counts = f"{prefix}class_weights", f"{prefix}counts"
        targets = KINDS[self.kind].targets
        by_row = self.convention == "pytorch" and (targets == "rows" or self._writes_rows)
        if targets != "rows" or not by_row:
            number = targets in {"answers", "class"}
            count: Op = cards.WeightOfClassNumber() if number else cards.WeightOfTarget()
            yield count, (target, weights), counts
        if by_row:
            # what smoothing gives to a class counts by that class
            weighed = f"{prefix}weighed_t"
            yield cards.WeighClasses(), (compared, weights), weighed
            yield self.per_row, (reads, weighed), losses
        else:
            yield self.per_row, (reads, compared), f"{prefix}plain_losses"
            yield cards.WeighExamples(), (f"{prefix}plain_losses", counts), losses
        if self.convention == "pytorch" and targets == "class":
            # of rows, PyTorch takes the plain mean: nn.CrossEntropyLoss on class probabilities
            yield cards.MeanByWeight(), (losses, counts), mean
        else:
            yield cards.Mean(), (losses,), mean

    @property
    def _writes_rows(self) -> bool:
        """Whether class numbers are written as rows, because they are smoothed or the card compares
        rows only."""
        of_numbers = isinstance(self.form.ops[-1], cards.PerClassNumber)
        return KINDS[self.kind].targets == "class" and (self.label_smoothing > 0 or not of_numbers)

    def _of_targets(self) -> Iterator[tuple[Op, str]]:
        if self.zero_one:
            yield cards.Signs(), "signed_t"
        if self.label_smoothing and KINDS[self.kind].targets != "class":
            answers = KINDS[self.kind].targets == "answers"
            smooth = cards.SmoothAnswers if answers else cards.SmoothLabels
            yield smooth(self.label_smoothing), "smooth_t"


@dataclass(frozen=True)
class Output:
    """The objective of one output of a network."""

    loss: Loss
    layer: str = ""
    """The layer whose output is compared; the last one if not given."""
    weight: float = 1.0
    """How much it counts among several; a number of the state, `weight` after the layer's name."""


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "class_weights": N_("A setting of the lesson: how much each class counts in the loss."),
        "l1": N_("A setting of the lesson: how much the absolute weights are counted in the loss."),
        "l2": N_("A setting of the lesson: how much the squared weights are counted in the loss."),
        "weight": N_("A setting of the lesson: how much the loss of this output counts."),
    }
)
"""Setting → what it does: a catalogue entry (English)."""


@dataclass(frozen=True)
class Objective:
    """All that is added up to the one number L: the losses of outputs, and penalties."""

    outputs: tuple[Output, ...]
    l1: float = 0.0
    """How much the absolute weights count; 0 is no such penalty."""
    l2: float = 0.0
    """How much the squared weights count; 0 is no such penalty."""
    penalized: tuple[str, ...] = ()
    """The layers whose weights have a penalty; all if not given."""

    @property
    def main(self) -> Loss:
        """The loss that metrics go by: that of the last layer, or the first there is."""
        return next((out.loss for out in self.outputs if not out.layer), self.outputs[0].loss)

    @classmethod
    def of(cls, kind: str, convention: str = "pytorch") -> Objective:
        """The objective of a single loss of the last layer."""
        return cls((Output(Loss(kind, convention)),))


@dataclass(frozen=True)
class Measured:
    """The result of a loss on a batch: one number per row, their mean, and its gradient."""

    losses: Array
    mean: float
    """L."""
    gradient: Array
    """∂L/∂prediction."""


def allowed_targets(kind: LossKind, width: int | None, *, zero_one: bool) -> tuple[int, ...] | None:
    """The numbers, or the ends of the range, that a target of a loss may be; None if it may be any.
    `width` is the count of classes, None where it is not known."""
    match kind.targets:
        case "answers" | "rows":
            return (0, 1)
        case "signs":
            return (0, 1) if zero_one else (-1, 1)
        case "class":
            return None if width is None else tuple(range(width))
    return None


def stray_target(targets: Array, allowed: tuple[int, ...], kind: LossKind) -> float | None:
    """A target that is none of those allowed; None if there is none."""
    if not targets.size:
        return None
    least, most = float(targets.min()), float(targets.max())
    if not least >= allowed[0]:
        return least
    if not most <= allowed[-1]:
        return most
    if kind.targets in {"signs", "class"}:
        found = np.unique(targets)
        strays = found[~np.isin(found, allowed)]
        return float(strays[0]) if strays.size else None
    return None


def told_targets(kind: LossKind, allowed: tuple[int, ...]) -> str:
    """The targets that are allowed, as a sentence names them."""
    signs = "{} / {}" if kind.targets == "signs" else "{} … {}"
    return signs.format(allowed[0], allowed[-1]).replace("-", "−")


def _refuse(loss: Loss, prediction: Array, target: Array) -> None:
    """Raise SettingError for what a lesson file would not be let through with: targets that the
    loss cannot compare with, weights of other classes; ShapeError for no examples."""
    if not prediction.ndim or not prediction.size:
        raise ShapeError(
            N_("a loss needs at least one example, not the shape {a}"), a=prediction.shape
        )
    kind, width = KINDS[loss.kind], prediction.shape[-1]
    classes = 2 if kind.targets == "answers" else width
    if loss.class_weights and len(loss.class_weights) != classes:
        raise SettingError(
            N_("there is one weight for each of the {units} classes, not {count}"),
            units=classes,
            count=len(loss.class_weights),
        )
    allowed = allowed_targets(kind, width, zero_one=loss.zero_one)
    stray = None if allowed is None else stray_target(target, allowed, kind)
    if allowed is not None and stray is not None:
        raise SettingError(
            N_("{loss} compares with {allowed}, and one of the targets is {target}"),
            loss=loss.kind,
            allowed=told_targets(kind, allowed),
            target=line(stray),
        )


def measure(loss: Loss, prediction: Array, target: Array) -> Measured:
    """A loss and its gradient on one batch, by the cards that a lesson steps through.

    Predictions are ``(batch, …)``; raises ShapeError for targets that do not fit them, SettingError
    for targets that the loss cannot compare with.
    """
    _refuse(loss, prediction, target)
    values: dict[str, Array] = {"a": prediction, "t": target}
    if loss.class_weights:
        values["class_weights"] = np.array(loss.class_weights, prediction.dtype)
    lines = loss.lines("a", "t")
    for op, reads, writes in lines:
        op.shape(*(values[name].shape for name in reads))
        values[writes] = op.compute("forward", *(values[name] for name in reads))
    gradients = {"L": np.ones_like(values["L"])}
    for op, reads, writes in reversed(lines):
        rule = f"grad_{op.inputs[0]}"
        if writes in gradients and rule in op.rules:
            known = {"g": gradients[writes], op.output: values[writes]}
            known |= {n: values[name] for n, name in zip(op.inputs, reads, strict=True)}
            gradients[reads[0]] = op.compute(rule, *(known[n] for n in op.rule_inputs[rule]))
    return Measured(values["losses"], float(values["L"]), gradients["a"])
