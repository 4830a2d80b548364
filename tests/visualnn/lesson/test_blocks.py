"""Blocks: what a group of layers becomes, and how what is wrong in one is told."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.visualnn.nets import of_network
from visualnn import lesson
from visualnn.errors import LessonError, LessonFaults
from visualnn.lesson.file import from_dict, json_schema, read

RESIDUAL = {
    "name": "residual",
    "settings": {"activation": "relu"},
    "layers": [
        {"name": "one", "kind": "dense", "units": "{units}", "activation": "{activation}"},
        {"name": "two", "kind": "dense", "units": "{units}"},
        {"name": "sum", "kind": "add", "inputs": ["two", "input"]},
    ],
}
LESSON: dict[str, Any] = {
    "format": 1,
    "name": "blocks",
    "title": {"en": "Blocks", "ko": "블록"},
    "epochs": 1,
    "data": {"source": "table", "inputs": [[1.0, 2.0]], "targets": [[1.0]]},
    "blocks": [RESIDUAL],
    "layers": [
        {"name": "start", "kind": "dense", "units": 4},
        {
            "name": "stage",
            "kind": "block",
            "block": "residual",
            "repeat": 2,
            "settings": {"units": 4},
        },
        {"name": "out", "kind": "dense", "units": 1},
    ],
    "loss": {"kind": "mean_squared_error"},
    "optimizer": {"kind": "sgd", "lr": 0.1},
}


def changed(*keys: str | int, to: object) -> dict[str, Any]:
    """The lesson with another value at a key path."""
    table: Any = (description := copy.deepcopy(LESSON))
    for key in keys[:-1]:
        table = table[key]
    table[keys[-1]] = to
    return description


def wiring(description: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Layer → what it reads, with the layers before filled in."""
    layers = of_network(from_dict(description)).layers
    names = ["x", *(layer.name for layer in layers)]
    return {
        layer.name: layer.inputs or (before,) for before, layer in zip(names, layers, strict=False)
    }


def test_a_repeated_block_reads_itself() -> None:
    assert wiring(LESSON) == {
        "start": ("x",),
        "stage_1_one": ("start",),
        "stage_1_two": ("stage_1_one",),
        "stage_1_sum": ("stage_1_two", "start"),
        "stage_2_one": ("stage_1_sum",),
        "stage_2_two": ("stage_2_one",),
        "stage_2_sum": ("stage_2_two", "stage_1_sum"),
        "out": ("stage_2_sum",),
    }
    activations = [layer.activation for layer in of_network(from_dict(LESSON)).layers]
    assert activations == ["none", "relu", "none", "none", "relu", "none", "none", "none"]


def test_a_block_is_what_it_stands_for() -> None:
    plain = {key: value for key, value in LESSON.items() if key != "blocks"}
    plain["layers"] = [
        {"name": "start", "kind": "dense", "units": 4},
        {"name": "stage_one", "kind": "dense", "units": 4, "activation": "tanh"},
        {"name": "stage_two", "kind": "dense", "units": 4},
        {"name": "stage_sum", "kind": "add", "inputs": ["stage_two", "start"]},
        {"name": "out", "kind": "dense", "units": 1},
    ]
    once = changed("layers", 1, "settings", to={"units": 4, "activation": "tanh"})
    del once["layers"][1]["repeat"]
    one, other = lesson.from_dict(once), lesson.from_dict(plain)
    assert one.network.layers == other.network.layers
    for name, value in other.start.items():
        assert np.array_equal(one.start[name], value)


def test_blocks_nest_and_read_several_values() -> None:
    description = copy.deepcopy(LESSON)
    description["blocks"] = [
        RESIDUAL,
        {
            "name": "pair",
            "inputs": ["left", "right"],
            "layers": [
                {"name": "meet", "kind": "add", "inputs": ["right", "left"]},
                {
                    "name": "deep",
                    "kind": "block",
                    "block": "residual",
                    "repeat": "{depth}",
                    "settings": {"units": "{width}"},
                },
                {"name": "last", "kind": "dense", "units": "{width}", "inputs": ["deep"]},
            ],
        },
    ]
    description["layers"][1] = {
        "name": "p",
        "kind": "block",
        "block": "pair",
        "inputs": ["start", "start"],
        "settings": {"width": 4, "depth": 1},
    }
    description["layers"][2]["inputs"] = ["p"]
    assert wiring(description) == {
        "start": ("x",),
        "p_meet": ("start", "start"),
        "p_deep_1_one": ("p_meet",),
        "p_deep_1_two": ("p_deep_1_one",),
        "p_deep_1_sum": ("p_deep_1_two", "p_meet"),
        "p_last": ("p_deep_1_sum",),
        "out": ("p_last",),
    }


def test_a_repetition_keeps_its_other_inputs() -> None:
    description = copy.deepcopy(LESSON)
    meet = {"name": "meet", "kind": "add", "inputs": ["state", "always"]}
    description["blocks"] = [{"name": "b", "inputs": ["state", "always"], "layers": [meet]}]
    use = {"name": "m", "kind": "block", "block": "b", "repeat": 2, "inputs": ["start", "start"]}
    description["layers"][1] = use
    assert wiring(description)["m_2_meet"] == ("m_1_meet", "start")


def test_weights_are_shared_inside_a_repetition_or_with_a_named_layer() -> None:
    description = copy.deepcopy(LESSON)
    layers = [
        {"name": "one", "kind": "dense", "units": 4},
        {"name": "again", "kind": "dense", "units": 4, "shares": "one"},
        {"name": "theirs", "kind": "dense", "units": 4, "shares": "{owner}"},
    ]
    description["blocks"] = [{"name": "residual", "layers": layers}]
    description["layers"].insert(1, {"name": "own", "kind": "dense", "units": 4})
    description["layers"][2]["settings"] = {"owner": "own"}
    parameters = lesson.from_dict(description).network.parameters
    kernels = [parameter.name for parameter in parameters if parameter.name.endswith(".W")]
    assert kernels == ["start.W", "own.W", "stage_1_one.W", "stage_2_one.W", "out.W"]


def test_what_was_opened_can_be_written_down_again() -> None:
    spec = of_network(from_dict(LESSON))
    again = of_network(from_dict(spec.model_dump(mode="json", exclude_none=True)))
    assert again.layers == spec.layers


@pytest.mark.parametrize(
    ("keys", "value", "told"),
    [
        (("layers", 1, "settings", "units"), "a", "layers[1].settings.units: this must be a whole"),
        (("layers", 1, "settings", "units"), 5, "blocks[0].layers[2]: stage_1_sum: only values of"),
        (("layers", 1, "settings", "unit"), 5, "layers[1].settings.unit: the block residual has "),
        (("layers", 1, "settings"), {}, "layers[1].settings: the block residual needs the "),
        (("layers", 1, "block"), "residul", "layers[1].block: there is no block residul; did you"),
        (("layers", 1, "block"), "other", "layers[1].block: there is no block other; there are re"),
        (("layers", 1, "repeat"), 0, "layers[1].repeat: 0 is too small; the least is 1"),
        (("layers", 1, "name"), "start", "layers[1].name: start is there already"),
        (("layers", 1, "inputs"), ["start", "x"], "layers[1].inputs: the block residual reads 1 "),
        (("layers", 1, "inputs"), ["starts"], "layers[1].inputs[0]: there is no earlier layer st"),
        (("layers", 1, "name"), "a" * 31, "blocks[0].layers[0].name: “aaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (("layers", 1, "width"), 1, "layers[1].width: unknown key width; there are name, kind, b"),
        (("blocks", 0, "layer"), [], "blocks[0].layer: unknown key layer; did you mean layers?"),
        (("blocks", 0, "layers", 0, "name"), "input", "blocks[0].layers[0].name: input is there"),
        (("blocks", 0, "layers", 0, "unitz"), 1, "blocks[0].layers[0].unitz: unknown key unitz;"),
        (("blocks", 0, "layers", 2, "inputs", 1), "inputs", "blocks[0].layers[2].inputs[1]: ther"),
        (("blocks", 0, "layers", 2, "inputs", 1), "start", "blocks[0].layers[2].inputs[1]: ther"),
        (
            ("blocks", 0, "settings", "activation"),
            "rel",
            "blocks[0].settings.activation: “rel” is ",
        ),
        (("blocks", 0, "layers"), [], "blocks[0].layers: this list is too short; the least is 1"),
        (
            ("blocks", 0, "layers", 0),
            {"kind": "dense"},
            "blocks[0].layers[0].name: name is missing",
        ),
        (("blocks",), [RESIDUAL, RESIDUAL], "blocks[1].name: residual is there already; names are"),
        (
            ("blocks",),
            [RESIDUAL, {**RESIDUAL, "name": "idle"}],
            "blocks[1].name: no layer uses the block idle",
        ),
        (("blocks",), [], "layers[1].block: there is no block residual; there are –"),
    ],
)
def test_what_is_wrong_is_told_where_it_was_written(
    keys: tuple[str | int, ...], value: object, told: str
) -> None:
    with pytest.raises(LessonError) as caught:
        lesson.from_dict(changed(*keys, to=value))
    assert str(caught.value).split("\n")[0].startswith(told)
    if isinstance(caught.value, LessonFaults):
        assert len({str(fault) for fault in caught.value.faults}) == len(caught.value.faults)


def nested(depth: int, **repeat: int) -> dict[str, Any]:
    """Blocks that hold each other, the first outermost; the last holds a flatten layer."""
    inner = [{"name": "i", "kind": "block", "block": f"b{n + 1}", **repeat} for n in range(depth)]
    inner[-1] = {"name": "i", "kind": "flatten"}
    description = copy.deepcopy(LESSON)
    description["blocks"] = [{"name": f"b{n}", "layers": [t]} for n, t in enumerate(inner)]
    description["layers"][1] = {"name": "s", "kind": "block", "block": "b0", **repeat}
    return description


def test_blocks_do_not_go_on_for_ever() -> None:
    assert len(of_network(from_dict(nested(8))).layers) == 3
    with pytest.raises(LessonFaults, match=r"blocks\[7\].layers\[0\].block: .* deeper than 8"):
        from_dict(nested(9))
    with pytest.raises(LessonFaults, match="the blocks make more than 1000 layers"):
        from_dict(nested(3, repeat=100))
    circle = nested(3)
    circle["blocks"][2]["layers"] = [{"name": "i", "kind": "block", "block": "b0"}]
    with pytest.raises(LessonFaults, match=r"blocks\[2\].*: the block b0 cannot hold itself"):
        from_dict(circle)


TOML = """\
format = 1
name = "sample"
title = { en = "A sample", ko = "보기" }
epochs = 1

[data]
source = "xor"

[[blocks]]
name = "pair"
settings = { last = "tanh" }

[[blocks.layers]]
name = "one"
kind = "dense"
units = "{width}"

[[blocks.layers]]
name = "two"
kind = "dense"
units = 2
activation = "{last}"

[[layers]]
name = "hidden"
kind = "block"
block = "pair"
settings = { width = 3 }

[[layers]]
name = "output"
kind = "dense"
units = 1
activation = "sigmoid"

[loss]
kind = "binary_cross_entropy"

[optimizer]
kind = "sgd"
lr = 0.1
"""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("width = 3", "width = 3.5", "28:22: this must be a whole number, not 3.5"),
        ("units = 2", "units = 0", "21:9: 0 is too small; the least is 1"),
        ("units = 2", "unit = 2", "21:1: unknown key unit; did you mean units?"),
        ('"{last}"', '"{first}"', "28:12: the block pair needs the setting first"),
        ('"tanh"', '"tan"', "11:21: “tan” is not known here; did you mean tanh?"),
        ('"pair"\nsettings = { w', '"par"\nsettings = { w', "27:9: there is no block par; did you"),
    ],
)
def test_a_file_is_blamed_by_line_and_column(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    file = tmp_path / "lesson.toml"
    for language, title in (("en", "A sample"), ("ko", "보기")):
        (tmp_path / f"{language}.md").write_text(f"# {title}\n", encoding="utf-8")
    file.write_text(TOML, encoding="utf-8")
    assert [layer.name for layer in of_network(read(file)).layers] == [
        "hidden_one",
        "hidden_two",
        "output",
    ]
    assert TOML.count(before) == 1
    file.write_text(TOML.replace(before, after), encoding="utf-8")
    with pytest.raises(LessonFaults) as caught:
        read(file)
    assert told in str(caught.value)


def test_editors_know_blocks() -> None:
    schema: Any = json_schema()
    assert "BlockSpec" in str(schema["properties"]["blocks"])
    use = schema["properties"]["layers"]["items"]["discriminator"]["mapping"]["block"]
    assert schema["$defs"][use.rpartition("/")[2]]["properties"]["repeat"]
