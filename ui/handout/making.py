"""Making: from a lesson to the content of a file."""

from __future__ import annotations

from typing import Literal

from ui.shell.application import the_application
from visualnn.lesson import Lesson

from .body import key_body, lesson_body, worksheet_body
from .content import collect
from .exercise import worksheet_of
from .page import html_page
from .paper import key_pdf, lesson_pdf, worksheet_pdf

__all__ = ["HandoutForm", "HandoutKind", "made"]

HandoutForm = Literal["html", "pdf"]
HandoutKind = Literal["lesson", "worksheet", "key"]


def made(lesson: Lesson, form: HandoutForm, kind: HandoutKind) -> bytes:
    """The content of the file of a lesson that has stops."""
    handout = collect(lesson, the_application())
    match kind, form:
        case "lesson", "html":
            return html_page(lesson_body(handout)).encode()
        case "lesson", _:
            return lesson_pdf(handout)
        case "worksheet", "html":
            return html_page(worksheet_body(worksheet_of(handout))).encode()
        case "worksheet", _:
            return worksheet_pdf(worksheet_of(handout))
        case _, "html":
            return html_page(key_body(worksheet_of(handout))).encode()
        case _:
            return key_pdf(worksheet_of(handout))
