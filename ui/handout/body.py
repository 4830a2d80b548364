"""The body of a hand-out: its stops as the markup of a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from visualnn.dataclass import dataclass
from visualnn.text import _

from . import markup
from .content import Handout, HandoutPage, HandoutQuestion
from .exercise import Blank, Worksheet
from .markup import element

__all__ = ["Body", "key_body", "lesson_body", "worksheet_body"]


@dataclass(frozen=True)
class Body:
    """What stands on a hand-out."""

    title: str
    language: str
    stops: tuple[str, ...]
    """The markup of each stop."""


def lesson_body(handout: Handout) -> Body:
    """The lesson: text, pictures, cards, and questions whose answers can be opened."""
    stops = tuple(_stop(handout, n, _answered(page)) for n, page in enumerate(handout.pages))
    return Body(handout.title, handout.language, stops)


def worksheet_body(worksheet: Worksheet) -> Body:
    """The lesson with blanks, and lines to write answers on."""
    handout = worksheet.handout
    stops = tuple(
        _stop(handout, n, _open(page), is_with_card=False) for n, page in enumerate(handout.pages)
    )
    title = _("{title}: worksheet").format(title=handout.title)
    return Body(title, handout.language, stops)


def key_body(worksheet: Worksheet) -> Body:
    """What belongs into the blanks, and what is right."""
    handout = worksheet.handout
    stops = []
    for n, (page, blanks) in enumerate(zip(handout.pages, worksheet.blanks, strict=True)):
        parts = [_heading(handout, n), _blanks(blanks)]
        parts += [_question(each, _answer(each)) for each in page.questions]
        stops.append(_section(n, parts))
    return Body(_("{title}: key").format(title=handout.title), handout.language, tuple(stops))


def _stop(handout: Handout, n: int, questions: str, *, is_with_card: bool = True) -> str:
    page = handout.pages[n]
    figures = [markup.picture(each, f"{each.title} · {page.place}") for each in page.pictures]
    card = _card(page) if is_with_card else ""
    return _section(n, [_heading(handout, n), markup.blocks(page.text), *figures, card, questions])


def _section(n: int, parts: Sequence[str]) -> str:
    return element("section", "\n".join(filter(None, parts)), class_="stop", id=f"stop-{n + 1}")


def _card(page: HandoutPage) -> str:
    """The card of the number in focus, line by line."""
    if not page.card:
        return ""
    lines = "".join(element("p", escape(line)) for line in page.card)
    return element("aside", lines, class_="card", aria_label=_("The number in focus"))


def _heading(handout: Handout, n: int) -> str:
    words = _("stop {number} of {count}").format(number=n + 1, count=len(handout.pages))
    place = element("span", escape(handout.pages[n].place), class_="soft")
    return element("h2", f"{escape(words)} {place}")


def _answered(page: HandoutPage) -> str:
    return "\n".join(_question(each, _opened(each)) for each in page.questions)


def _open(page: HandoutPage) -> str:
    line = element("p", "", class_="line")
    return "\n".join(_question(each, "" if each.choices else line) for each in page.questions)


def _question(question: HandoutQuestion, answer: str) -> str:
    parts = [markup.blocks(question.prompt)]
    if question.choices:
        items = "".join(element("li", markup.words(each)) for each in question.choices)
        parts.append(element("ol", items, class_="choices"))
    parts.append(answer)
    return element("div", "\n".join(filter(None, parts)), class_="question")


def _opened(question: HandoutQuestion) -> str:
    """The answer behind a line that opens it."""
    summary = element("summary", escape(_("Answer")))
    return element("details", summary + _answer(question))


def _answer(question: HandoutQuestion) -> str:
    right = element("p", element("strong", markup.words(question.right)), class_="right")
    return (right if question.right else "") + markup.blocks(question.explanation)


def _blanks(blanks: tuple[Blank, ...]) -> str:
    if not blanks:
        return ""
    rows = "".join(
        element(
            "tr",
            element("td", str(each.number))
            + element("td", escape(each.name))
            + element("td", escape(each.text), class_="number"),
        )
        for each in blanks
    )
    heads = (_("blank"), _("name"), _("value"))
    head = element("tr", "".join(element("th", escape(each), scope="col") for each in heads))
    return element("table", element("thead", head) + element("tbody", rows))
