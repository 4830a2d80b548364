"""A small lesson that brings variants, as text and as a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HEAD = """\
format = 2
name = "sample"
title = { en = "A sample", ko = "보기" }
epochs = 5
seed = 3

[data]
source = "moons"
n = 12

[[layers]]
name = "hidden"
kind = "dense"
units = 4
activation = "relu"
weights = "he_normal"

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

[[stops]]
id = "slope"
at = "d.hidden.z"
focus = "d.hidden.z[0,3]"

[[stops]]
id = "loss"
at = "L"
focus = "L"
"""
"""Its 37 lines are followed by the variants."""
VARIANT_LINE = HEAD.count("\n") + 2
"""The line of the first ``[[variants]]``."""
PROSE = {"en": "# A sample\n\n## slope\n\nA.\n\n## loss\n\nB.\n", "ko": ""}
PROSE["ko"] = PROSE["en"].replace("A sample", "보기")


def write_lesson(
    folder: Path, *variants: str, head: str = HEAD, prose: Mapping[str, str] = PROSE
) -> Path:
    """Write a lesson with these variants into a folder; returns the folder."""
    text = head + "".join(f"\n[[variants]]\n{each}\n" for each in variants)
    (folder / "lesson.toml").write_text(text, encoding="utf-8")
    for language, page in prose.items():
        (folder / f"{language}.md").write_text(page, encoding="utf-8")
    return folder


def variant(name: str, rest: str) -> str:
    """A variant as a lesson file has it, from the line below its title on."""
    return f'id = "{name}"\ntitle = {{ en = "V {name}", ko = "변형 {name}" }}\n{rest}'


def tanh() -> str:
    """The variant with another activation."""
    return variant("tanh", 'set = { "layers.hidden.activation" = "tanh" }')
