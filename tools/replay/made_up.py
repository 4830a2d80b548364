"""Lessons made from the schema, so that every kind it knows of occurs in one of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .toml_text import Table, toml

EXAMPLE_COUNT = 6
SKIPPED = frozenset(
    {
        *("name", "kind", "source", "inputs", "shares", "output", "monitor", "layers"),
        *("alpha", "weight", "rates", "shrink", "classes", "reconstruct"),
    }
)
"""Settings that point at something else in the lesson, are given here, or exclude others."""
VALUES: Table = {
    "low": 0.5,
    "high": 1.5,
    "class_weights": [0.5, 1.0, 2.0],
    "part": "subset",
}
"""Values of settings that have to fit to each other."""
COMBINING = frozenset({"add", "average", "concatenate", "maximum", "multiply", "vote"})
SHAPES: Mapping[str, tuple[int, ...]] = {
    "dense_steps": (4, 2),
    "rnn": (4, 2),
    "lstm": (4, 2),
    "gru": (4, 2),
    "conv1d": (2, 6),
    "conv_transpose1d": (2, 6),
    "conv2d": (2, 5, 5),
    "conv_transpose2d": (2, 5, 5),
    "average_pool": (2, 6, 6),
    "max_pool": (2, 6, 6),
    "zero_padding": (2, 4, 4),
    "global_average_pool": (2, 4, 4),
    "batch_norm": (2, 3, 3),
    "flatten": (2, 3, 3),
    "layer_norm": (3, 4),
}
"""The shape of one example that a kind of layer reads; vectors of 8 where none is given."""
ENDS_FLAT = frozenset({"flatten", "global_average_pool", "rnn", "lstm", "gru"})
SETTINGS: Mapping[str, Table] = {
    "reshape": {"to": [2, 4]},
    "embedding": {"rows": 9, "units": 2},
    "data.table": {"inputs": [[0.5, 1.0], [1.5, -1.0]], "targets": [[1.0], [0.0]]},
    "data.file": {"file": "points.csv"},
    "data.synthetic": {"shape": [1, 4, 4], "classes": 3, "n": 2},
    "data.characters": {"word": "hello"},
}
"""Settings whose values the schema does not suggest."""
UNITS: Mapping[str, int] = {"characters": 4, "digits": 1, "synthetic": 3}
POINTS = "a,b,label\n0.5,1,0\n1,0.25,1\n-1,2,1\n0,0,0\n"


@dataclass(frozen=True)
class MadeUp:
    """A lesson and the section of its file that it was made for."""

    name: str
    text: str
    subject: str

    def write(self, folder: Path) -> None:
        """Write the lesson's folder."""
        folder.mkdir()
        (folder / "lesson.toml").write_text(self.text, encoding="utf-8")
        (folder / "points.csv").write_text(POINTS, encoding="utf-8")
        for language in ("en", "ko"):
            (folder / f"{language}.md").write_text(f"# {self.name}\n", encoding="utf-8")


def made_up(schema: Table) -> Iterator[MadeUp]:
    """A lesson with the required settings and one with all settings, for every kind."""
    for family, kind, settings in _kinds(schema):
        for extent, chosen in (
            ("least", _filled(schema, settings, least=True)),
            ("full", _filled(schema, settings, least=False)),
        ):
            # a name has at most 41 characters
            short = kind.replace("_cross_entropy", "").replace("_with", "").replace("_", "-")
            name = f"{family}-{short}-{extent}"
            described, subject = _around(family, kind, chosen)
            described = {"format": 1, "name": name, "title": {"en": name, "ko": name}} | described
            yield MadeUp(name, toml(described), subject)


def _kinds(schema: Table) -> Iterator[tuple[str, str, Table]]:
    """Family, kind, and the kind's part of the schema."""
    properties = schema["properties"]
    layers = _mapping(properties["layers"])
    dense = _resolved(schema, {"$ref": layers["dense"]})["properties"]
    families = {
        "layer": layers,
        "optimizer": _mapping(properties["optimizer"]),
        "schedule": _mapping(properties["schedule"]),
        "loss": _mapping(properties["loss"]),
        "augment": _mapping(properties["augment"]),
        "data": _mapping(properties["data"]),
        "weights": _mapping(dense["weights"]),
    }
    for family, mapping in families.items():
        for kind, reference in sorted(mapping.items()):
            yield family, kind, _resolved(schema, {"$ref": reference})
    for kind, part in _resolved(schema, properties["callbacks"])["properties"].items():
        yield "callback", kind, _resolved(schema, part)
    for family in ("clip", "function"):
        part = _resolved(schema, properties[family])
        for kind in part["properties"]["kind"]["enum"]:
            yield family, kind, part
    for kind in properties["metrics"]["items"]["enum"]:
        yield "metric", kind, {}
    for activation in dense["activation"]["enum"]:
        yield "activation", activation, {}
    yield "regularization", "all", _resolved(schema, properties["regularization"])


def _mapping(part: Any) -> dict[str, str]:
    """The first table of kinds inside a part of the schema."""
    if isinstance(part, dict):
        if "discriminator" in part:
            found: dict[str, str] = part["discriminator"]["mapping"]
            return found
        part = list(part.values())
    if isinstance(part, list):
        return next(filter(None, map(_mapping, part)), {})
    return {}


def _resolved(schema: Table, part: Table) -> Table:
    """What a part stands for: the schema it refers to, or the first choice that is not null."""
    while True:
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rpartition("/")[2]]
        elif "anyOf" in part:
            part = next(each for each in part["anyOf"] if each.get("type") != "null")
        else:
            return part


def _filled(schema: Table, part: Table, *, least: bool) -> Table:
    """Values for the settings of a kind: those that it requires, or all."""
    required = part.get("required", ())
    filled = {}
    for name, setting in part.get("properties", {}).items():
        if name in SKIPPED or (least and name not in required):
            continue
        # the default stands around what a setting may be, however that is written
        value = VALUES.get(name, setting.get("default"))
        value = _value(_resolved(schema, setting)) if value is None else value
        if value is not None:
            filled[name] = value
    return filled


def _value(part: Table) -> Any:
    """A value that fits; None where the schema alone does not say one."""
    if "const" in part:
        return part["const"]
    if part.get("default") is not None:
        return part["default"]
    if "enum" in part:
        return part["enum"][-1]
    if "oneOf" in part:
        return _value(part["oneOf"][0])
    if part.get("type") in {"number", "integer"}:
        return _number(part)
    if part.get("type") == "array" and "items" in part:
        each = _value(part["items"])
        return None if each is None else [each] * max(part.get("minItems", 1), 1)
    if part.get("type") == "array":
        return [0.5 for _ in part["prefixItems"]]
    return None


def _number(part: Table) -> float | int:
    low: Any = part.get("minimum", part.get("exclusiveMinimum", -math.inf))
    high: Any = part.get("maximum", part.get("exclusiveMaximum", math.inf))
    if part["type"] == "integer":
        return int(min(max(2, low), high))
    return next((each for each in (0.25, 2.0) if low < each < high), max(low, 0.5))


# -- a lesson around a part ------------------------------------------------------------------------


def _around(family: str, kind: str, settings: Table) -> tuple[Table, str]:
    """A lesson with this part in it, and the header of the part's section."""
    if family == "function":
        function = {"kind": kind, "start": settings["start"]}
        return _base() | {"function": function, "optimizer": _SGD}, "[function]"
    lesson = _base() | {"data": _data((8,))} | _ended([{**_dense("hidden"), "activation": "tanh"}])
    if family == "layer":
        return _base() | _with_layer(kind, settings), f'[[layers]]\nname = "{SUBJECT}"'
    if family == "loss":
        return lesson | _with_loss(kind, settings), "[loss]"
    if family == "data":
        return _with_source(kind, settings), "[data]"
    if family == "augment":
        pictures = {"data": _data((1, 4, 4)), **_ended([{"name": "flat", "kind": "flatten"}])}
        return lesson | pictures | {"augment": [{"kind": kind} | settings]}, "[[augment]]"
    hidden = lesson["layers"][0]
    if family == "weights":
        hidden["weights"] = {"kind": kind} | settings
        return lesson, "[layers.weights]"
    return _with_training(family, kind, settings, lesson)


def _with_training(family: str, kind: str, settings: Table, lesson: Table) -> tuple[Table, str]:
    """The lesson with this activation or this part of its training."""
    hidden = lesson["layers"][0]
    if family == "activation":
        if kind.endswith("softmax"):
            likelihood = "negative_log_likelihood"
            loss = likelihood if kind.startswith("log") else "categorical_cross_entropy"
            return lesson | _with_loss(loss, {}), '[[layers]]\nname = "output"'
        hidden["activation"] = kind
        return lesson, '[[layers]]\nname = "hidden"'
    if family == "callback":
        return lesson | {"callbacks": {kind: settings}}, f"[callbacks.{kind}]"
    if family == "metric":
        return lesson | _with_loss("categorical_cross_entropy", {}) | {"metrics": [kind]}, ""
    if family == "clip":
        return lesson | {"clip": {"kind": kind} | settings | {"convention": "keras"}}, "[clip]"
    if family == "regularization":
        return lesson | {"regularization": settings}, "[regularization]"
    return lesson | {family: {"kind": kind} | settings}, f"[{family}]"


SUBJECT = "subject"
_SGD: Table = {"kind": "sgd", "lr": 0.05}


def _base() -> Table:
    return {"seed": 3, "epochs": 60}


def _dense(name: str, units: int = 3, **settings: Any) -> Table:
    return {"name": name, "kind": "dense", "units": units} | settings


def _ended(layers: list[Table]) -> Table:
    """These layers with an output for one number, its loss and an optimizer."""
    return {
        "layers": [*layers, _dense("output", 1)],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": _SGD,
    }


def _data(shape: tuple[int, ...], targets: list[list[float]] | None = None) -> Table:
    """A table of ordinary numbers, examples of this shape."""
    size = math.prod(shape)
    rows = [
        [round(math.sin(1.7 * (row * size + column) + row), 3) for column in range(size)]
        for row in range(EXAMPLE_COUNT)
    ]
    table: Table = {"source": "table", "inputs": rows}
    table["targets"] = targets or [[round(math.cos(row), 3)] for row in range(EXAMPLE_COUNT)]
    return table | ({"shape": list(shape)} if len(shape) > 1 else {})


def _with_layer(kind: str, settings: Table) -> Table:
    layer: Table = {"name": SUBJECT, "kind": kind} | settings | SETTINGS.get(kind, {})
    if kind == "block":
        inner = [{"name": "inner", "kind": "dense", "units": "{units}"}]
        block: Table = {"name": "twice", "settings": {"units": 3}, "layers": inner}
        layer |= {"block": "twice", "repeat": 2, "settings": {"units": 4}}
        return {"data": _data((8,)), "blocks": [block]} | _ended([layer])
    if kind in COMBINING:
        branches = [_dense("a", inputs=["x"]), _dense("b", inputs=["x"])]
        return {"data": _data((8,))} | _ended([*branches, layer | {"inputs": ["a", "b"]}])
    if kind == "embedding":
        data = _data((4,)) | {"inputs": [[row, row + 1, 0, 2] for row in range(EXAMPLE_COUNT)]}
        return {"data": data} | _ended([layer, {"name": "flat", "kind": "flatten"}])
    shape = SHAPES.get(kind, (8,))
    flat = [{"name": "flat", "kind": "flatten"}]
    after = flat if (len(shape) > 1 and kind not in ENDS_FLAT) or kind == "reshape" else []
    return {"data": _data(shape)} | _ended([layer, *after])


def _with_loss(kind: str, settings: Table) -> Table:
    rows = range(EXAMPLE_COUNT)
    activation, units = "none", 1
    targets: list[list[float]] = [[float(row % 2)] for row in rows]
    if "hinge" in kind:
        targets = [[2.0 * (row % 2) - 1] for row in rows]
    elif kind == "binary_cross_entropy":
        activation = "sigmoid"
    elif "categorical" in kind or "likelihood" in kind or kind == "kl_divergence":
        units = 3
        targets = [[float(row % 3 == column) for column in range(3)] for row in rows]
        if kind.startswith("sparse"):
            targets = [[float(row % 3)] for row in rows]
        if not kind.endswith("logits"):
            activation = "softmax" if "entropy" in kind else "log_softmax"
    return {
        "data": _data((8,), targets),
        "layers": [_dense("output", units, activation=activation)],
        "loss": {"kind": kind} | settings,
        "optimizer": _SGD,
    }


def _with_source(source: str, settings: Table) -> Table:
    settings = {name: value for name, value in settings.items() if name != "shape"}
    data = {"source": source} | settings | SETTINGS.get(f"data.{source}", {})
    flat = (
        []
        if source not in {"synthetic", "characters", "wave", "fashion_mnist"}
        else [{"name": "flat", "kind": "flatten"}]
    )
    ended = _ended(flat)
    ended["layers"][-1]["units"] = UNITS.get(source, 1)
    return _base() | {"data": data} | ended
