"""The result of a lesson as a file: a page for any browser, as strict as a hand-out, or paper."""

from __future__ import annotations

from ui.panels.lesson.result import LessonResult

from . import markup
from .body import Body
from .markup import element
from .page import html_page
from .paper import text_pdf

__all__ = ["result_html", "result_pdf"]


def result_html(result: LessonResult) -> bytes:
    """The result as one HTML file."""
    section = element("section", markup.blocks(result.blocks), class_="stop")
    return html_page(Body(result.title, result.language, (section,))).encode()


def result_pdf(result: LessonResult) -> bytes:
    """The result as A4 pages."""
    return text_pdf(result.title, result.blocks)
