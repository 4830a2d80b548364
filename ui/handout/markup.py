"""Markup: flowing text and pictures as HTML. Every text is escaped; no file's own HTML exists."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from ui.kit.geometry.flow import Run, RunStyle, TextBlock

from .content import HandoutPicture

__all__ = ["blocks", "element", "picture", "words"]

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
    text = escape(run.text)
    for style, (begin, end) in _TAGS.items():
        if style in run.style:
            text = f"{begin}{text}{end}"
    return text


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
        lines.append(element("p", words(block.runs)))
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
