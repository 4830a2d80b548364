"""Photographs come in the size that is asked for, as networks are fed, and are credited."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.datasets.photographs import (
    IMAGENET_DEVIATIONS,
    IMAGENET_MEANS,
    Photographs,
    resampled,
)
from visualnn.errors import LessonError, SettingError
from visualnn.lesson import specification
from visualnn.lesson.changes import Change, open_changed


@pytest.mark.parametrize(("rows", "columns"), [(256, 256), (224, 224), (32, 48), (300, 200)])
def test_each_new_pixel_is_the_mean_of_what_it_covers(rows: int, columns: int) -> None:
    random = np.random.default_rng(4)
    picture = random.uniform(size=(2, 96, 120))
    made = resampled(picture, rows, columns)
    assert made.shape == (2, rows, columns)
    assert made.min() >= picture.min()
    assert made.max() <= picture.max()
    flat = resampled(np.full((1, 96, 120), 0.25), rows, columns)
    assert np.allclose(flat, 0.25)


def test_a_smaller_picture_by_a_whole_factor_is_the_mean_of_blocks() -> None:
    picture = np.arange(2 * 8 * 12, dtype=float).reshape(2, 8, 12)
    blocks = picture[:, :, 2:10].reshape(2, 4, 2, 4, 2).mean(axis=(2, 4))
    assert np.allclose(resampled(picture, 4, 4), blocks)
    assert np.array_equal(resampled(picture, 8, 12), picture)


def test_a_photograph_is_fed_as_imagenet_pictures_are() -> None:
    x, t = Photographs((3, 256, 256), 1000, 2).examples(0)
    assert x.shape == (2, 3, 256, 256)
    assert t.ravel().tolist() == [281.0, 967.0]
    mean, deviation = (np.array(n)[:, None, None] for n in (IMAGENET_MEANS, IMAGENET_DEVIATIONS))
    raw = (x * deviation + mean) * 255
    assert np.allclose(raw, np.rint(raw), atol=1e-9)
    assert 0 <= raw.min() < 20
    assert 235 < raw.max() <= 255
    assert raw[0].std() > 20  # a photograph, no grey field
    grey, _t = Photographs((1, 256, 256), 10).examples(0)
    assert np.allclose(grey[0, 0], x[0].mean(axis=0))


def test_what_is_no_picture_is_refused() -> None:
    for settings in ({"shape": (2, 8, 8)}, {"n": 3}, {"shape": (3, 0, 8)}, {"number": 1}):
        with pytest.raises(SettingError):
            Photographs(**settings)
    with pytest.raises(LessonError):
        open_changed("lenet5", [Change("data", {"source": "photographs", "classes": 10})])


def test_an_architecture_runs_on_it_and_says_whose_it_is() -> None:
    lesson = open_changed("lenet5", [Change("data.source", "photographs")])
    assert lesson.data.x.shape == (1, 1, 32, 32)
    assert "CC0" in lesson.data.credit
    assert specification("lenet5").data.source == "synthetic"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["alexnet", "vgg16", "googlenet", "resnet152"])
def test_an_architecture_for_colours_is_shown_a_photograph(name: str) -> None:
    data = specification(name).data  # type: ignore[attr-defined]
    assert data.source == "photographs"
    assert data.shape in ((3, 224, 224), (3, 227, 227))
