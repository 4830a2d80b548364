"""Formulas are set within bounds, whatever a stranger wrote; what cannot be set is None."""

from __future__ import annotations

import re

import numpy as np
import pytest

from visualnn.lesson import open_named, shipped
from visualnn.lesson.file import Formula, Paragraph
from visualnn.typesetting import (
    MAX_BRACE_DEPTH,
    MAX_FORMULA_CHARACTERS,
    MAX_HEIGHT_EM,
    MAX_SVG_CHARACTERS,
    MAX_WIDTH_EM,
    typeset,
)

SHAPES = {"svg", "defs", "path", "g", "use", "rect"}
"""What a picture is made of: shapes, and nothing that loads or runs."""
KINDS = [
    r"\frac{\partial L}{\partial w}",
    r"x_{i}^{2}",
    r"\sum_{n=1}^{N} (a_n - t_n)^2",
    r"\frac{1}{1 + e^{-z}}",
    r"\sqrt{\hat{v}} + \epsilon",
]


@pytest.mark.parametrize("source", KINDS)
def test_a_formula_has_a_size_words_in_both_languages_and_takes_any_colour(source: str) -> None:
    korean, english = typeset(source, "ko"), typeset(source, "en")
    assert korean is not None
    assert english is not None
    assert korean.words != english.words or source == KINDS[1]
    assert 0 < english.width <= MAX_WIDTH_EM
    assert 0 < english.ascent + english.depth <= MAX_HEIGHT_EM
    coloured = english.in_colour("#123456")
    assert "#123456" in coloured
    assert "currentColor" not in coloured
    assert set(re.findall(r"<(\w+)", coloured)) <= SHAPES


def test_a_fraction_on_a_line_of_its_own_is_higher() -> None:
    alone = typeset(KINDS[0], "en", is_display=True)
    inside = typeset(KINDS[0], "en")
    assert alone is not None
    assert inside is not None
    assert alone.ascent + alone.depth > inside.ascent + inside.depth


@pytest.mark.parametrize(
    "source",
    [
        "",
        " ",
        r"\unknown{x}",
        r"\frac{1",
        r"\includegraphics{a.png}",
        r"\input{/etc/passwd}",
        r"\href{https://example.org}{x}",
        r"\def\a{xx}\a",
        r"\newcommand{\a}{b}\a",
        r"\rule{10000em}{10000em}",
        r"\hspace{99999em}x",
        r"\\" * 90,
        "{" * (MAX_BRACE_DEPTH + 1) + "x" + "}" * (MAX_BRACE_DEPTH + 1),
        "x" * (MAX_FORMULA_CHARACTERS + 1),
        "가",
        "\ud800",
    ],
)
def test_what_cannot_be_set_is_none(source: str) -> None:
    assert typeset(source, "ko") is None


def test_signs_in_any_order_are_set_within_bounds_or_not_at_all() -> None:
    rng = np.random.default_rng(10)
    parts = [*"{}^_&$%#~xyz01+-=<>/'\"", "\\", r"\frac", r"\sqrt", r"\left(", r"\right)", r"\sum"]
    parts += [r"\text{<b>&</b>}", r"\begin{matrix}", r"\end{matrix}", r"\over", r"\hat", "\u0301"]
    set_count = 0
    for _trial in range(3000):
        made = typeset("".join(rng.choice(parts, rng.integers(1, 25))), "en")
        if made is None:
            continue
        set_count += 1
        assert made.width <= MAX_WIDTH_EM
        assert made.ascent + made.depth <= MAX_HEIGHT_EM
        assert len(made.svg) <= MAX_SVG_CHARACTERS
        assert set(re.findall(r"<(\w+)", made.svg)) <= SHAPES
    assert set_count > 100


@pytest.mark.parametrize("name", shipped())
def test_every_formula_of_a_lesson_can_be_set_and_is_the_same_in_both_languages(name: str) -> None:
    found = {
        language: [
            run.source
            for section in page.sections
            for block in section.blocks
            if isinstance(block, Paragraph)
            for run in block.runs
            if isinstance(run, Formula)
        ]
        for language, page in open_named(name).spec.prose.items()
    }
    assert found["ko"] == found["en"]
    for source in found["en"]:
        assert typeset(source, "en") is not None
        assert typeset(source, "ko") is not None
