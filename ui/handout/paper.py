"""Paper: a hand-out as a PDF file of A4 pages, written block by block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextTableFormat,
)
from PySide6.QtWidgets import QApplication

from ui.kit.formula_pictures import formula_picture
from ui.kit.geometry.flow import CodeRun, FormulaRun, Run, RunStyle, TextBlock
from visualnn.text import _

from .content import Handout, HandoutPage, HandoutPicture, HandoutQuestion
from .exercise import Blank, Worksheet

__all__ = ["key_pdf", "lesson_pdf", "text_pdf", "worksheet_pdf"]

POINTS_PER_INCH = 72
MARGIN_MILLIMETRES = 16
BODY_POINTS, TITLE_POINTS, HEADING_POINTS, CARD_POINTS = 10, 18, 11, 8
SPACE_POINTS = 6
INDENT_POINTS = 14
LINE_POINTS = 24
"""The height of a line to write on."""
PICTURE_POINTS = (460, 235)
"""The greatest width and height of a picture."""
FORMULA_SHARPNESS = 8
"""Pixels of a formula's picture a point."""
SOFT = QColor("#444444")
CARD_FONT = "DejaVu Sans Mono"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lesson_pdf(handout: Handout) -> bytes:
    """The lesson on paper, each answer under its question."""
    paper = _Paper(handout.title)
    for n, page in enumerate(handout.pages):
        paper.heading(handout, n)
        paper.page(page)
        paper.card(page.card)
        for question in page.questions:
            paper.question(question)
            paper.answer(question)
    return paper.content()


def worksheet_pdf(worksheet: Worksheet) -> bytes:
    """The worksheet on paper."""
    handout = worksheet.handout
    paper = _Paper(_("{title}: worksheet").format(title=handout.title))
    for n, page in enumerate(handout.pages):
        paper.heading(handout, n)
        paper.page(page)
        for question in page.questions:
            paper.question(question)
            if not question.choices:
                paper.line()
    return paper.content()


def key_pdf(worksheet: Worksheet) -> bytes:
    """The key on paper."""
    handout = worksheet.handout
    paper = _Paper(_("{title}: key").format(title=handout.title))
    for n, (page, blanks) in enumerate(zip(handout.pages, worksheet.blanks, strict=True)):
        paper.heading(handout, n)
        paper.blanks(blanks)
        for question in page.questions:
            paper.question(question)
            paper.answer(question)
    return paper.content()


def text_pdf(title: str, blocks: Iterable[TextBlock]) -> bytes:
    """Flowing text on paper."""
    paper = _Paper(title)
    paper.text(blocks)
    return paper.content()


class _Paper:
    """A document in the making."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._pictures = 0
        self._document = QTextDocument()
        self._document.setDefaultFont(QFont(QApplication.font().family(), BODY_POINTS))
        self._document.setDocumentMargin(0)
        self._cursor = QTextCursor(self._document)
        self._cursor.insertText(title, _format(points=TITLE_POINTS, is_bold=True))

    def content(self) -> bytes:
        """The content of the file."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(POINTS_PER_INCH)
        margins = QMarginsF(*[MARGIN_MILLIMETRES] * 4)
        size = QPageSize(QPageSize.PageSizeId.A4)
        portrait = QPageLayout.Orientation.Portrait
        writer.setPageLayout(QPageLayout(size, portrait, margins, QPageLayout.Unit.Millimeter))
        writer.setTitle(self._title)
        self._document.setPageSize(QSizeF(writer.width(), writer.height()))
        self._document.print_(writer)
        buffer.close()
        return bytes(content.data())

    def heading(self, handout: Handout, n: int) -> None:
        """The number of a stop, and where in the run it is."""
        words = _("stop {number} of {count}").format(number=n + 1, count=len(handout.pages))
        self._begin(above=2.5 * SPACE_POINTS)
        self._cursor.insertText(words, _format(points=HEADING_POINTS, is_bold=True))
        self._cursor.insertText("  " + handout.pages[n].place, _format(colour=SOFT))

    def page(self, page: HandoutPage) -> None:
        """The text of a stop, and its pictures."""
        self.text(page.text)
        for each in page.pictures:
            self._picture(each, f"{each.title} · {page.place}")

    def card(self, lines: Sequence[str]) -> None:
        """The card of a number."""
        for n, line in enumerate(lines):
            self._begin(above=SPACE_POINTS if n == 0 else 1)
            made = _format(points=CARD_POINTS, is_bold=n == 0)
            made.setFontFamilies([CARD_FONT, QApplication.font().family()])
            self._cursor.insertText(line, made)

    def question(self, question: HandoutQuestion) -> None:
        """A question and the answers that are offered."""
        self.text(question.prompt)
        for letter, choice in zip(LETTERS, question.choices, strict=False):
            self._begin(above=2, left=INDENT_POINTS)
            self._runs((Run(f"{letter}. "), *choice))

    def answer(self, question: HandoutQuestion) -> None:
        """What is right, and why."""
        if question.right:
            self._begin(above=SPACE_POINTS)
            self._runs(Run(run.text, run.style | RunStyle.STRONG) for run in question.right)
        self.text(question.explanation)

    def line(self) -> None:
        """A line to write on."""
        self._begin(above=LINE_POINTS)
        self._cursor.insertText("_" * 60, _format(colour=SOFT))

    def blanks(self, blanks: Sequence[Blank]) -> None:
        """The table of what stands in blanks."""
        if not blanks:
            return
        self._begin(above=SPACE_POINTS)
        look = QTextTableFormat()
        look.setCellPadding(3)
        look.setCellSpacing(0)
        look.setBorder(0.5)
        heads = (_("blank"), _("name"), _("value"))
        rows = [heads, *((str(each.number), each.name, each.text) for each in blanks)]
        table = self._cursor.insertTable(len(rows), len(heads), look)
        for n, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = table.cellAt(n, column).firstCursorPosition()
                cell.insertText(text, _format(is_bold=n == 0))
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def text(self, blocks: Iterable[TextBlock]) -> None:
        """Paragraphs and lists."""
        for block in blocks:
            left = INDENT_POINTS * (block.indent // 2 + bool(block.mark))
            self._begin(above=2 if block.mark else SPACE_POINTS, left=left)
            self._runs((Run(f"{block.mark} "), *block.runs) if block.mark else block.runs)

    def _runs(self, runs: Iterable[Run]) -> None:
        for run in runs:
            if isinstance(run, FormulaRun):
                self._formula(run)
                continue
            made = _format(is_bold=RunStyle.STRONG in run.style)
            if RunStyle.CODE in run.style or isinstance(run, CodeRun):
                made.setFontFamilies([CARD_FONT, QApplication.font().family()])
            if RunStyle.SOFT in run.style:
                made.setForeground(SOFT)
            self._cursor.insertText(run.text, made)

    def _formula(self, run: FormulaRun) -> None:
        """A formula as a picture in the line."""
        name = f"picture:{self._pictures}"
        self._pictures += 1
        width, height = run.width * BODY_POINTS, (run.ascent + run.depth) * BODY_POINTS
        image = QImage(
            max(1, round(width * FORMULA_SHARPNESS)),
            max(1, round(height * FORMULA_SHARPNESS)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            formula_picture(run.svg, "#000000").render(painter)
        kind = QTextDocument.ResourceType.ImageResource.value
        self._document.addResource(kind, QUrl(name), image)
        drawn = QTextImageFormat()
        drawn.setName(name)
        drawn.setWidth(width)
        drawn.setHeight(height)
        drawn.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        self._cursor.insertImage(drawn)

    def _picture(self, found: HandoutPicture, caption: str) -> None:
        """A picture, as wide as the page or as high as leaves room for text, and its caption."""
        name = f"picture:{self._pictures}"
        self._pictures += 1
        kind = QTextDocument.ResourceType.ImageResource.value
        self._document.addResource(kind, QUrl(name), QImage.fromData(found.png))
        width = min(PICTURE_POINTS[0], round(PICTURE_POINTS[1] * found.width / found.height))
        drawn = QTextImageFormat()
        drawn.setName(name)
        drawn.setWidth(width)
        drawn.setHeight(round(width * found.height / found.width))
        self._begin(above=SPACE_POINTS)
        self._cursor.insertImage(drawn)
        self._begin(above=1)
        self._cursor.insertText(caption, _format(points=CARD_POINTS, colour=SOFT))

    def _begin(self, above: float, left: float = 0) -> None:
        """Begin a block."""
        look = QTextBlockFormat()
        look.setTopMargin(above)
        look.setLeftMargin(left)
        self._cursor.insertBlock(look, _format())


def _format(
    points: float = BODY_POINTS, *, is_bold: bool = False, colour: QColor | None = None
) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontPointSize(points)
    if is_bold:
        made.setFontWeight(QFont.Weight.Bold)
    if colour is not None:
        made.setForeground(colour)
    return made
