"""Markup: flowing text and pictures as HTML. Every text is escaped; no file's own HTML exists."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from ui.kit.geometry.flow import CodeRun, FormulaRun, Run, RunStyle, TextBlock

from .content import HandoutPicture

__all__ = ["blocks", "element", "picture", "words"]

LOWEST_DROP = 30
"""Tenths of an em by which a formula reaches below its line at most; a class of the style sheet
each."""
_TAGS = {
    RunStyle.STRONG: ("<strong>", "</strong>"),
    RunStyle.CODE: ("<code>", "</code>"),
    RunStyle.SOFT: ('<span class="soft">', "</span>"),
    RunStyle.NUMBER: ('<span class="number">', "</span>"),
    RunStyle.POSITIVE: ('<span class="positive">', "</span>"),
    RunStyle.NEGATIVE: ('<span class="negative">', "</span>"),
}


def words(runs: Iterable[Run]) -> str:
    """Runs inside of a paragraph."""
    return "".join(_word(run) for run in runs)


def _word(run: Run) -> str:
    if isinstance(run, FormulaRun):
        return _formula(run)
    text = escape(run.text)
    for style, (begin, end) in _TAGS.items():
        if style in run.style:
            text = f"{begin}{text}{end}"
    return text


def _formula(run: FormulaRun) -> str:
    """A formula as a picture on the line of its letters, with its words for who does not see it."""
    begin, rest = run.svg[: len("<svg")], run.svg[len("<svg") :]
    size = f'width="{run.width:.3f}em" height="{run.ascent + run.depth:.3f}em"'
    drop = min(round(10 * run.depth), LOWEST_DROP)  # a page allows no style outside of its sheet
    return f'{begin} class="drop{drop}" {size} role="img" aria-label="{escape(run.words)}"{rest}'


def element(tag: str, content: str, **attributes: str) -> str:
    """An element around markup; an attribute ``class_`` is written ``class``, of ``aria_label`` the
    bar is a hyphen."""
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{told}>{content}</{tag}>"


def blocks(found: Sequence[TextBlock]) -> str:
    """Paragraphs and lists."""
    lines: list[str] = []
    items: list[str] = []
    code: list[str] = []
    for block in found:
        if block.mark:
            depth = min(3, block.indent // 2)
            items.append(
                element("li", f"{_marked(block)}{words(block.runs)}", class_=f"depth{depth}")
            )
            continue
        if items:
            lines.append(element("ul", "".join(items)))
            items = []
        if block.runs and isinstance(block.runs[0], CodeRun):
            code.append(escape(block.runs[0].text.replace("\u00a0", " ")))
            continue
        if code:
            lines.append(element("pre", "\n".join(code)))
            code = []
        lines.append(element("p", words(block.runs)))
    if code:
        lines.append(element("pre", "\n".join(code)))
    if items:
        lines.append(element("ul", "".join(items)))
    return "\n".join(lines)


def _marked(block: TextBlock) -> str:
    """The mark of an item of a numbered list; bullets come with the list."""
    return "" if block.mark == "•" else escape(block.mark) + " "


def picture(found: HandoutPicture, caption: str) -> str:
    """A picture with what it shows in words, and its caption."""
    content = base64.b64encode(found.png).decode("ascii")
    image = (
        f'<img width="{found.width}" height="{found.height}" alt="{escape(found.words)}"'
        f' src="data:image/png;base64,{content}">'
    )
    return element("figure", image + element("figcaption", escape(caption)))
