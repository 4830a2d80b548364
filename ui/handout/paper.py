"""Paper: a hand-out as a PDF file of A4 pages."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QApplication

from .body import Body
from .content import HandoutPicture
from .markup import element

__all__ = ["Paper"]

POINTS_PER_INCH = 72
MARGIN_MILLIMETRES = 16
FONT_POINTS = 10
PICTURE_POINTS = (460, 235)
"""The greatest width and height of a picture."""
_PAPER_TAGS = {
    "<h2": "<h4",
    "</h2": "</h4",
    "<table": '<table border="1" cellspacing="0" cellpadding="4"',
}
"""Elements that a text document shows better as others; attributes stand for what its style sheets
do not know."""
_BOXES = re.compile(r"<(/?)(?:section|aside|figure|figcaption|details|summary|main|header)\b")
_SHEET = """
h1 { font-size: 18pt; } h4 { margin-top: 14pt; }
.soft, .figcaption { color: #444444; }
.card p { font-family: 'DejaVu Sans Mono'; font-size: 8pt; margin: 1pt; }
.line { margin-top: 22pt; } .right { margin-top: 4pt; }
"""


class Paper:
    """A PDF file in the making: the pictures that its text names, and the text."""

    def __init__(self) -> None:
        self._document = QTextDocument()
        self._count = 0

    def draw(self, found: HandoutPicture, caption: str) -> str:
        """Write a picture, as wide as the page or as high as leaves room for text."""
        name = f"picture:{self._count}"
        self._count += 1
        image = QImage.fromData(found.png)
        self._document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(name), image
        )
        width = min(PICTURE_POINTS[0], round(PICTURE_POINTS[1] * found.width / found.height))
        height = round(width * found.height / found.width)
        drawn = f'<img src="{name}" width="{width}" height="{height}">'
        return element("p", drawn) + element("p", escape(caption), class_="soft")

    def pdf(self, body: Body) -> bytes:
        """Lay the body out on A4 pages. A text document knows fewer elements than a browser: each
        box is a plain one there. The texts in them are escaped, so that only our own tags are
        met."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(POINTS_PER_INCH)
        margins = QMarginsF(*[MARGIN_MILLIMETRES] * 4)
        size = QPageSize(QPageSize.PageSizeId.A4)
        portrait = QPageLayout.Orientation.Portrait
        writer.setPageLayout(QPageLayout(size, portrait, margins, QPageLayout.Unit.Millimeter))
        writer.setTitle(body.title)
        document = self._document
        document.setDefaultFont(QFont(QApplication.font().family(), FONT_POINTS))
        document.setDefaultStyleSheet(_SHEET)
        markup = element("h1", escape(body.title)) + "\n".join(body.stops)
        for ours, theirs in _PAPER_TAGS.items():
            markup = markup.replace(ours, theirs)
        document.setHtml(_BOXES.sub(r"<\1div", markup))
        document.setDocumentMargin(0)
        document.setPageSize(QSizeF(writer.width(), writer.height()))
        document.print_(writer)
        buffer.close()
        return bytes(content.data())
