"""Pictures that another program wrote: Qt's PNG files are read to the same pixels that Qt reads."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from visualnn.datasets.readers.png import read_png
from visualnn.resources import resource


def written(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@pytest.mark.parametrize(
    ("kind", "channels"),
    [(QImage.Format.Format_Grayscale8, 1), (QImage.Format.Format_RGB888, 3)],
)
def test_what_qt_writes(kind: QImage.Format, channels: int) -> None:
    """A drawn picture, smooth and with edges, so that the writer chooses among its filters."""
    font = resource("assets/fonts/DejaVuSans.ttf").read_bytes()[: 90 * 70 * channels]
    noise = np.frombuffer(font, np.uint8).reshape(70, 90, channels)
    ramp = np.add.outer(np.arange(70), np.arange(90)).astype(np.uint8)[:, :, None]
    for pixels in (noise, np.repeat(ramp, channels, axis=2)):
        image = QImage(pixels.tobytes(), 90, 70, 90 * channels, kind)
        read = read_png(written(image), "qt.png")
        np.testing.assert_array_equal(read, pixels.transpose(2, 0, 1))
