"""Whether losses, outputs, targets, penalties and clipping of a lesson agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ... import figures
from ...datasets import SOURCES
from ...errors import LessonError, TextPosition, VisualnnError
from ...layers import KINDS as LAYERS
from ...layers.activation import ACTIVATIONS
from ...losses import KINDS, LossKind, allowed_targets, stray_target, told_targets
from ...ops import Array, Gives
from ...text import N_
from .aliases import word_meant
from .data_sources import source_of
from .data_specs import TableData
from .layer_specs import LayerBase, dense_units
from .loss_specs import LossBase
from .places import KeyPath
from .spec import LessonSpec

_SAID: Mapping[str, str] = {
    "shares": N_(
        "{loss} reads numbers between 0 and 1; end with sigmoid or softmax, not {activation}"
    ),
    "logs": N_("{loss} reads logarithms of shares; end with log_softmax, not {activation}"),
}
"""What a loss reads → what is said of an activation that gives something else."""


def objective_disagreements(spec: LessonSpec) -> Iterator[LessonError]:
    """Everything about what is trained for that contradicts something else."""
    yield from _outputs(spec)
    yield from _hidden(spec)
    last = len(spec.layers) - 1
    yield from _end(spec, last, spec.loss, ("loss",))
    names = [layer.name for layer in spec.layers]
    for n, loss in enumerate(spec.losses):
        if loss.output in names[:last]:
            yield from _end(spec, names.index(loss.output), loss, ("losses", n))
    yield from _settings(spec)
    yield from _watched(spec)


def trained_outputs(spec: LessonSpec) -> set[str]:
    """The layers that a loss reads although they are not the last."""
    return {loss.output for loss in spec.losses if loss.output}


def _outputs(spec: LessonSpec) -> Iterator[LessonError]:
    for key in ("output", "weight"):
        if getattr(spec.loss, key) is not None:
            yield LessonError(
                N_("{key} belongs to [[losses]]; [loss] is that of the last layer"),
                place=spec.where("loss", key),
                key=key,
            )
    names = [layer.name for layer in spec.layers]
    seen = {names[-1]}
    for n, loss in enumerate(spec.losses):
        place = spec.where("losses", n, "output")
        if loss.output is None:
            yield LessonError(N_("{key} is missing"), place=place, key="output")
        elif loss.output not in names:
            yield LessonError(
                N_("there is no layer {name}; there are {known}"),
                place=place,
                name=loss.output,
                known=", ".join(names),
            )
        elif loss.output in seen:
            yield LessonError(
                N_("the output of {name} has a loss already"), place=place, name=loss.output
            )
        seen.add(loss.output or "")


def _members(spec: LessonSpec) -> set[str]:
    """The layers that are read as one by a layer that asks several networks."""
    asking = (layer for layer in spec.layers if LAYERS[layer.kind].asks)
    return {name for layer in asking for name in layer.inputs or ()}


def _ending(spec: LessonSpec, n: int) -> str:
    """The activation that made a layer's output; several networks have it in common."""
    layer = spec.layers[n]
    kind = LAYERS[layer.kind]
    if not kind.asks or layer.activation != "none":
        return layer.activation
    if kind.like:
        return kind.like
    made = {each.activation for each in spec.layers if each.name in (layer.inputs or ())}
    return made.pop() if len(made) == 1 else "none"


def _gives(activation: str) -> Gives:
    return ACTIVATIONS[activation].gives if activation in ACTIVATIONS else "numbers"


def _hidden(spec: LessonSpec) -> Iterator[LessonError]:
    """Softmax makes shares of a whole, so that it belongs to an output."""
    for n, layer in enumerate(spec.layers):
        op = ACTIVATIONS.get(layer.activation)
        if op is None or op.alone is None:
            continue
        outputs = trained_outputs(spec) | _members(spec)
        if n < len(spec.layers) - 1 and layer.name not in outputs:
            yield LessonError(
                N_("{activation} belongs to the last layer; {name} is not the last"),
                place=spec.where("layers", n, "activation"),
                activation=layer.activation,
                name=layer.name,
            )
        elif _is_one_unit(layer):
            yield LessonError(
                N_("{activation} of a single unit is always {always}; use sigmoid or more units"),
                place=spec.where("layers", n, "activation"),
                activation=layer.activation,
                always=op.alone,
            )


def _is_one_unit(layer: LayerBase) -> bool:
    return dense_units(layer) == 1


def _end(spec: LessonSpec, n: int, loss: LossBase, keys: KeyPath) -> Iterator[LessonError]:
    """A loss, the layer it reads, and the targets."""
    settings = loss.settings
    word, convention = settings["kind"], settings.get("convention", "pytorch")
    kind = KINDS[word]
    if convention not in kind.forms:
        yield LessonError(
            "loss {kind} has no convention {convention}; it has {known}",
            place=spec.where(*keys, "convention"),
            kind=word,
            convention=convention,
            known=", ".join(kind.forms),
        )
        return
    layer, reads = spec.layers[n], kind.forms[convention].reads
    place = spec.where("layers", n, "activation")
    activation = _ending(spec, n)
    given = _gives(activation)
    if reads in _SAID:
        if given != reads:
            yield LessonError(_SAID[reads], place=place, loss=word, activation=activation)
    elif reads == "scores" and given != "numbers":
        yield LessonError(
            N_("{loss} reads scores; end without {activation}, which is a part of the loss"),
            place=place,
            loss=word,
            activation=layer.activation,
        )
    yield from _weights(spec, layer, kind, settings.get("class_weights"), keys)
    yield from _targets(spec, layer, loss, kind, word, keys)


def _weights(
    spec: LessonSpec,
    layer: LayerBase,
    kind: LossKind,
    given: Sequence[float] | None,
    keys: KeyPath,
) -> Iterator[LessonError]:
    units = dense_units(layer)
    if given is not None and kind.targets == "answers":
        if len(given) != 2 or units not in {None, 1}:
            yield LessonError(
                N_("one answer has two weights, [no, yes]; {count} do not fit {units} units"),
                place=spec.where(*keys, "class_weights"),
                count=len(given),
                units=units,
            )
        return
    if given is not None and units is not None and len(given) != units:
        yield LessonError(
            N_("there is one weight for each of the {units} classes, not {count}"),
            place=spec.where(*keys, "class_weights"),
            units=units,
            count=len(given),
        )


def _targets(
    spec: LessonSpec, layer: LayerBase, loss: LossBase, kind: LossKind, word: str, keys: KeyPath
) -> Iterator[LessonError]:
    data = spec.data
    if kind.targets == "class" and data.classes is not None:
        yield LessonError(
            N_("{loss} compares with class numbers; leave classes out"),
            place=spec.where("data", "classes"),
            loss=word,
        )
        return
    plain = loss.settings.get("zero_one") is False
    if plain and (data.classes is not None or _has_answers(spec)):
        yield LessonError(
            N_("{loss} compares with −1 and 1, and the targets are 0 and 1; set zero_one = true"),
            place=spec.where(*keys),
            loss=word,
        )
        return
    if not isinstance(data, TableData) or data.classes is not None:
        return
    # a single row is what stands in for arrays that a program brings
    if kind.targets == "rows" and 1 < len(data.targets) == sum(map(len, data.targets)):
        try:
            place = spec.where("data", "targets")
            refuse_class_numbers(spec, loss, np.array(data.targets), place)
        except LessonError as error:
            yield error
            return
    allowed = _allowed(layer, loss, kind)
    if allowed is None:
        return
    for n, row in enumerate(data.targets):
        if not all(allowed[0] <= t <= allowed[-1] for t in row) or (
            kind.targets in {"signs", "class"} and not all(t in allowed for t in row)
        ):
            yield LessonError(
                N_("{loss} compares with {allowed}"),
                place=spec.where("data", "targets", n),
                loss=word,
                allowed=told_targets(kind, allowed),
            )
            return


def _has_answers(spec: LessonSpec) -> bool:
    """Whether the targets of the data's own source are 0 and 1."""
    if spec.data.source not in SOURCES:
        return False
    try:
        return source_of(spec.data, spec.where()).classes == 2
    except VisualnnError:
        return False  # whoever checks the data says so


def _allowed(layer: LayerBase, loss: LossBase, kind: LossKind) -> tuple[int, ...] | None:
    """The numbers, or the ends of the range, that a target may be; None if it may be any."""
    zero_one = bool(loss.settings.get("zero_one"))
    return allowed_targets(kind, dense_units(layer), zero_one=zero_one)


def refuse_targets(spec: LessonSpec, targets: Array) -> None:
    """Raise LessonError at the data for a target of theirs that a loss cannot compare with.

    Those that stand in the lesson file are told at their rows before; these were read or made up.
    """
    _refuse_metrics(spec, targets)
    names = [layer.name for layer in spec.layers]
    trained = [(names[-1], spec.loss), *((loss.output, loss) for loss in spec.losses)]
    for name, loss in trained:
        kind = KINDS[loss.kind]
        if kind.targets == "rows" and targets.ndim == 2 and targets.shape[1] == 1:
            refuse_class_numbers(spec, loss, targets, spec.where("data"))
        allowed = _allowed(spec.layers[names.index(name or "")], loss, kind)
        stray = None if allowed is None else stray_target(targets, allowed, kind)
        if allowed is not None and stray is not None:
            raise LessonError(
                N_("{loss} compares with {allowed}, and one of the targets is {target}"),
                place=spec.where("data"),
                loss=loss.kind,
                allowed=told_targets(kind, allowed),
                target=figures.line(stray),
            )


def wants_classes(spec: LessonSpec) -> bool | None:
    """Whether a lesson's targets shall be classes; None where the loss does not say."""
    kinds = {KINDS[loss.kind].targets for loss in (spec.loss, *spec.losses)}
    if spec.data.classes is not None or kinds.isdisjoint({"numbers", "rows"}):
        return True
    return False if kinds == {"numbers"} else None


def refuse_words(spec: LessonSpec, names: Sequence[str]) -> None:
    """Raise LessonError at the data for targets that are words where a loss compares numbers."""
    if wants_classes(spec) is False:
        raise LessonError(
            N_(
                "the targets are words like “{word}”, and {loss} compares numbers; name a column "
                "of numbers with targets, or take a loss for classes"
            ),
            place=spec.where("data", "file"),
            word=names[0],
            loss=spec.loss.kind,
        )


def refuse_class_numbers(
    spec: LessonSpec, loss: LossBase, targets: Array, place: TextPosition
) -> None:
    """Raise LessonError at a place for class numbers ``(rows, 1)`` where a loss compares rows of
    shares, with the ways out."""
    found = np.unique(targets)
    if (dense_units(spec.layers[-1]) or 1) == 1 or found[0] < 0 or (found != np.floor(found)).any():
        return
    count = len(found)
    counted = int(found[-1]) + 1 if found[0] == 0 else count
    sparse = f"sparse_{loss.kind}"
    told = {"loss": loss.kind, "line": f"classes = {max(counted, 2)}", "sparse": sparse}
    if sparse in KINDS and found[0] == 0:
        raise LessonError(
            N_(
                "the targets are class numbers, and {loss} compares rows; say {line} in [data], or "
                "take the loss {sparse}"
            ),
            place=place,
            **told,
        )
    raise LessonError(
        N_("the targets are class numbers, and {loss} compares rows; say {line} in [data]"),
        place=place,
        **told,
    )


def _metrics(spec: LessonSpec) -> Iterator[LessonError]:
    """Metrics that ask for what the loss does not have."""
    targets = KINDS[spec.loss.kind].targets
    several = (dense_units(spec.layers[-1]) or 1) > 1
    for n, metric in enumerate(spec.metrics):
        told = {"metric": metric, "loss": spec.loss.kind}
        place = spec.where("metrics", n)
        if targets == "class" and metric == "mean_absolute_error":
            yield LessonError(
                N_("{metric} compares rows, and {loss} has class numbers as targets"),
                place=place,
                **told,
            )
        elif targets in {"answers", "signs"} and metric.startswith("top_"):
            yield LessonError(
                N_("{metric} ranks classes, and with {loss} each output is a question of its own"),
                place=place,
                **told,
            )
        elif targets in {"answers", "signs"} and metric == "confusion_matrix" and several:
            yield LessonError(
                N_(
                    "with {loss} each output is a question of its own, and no class can be taken "
                    "for another; take precision, recall or f1"
                ),
                place=place,
                **told,
            )
    data = spec.data
    if isinstance(data, TableData) and len(data.targets) > 1:
        try:
            # rows of several lengths are told elsewhere
            if len({len(row) for row in data.targets}) == 1:
                _refuse_metrics(spec, np.array(data.targets, np.float64))
        except LessonError as error:
            yield error


def _refuse_metrics(spec: LessonSpec, targets: Array) -> None:
    """Raise LessonError at a metric that counts right classes where the targets are no classes."""
    if KINDS[spec.loss.kind].targets != "numbers":
        return
    if not spec.data.reconstruct and (spec.data.classes is not None or _are_classes(targets)):
        return
    for n, metric in enumerate(spec.metrics):
        if metric != "mean_absolute_error":
            raise LessonError(
                N_(
                    "{metric} is about classes, and {loss} compares numbers; take "
                    "mean_absolute_error, or a loss for classes"
                ),
                place=spec.where("metrics", n),
                metric=metric,
                loss=spec.loss.kind,
            )


def _are_classes(targets: Array) -> bool:
    """Whether targets are 0 and 1: a single answer, or rows with one 1."""
    if not np.isin(targets, (0, 1)).all():
        return False
    width = targets.shape[-1]
    return width == 1 or bool((targets.reshape(-1, width).sum(axis=1) == 1).all())


def _watched(spec: LessonSpec) -> Iterator[LessonError]:
    """What callbacks watch, and who else writes the learning rate."""
    several = {"confusion_matrix", "precision", "recall", "f1"}
    known = ["L", *(metric for metric in spec.metrics if metric not in several)]
    known += [f"{loss.output}.L" for loss in spec.losses if loss.output]
    if spec.data.validation:
        known = [*(f"val.{name}" for name in known), *known]
    for key in type(spec.callbacks).model_fields:
        callback = getattr(spec.callbacks, key)
        if callback is not None and callback.monitor and callback.monitor not in known:
            guess = word_meant(callback.monitor, known)
            template = (
                N_("{name} is no number to watch; did you mean {guess}?")
                if guess
                else N_("{name} is no number to watch; there are {known}")
            )
            yield LessonError(
                template,
                place=spec.where("callbacks", key, "monitor"),
                name=callback.monitor,
                guess=guess,
                known=", ".join(known),
            )
    if spec.callbacks.reduce_on_plateau is not None and spec.schedule is not None:
        yield LessonError(
            N_("the learning rate is written by the schedule already; leave one of the two out"),
            place=spec.where("callbacks", "reduce_on_plateau"),
        )


def _settings(spec: LessonSpec) -> Iterator[LessonError]:
    names = [layer.name for layer in spec.layers]
    for n, name in enumerate(spec.regularization.layers or ()):
        if name not in names:
            yield LessonError(
                N_("there is no layer {name}; there are {known}"),
                place=spec.where("regularization", "layers", n),
                name=name,
                known=", ".join(names),
            )
    clip = spec.clip
    if clip is not None and clip.kind == "norm" and clip.convention == "pytorch":
        yield LessonError(
            N_(
                "PyTorch clips all gradients as one: take global_norm, or the convention keras for "
                "each parameter by itself"
            ),
            place=spec.where("clip", "kind"),
        )
    yield from _metrics(spec)
