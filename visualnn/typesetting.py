"""Formulas as pictures: from `\\frac{\\partial L}{\\partial w}` to an SVG, its size, its words.

A formula may come from a stranger's lesson. It is short and shallow, defines nothing, and what
cannot be set, an unknown command for one, is None: then its source is shown as it is written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from .dataclass import dataclass
from .text import Language

__all__ = ["MAX_FORMULA_CHARACTERS", "TypesetFormula", "Typesetter", "typeset"]

MAX_FORMULA_CHARACTERS = 200
MAX_BRACE_DEPTH = 12
MAX_WIDTH_EM = 80.0
MAX_HEIGHT_EM = 12.0
MAX_SVG_CHARACTERS = 64 * 1024
CACHED_FORMULA_COUNT = 512

_DEFINITION = re.compile(r"\\(?:[egx]?def|let|(?:re|provide)?newcommand|renewcommand)\b")
_BOX = re.compile(
    r'viewBox="(?P<box>[-\d. ]{1,80})" width="(?P<width>[\d.]{1,12})em"'
    r' height="(?P<height>[\d.]{1,12})em" style="vertical-align: (?P<depth>-?[\d.]{1,12})em"'
)
_DRAWN = re.compile(r"<defs>.*?</defs><g .*</g>", re.DOTALL)
"""The glyphs and where they stand; what SVG says about itself is left out."""


@dataclass(frozen=True, slots=True)
class TypesetFormula:
    """A formula as a picture. Lengths are in em, the size of the letters around it."""

    svg: str
    """A whole SVG, 1000 units an em, painted in `currentColor`."""
    width: float
    ascent: float
    """How far it reaches above the line that letters stand on."""
    depth: float
    """How far it reaches below that line."""
    words: str
    """What is said for it, in words of its language."""
    text: str
    """The same in one line of signs: `(∂L)/(∂w)`."""

    def in_colour(self, colour: str) -> str:
        """The SVG in a colour such as `#1a1a1a`."""
        return self.svg.replace("currentColor", colour)


class Typesetter(Protocol):
    """Whatever sets formulas. Another library is one more function of this form."""

    def __call__(
        self, source: str, language: Language, *, is_display: bool = False
    ) -> TypesetFormula | None:
        """The formula, set for a line of its own or for the middle of a line; None if it cannot
        be."""


@lru_cache(maxsize=CACHED_FORMULA_COUNT)
def _typeset(source: str, language: Language, is_display: bool) -> TypesetFormula | None:
    if not _is_modest(source):
        return None
    import mathra  # not before a formula is met: a tenth of a second

    try:
        made = mathra.render(source, language, display=is_display, strict=True)
    except ValueError:  # not LaTeX, or not known
        return None
    svg = made["svg"]
    box, drawn = _BOX.search(svg), _DRAWN.search(svg)
    if box is None or drawn is None or len(svg) > MAX_SVG_CHARACTERS or made["warnings"]:
        return None
    width, height = float(box["width"]), float(box["height"])
    depth = max(-float(box["depth"]), 0.0)
    if not 0.0 < width <= MAX_WIDTH_EM or not 0.0 < height <= MAX_HEIGHT_EM:
        return None
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box["box"]}">{drawn[0]}</svg>'
    return TypesetFormula(whole, width, height - depth, depth, made["speech"], made["text"])


def typeset(source: str, language: Language, *, is_display: bool = False) -> TypesetFormula | None:
    """A formula of LaTeX set by mathra; None where it cannot be. Raises nothing."""
    return _typeset(source, language, is_display)


def _is_modest(source: str) -> bool:
    """Whether a source is short, shallow and without definitions."""
    if not source.strip() or len(source) > MAX_FORMULA_CHARACTERS or _DEFINITION.search(source):
        return False
    depth = deepest = 0
    for sign in source:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return deepest <= MAX_BRACE_DEPTH
