"""A picture of one's own as a point: its middle in the size and the numbers of the examples, or one
sentence on why not."""

from __future__ import annotations

import struct
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.visualnn.bad_files import png
from visualnn.company.asked import AskedPoint, asked_point, asking_point
from visualnn.company.asked_picture import asked_picture
from visualnn.datasets.photographs import (
    IMAGENET_DEVIATIONS,
    IMAGENET_MEANS,
    Photographs,
    _pictures,
)
from visualnn.errors import DataError
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.lesson.pictures import picture_shape
from visualnn.text import _, use_language

HALF_A_DIGIT = 5.1e-5
"""A point is rounded to four decimal places."""


def photographs(channels: int = 3, side: int = 16) -> Lesson:
    return from_dict(
        {
            "format": 2,
            "name": "small-photographs",
            "title": {"en": "x", "ko": "x"},
            "dtype": "float32",
            "epochs": 1,
            "data": {"source": "photographs", "shape": [channels, side, side], "classes": 1000},
            "batch": {"size": 1},
            "layers": [
                {"name": "c", "kind": "conv2d", "filters": 2, "size": 3, "activation": "relu"},
                {"name": "pool", "kind": "global_average_pool"},
                {"name": "output", "kind": "dense", "units": 1000, "activation": "softmax"},
            ],
            "loss": {"kind": "categorical_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


def saved(path: Path, pixels: np.ndarray, colour: int = 0) -> Path:
    path.write_bytes(png(pixels.astype(np.uint8), colour))
    return path


@pytest.mark.parametrize("channels", [1, 3])
def test_a_photograph_of_the_lesson_read_from_a_file_is_the_example(
    tmp_path: Path, channels: int
) -> None:
    lesson = photographs(channels)
    path = saved(tmp_path / "cat.png", _pictures()[0].transpose(1, 2, 0), 2)
    shape = lesson.data.x.shape[1:]
    point = np.array(asked_picture(lesson, path)).reshape(shape)
    (x, *_others), _t = Photographs(shape).examples(0)
    np.testing.assert_allclose(point, x, rtol=0, atol=HALF_A_DIGIT)
    assert picture_shape(lesson) == shape


def test_a_jpeg_is_read_as_its_pixels_are(tmp_path: Path) -> None:
    lesson = photographs()
    picture = Image.new("RGB", (64, 40), (255, 0, 51))
    picture.save(tmp_path / "one.jpg", quality=100, subsampling=0)
    point = np.array(asked_picture(lesson, tmp_path / "one.jpg")).reshape(3, -1)
    with Image.open(tmp_path / "one.jpg") as opened:
        colour = np.array(opened.getpixel((5, 5))) / 255
    expected = (colour - IMAGENET_MEANS) / IMAGENET_DEVIATIONS
    np.testing.assert_allclose(point, np.repeat(expected[:, None], 256, 1), rtol=0, atol=1e-4)


def test_the_middle_of_an_oblong_grey_picture_goes_from_the_least_to_the_largest_number(
    tmp_path: Path,
) -> None:
    lesson = open_named("digits")
    pixels = np.zeros((16, 48, 1))
    pixels[:, 16:32] = np.repeat(np.arange(0, 256, 255 / 7)[:8], 2).reshape(1, 16, 1)
    point = np.array(asked_picture(lesson, saved(tmp_path / "d.png", pixels))).reshape(8, 8)
    levels = np.floor(np.arange(0, 256, 255 / 7)[:8]) / 255 * 16
    np.testing.assert_allclose(point, np.tile(levels, (8, 1)), rtol=0, atol=HALF_A_DIGIT)
    values = {**lesson.start}
    assert asked_point(lesson, values, tuple(point.reshape(-1).tolist())).values


def test_a_coloured_picture_is_grey_by_the_mean_of_its_colours(tmp_path: Path) -> None:
    lesson = open_named("digits")
    pixels = np.full((8, 8, 3), (255, 0, 102))
    point = asked_picture(lesson, saved(tmp_path / "d.png", pixels, 2))
    assert set(point) == {round((255 + 0 + 102) / 3 / 255 * 16, 4)}


def test_what_is_no_picture_is_refused_in_one_sentence(tmp_path: Path) -> None:
    lesson = open_named("digits")
    (tmp_path / "text.png").write_bytes(b"no picture")
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    (tmp_path / "large.png").write_bytes(png(np.zeros((2, 2, 1), np.uint8), header=header))
    whole = png(np.zeros((8, 8, 1), np.uint8))
    (tmp_path / "cut.png").write_bytes(whole[:-20])
    use_language("en")
    told = {}
    for name in ("text", "large", "cut", "missing"):
        with pytest.raises(DataError) as caught:
            asked_picture(lesson, tmp_path / f"{name}.png")
        told[name] = caught.value.sentence(_)
    assert "40000 × 40000 pixels" in told["large"]
    assert "no PNG picture" in told["text"]
    assert "damaged" in told["cut"]
    assert "cannot be read" in told["missing"]
    assert all("\n" not in sentence for sentence in told.values())
    with pytest.raises(DataError, match="does not read pictures"):
        asked_picture(open_named("xor"), saved(tmp_path / "d.png", np.zeros((8, 8, 1))))


def test_a_large_network_is_asked_call_by_call_with_the_same_answer() -> None:
    lesson = photographs()
    point = tuple(np.linspace(-1, 1, 3 * 16 * 16).tolist())
    shares: list[float] = []

    def asked() -> Generator[float, None, AskedPoint]:
        answer = yield from asking_point(lesson, lesson.start, point)
        answers.append(answer)
        return answer

    answers: list[AskedPoint] = []
    shares.extend(asked())
    (answer,) = answers
    at_once = asked_point(lesson, lesson.start, point)
    assert shares == sorted(shares)
    assert len(shares) > 3
    assert 0 <= shares[0] < shares[-1] < 1
    assert answer.values.keys() == at_once.values.keys()
    assert answer.instructions.keys() == at_once.instructions.keys()
    for name, value in answer.values.items():
        np.testing.assert_array_equal(value, at_once.values[name])
        assert not value.flags.writeable
