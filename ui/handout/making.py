"""Making: from a lesson to the content of a file."""

from __future__ import annotations

from typing import Literal

from ui.shell.application import the_application
from visualnn.lesson import Lesson

from .body import Body, Draw, key_body, lesson_body, worksheet_body
from .content import Handout, collect
from .exercise import worksheet_of
from .markup import picture
from .page import html_page
from .paper import Paper

__all__ = ["HandoutForm", "HandoutKind", "made"]

HandoutForm = Literal["html", "pdf"]
HandoutKind = Literal["lesson", "worksheet", "key"]


def made(lesson: Lesson, form: HandoutForm, kind: HandoutKind) -> bytes:
    """The content of the file of a lesson that has stops."""
    handout = collect(lesson, the_application())
    if form == "html":
        return html_page(_body(handout, kind, picture)).encode()
    paper = Paper()
    return paper.pdf(_body(handout, kind, paper.draw))


def _body(handout: Handout, kind: HandoutKind, draw: Draw) -> Body:
    match kind:
        case "worksheet":
            return worksheet_body(worksheet_of(handout), draw)
        case "key":
            return key_body(worksheet_of(handout))
        case _:
            return lesson_body(handout, draw)
