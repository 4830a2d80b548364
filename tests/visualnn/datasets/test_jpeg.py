"""JPEG pictures: read as Pillow reads them, under the limits of PNG; refused in a sentence."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from visualnn.datasets.readers import jpeg
from visualnn.datasets.readers.folder import read_folder
from visualnn.errors import DataError


def saved(path: Path, picture: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    picture.save(buffer, kind, **how)
    path.write_bytes(buffer.getvalue())
    return buffer.getvalue()


def ramp(mode: str = "RGB", size: tuple[int, int] = (8, 6)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3)])
def test_a_folder_of_jpeg_is_read_as_pillow_reads_it(
    tmp_path: Path, mode: str, channels: int
) -> None:
    saved(tmp_path / "a" / "1.jpg", ramp(mode))
    saved(tmp_path / "b" / "2.JPEG", ramp(mode).rotate(180))
    x, labels, names = read_folder(tmp_path)
    assert x.shape == (2, channels, 6, 8)
    assert labels.tolist() == [0, 1]
    assert names == ("a", "b")
    for n, path in enumerate((tmp_path / "a" / "1.jpg", tmp_path / "b" / "2.JPEG")):
        theirs = np.asarray(Image.open(path)).reshape(6, 8, channels).transpose(2, 0, 1)
        assert np.array_equal(x[n], theirs)


def test_png_and_jpeg_stand_side_by_side_whatever_they_are_called(tmp_path: Path) -> None:
    saved(tmp_path / "a" / "1.png", ramp(), "JPEG")
    saved(tmp_path / "a" / "2.jpg", ramp(), "PNG")
    x, _labels, _names = read_folder(tmp_path)
    assert x.shape == (2, 3, 6, 8)


def test_a_picture_stands_as_the_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    saved(tmp_path / "a" / "1.jpg", ramp(), exif=exif)
    x, _labels, _names = read_folder(tmp_path)
    assert x.shape == (1, 3, 8, 6)


def test_what_is_no_grey_or_rgb_or_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = saved(tmp_path / "a" / "1.jpg", ramp("CMYK"))
    with pytest.raises(DataError, match=r"1\.jpg has the colours CMYK; save it as RGB"):
        jpeg.scanned_jpeg(content, "1.jpg")
    wide = saved(tmp_path / "a" / "2.jpg", ramp(size=(4097, 1)))
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("pixels were read"))
    with pytest.raises(DataError, match="4097 × 1 pixels; the most is 4096"):
        jpeg.scanned_jpeg(wide, "2.jpg")


def test_a_damaged_one_is_refused_at_every_length(tmp_path: Path) -> None:
    content = saved(tmp_path / "a" / "1.jpg", ramp())
    for length in range(3, len(content) // 2, 7):  # behind that Pillow fills in what is missing
        with pytest.raises(DataError, match="damaged JPEG"):
            jpeg.scanned_jpeg(content[:length], "1.jpg")


def test_without_pillow_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = saved(tmp_path / "a" / "1.jpg", ramp())
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(DataError, match=r'python -m pip install "visualnn\[jpeg\]"'):
        jpeg.scanned_jpeg(content, "1.jpg")
