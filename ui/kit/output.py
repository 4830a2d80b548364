"""Output: a widget as the content of a file, painted by its own paint event: PNG, SVG, PDF."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import (
    QImage,
    QPaintDevice,
    QPaintEngine,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

__all__ = ["WRITERS", "is_vector", "pdf", "picture", "pixel_ratio", "png", "svg"]

PICTURE_RATIO = 2.0
"""Pixels of a saved picture for each logical pixel of the widget."""
_POINTS_PER_PIXEL = 0.75
"""PDF counts in points of 1/72 inch, a logical pixel is 1/96."""


def is_vector(painter: QPainter) -> bool:
    """Whether what is painted becomes shapes and text in a file: nothing that is kept as pixels
    may stand for it then."""
    kinds = QPaintEngine.Type
    return painter.paintEngine().type() in {kinds.SVG, kinds.Pdf}


def pixel_ratio(painter: QPainter) -> float:
    """How many pixels a logical pixel has where a painter paints, also into a file."""
    if is_vector(painter):
        return PICTURE_RATIO
    return max(1.0, round(painter.deviceTransform().m11(), 2))


def picture(widget: QWidget) -> QImage:
    """The widget as pixels."""
    image = QImage(widget.size() * PICTURE_RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PICTURE_RATIO)
    image.fill(widget.palette().window().color())
    _render(widget, image)
    return image


def png(picture: QPixmap | QImage) -> bytes:
    """A picture as the content of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg(widget: QWidget, *, with_children: bool = True) -> bytes:
    """The widget as the content of an SVG file; its text is text."""
    from PySide6.QtSvg import QSvgGenerator

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setTitle(widget.accessibleName())
    _render(widget, generator, with_children=with_children)
    return bytes(content.data())


def pdf(widget: QWidget) -> bytes:
    """The widget as the content of a PDF file of one page of its size; its text is text."""
    from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    size = QSizeF(widget.size()) * _POINTS_PER_PIXEL
    page = QPageSize(size, QPageSize.Unit.Point, matchPolicy=QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    writer.setTitle(widget.accessibleName())
    _render(widget, writer)
    buffer.close()
    return bytes(content.data())


def _render(widget: QWidget, device: QPaintDevice, *, with_children: bool = True) -> None:
    flags = QWidget.RenderFlag.DrawWindowBackground
    if with_children:
        flags |= QWidget.RenderFlag.DrawChildren
    with QPainter(device) as painter:
        widget.render(painter, QPoint(0, 0), renderFlags=flags)


WRITERS = {".png": lambda widget: png(picture(widget)), ".svg": svg, ".pdf": pdf}
"""Ending of a file → what makes its content of a widget."""
