"""A film: how its pictures are spread and painted, and how long each stands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image, ImageSequence
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from ui.shell.film import film_of_race, spread, write_film
from visualnn.errors import VisualnnError
from visualnn.lesson import open_named
from visualnn.lesson.variants import LESSON_RUN, open_variant
from visualnn.race.race import Race, racing

COLOURS = ("red", "lime", "blue")


def pictures() -> list[QImage]:
    found = []
    for colour in COLOURS:
        image = QImage(31, 17, QImage.Format.Format_RGB32)  # rows that end within a word
        image.fill(QColor(colour))
        found.append(image)
    return found


def test_pictures_are_spread_from_the_first_update_to_the_last() -> None:
    assert spread(10, 3) == [0, 5, 10]
    assert spread(10, 4) == [0, 3, 7, 10]
    assert spread(3, 100) == [0, 1, 2, 3]
    assert spread(10, 1) == spread(10, 0) == spread(10, 2) == [0, 10]
    assert spread(0, 5) == [0]
    assert spread(1, 5) == [0, 1]


@pytest.mark.parametrize(("ending", "form"), [(".gif", "GIF"), (".GIF", "GIF"), (".png", "PNG")])
def test_each_picture_stands_a_moment_and_the_last_one_longer(
    tmp_path: Path, qapp: QApplication, ending: str, form: str
) -> None:
    path = tmp_path / f"film{ending}"
    write_film(path, iter(pictures()))
    with Image.open(path) as film:
        assert film.format == form
        assert film.size == (31, 17)
        assert film.info["loop"] == 0
        durations, shown = [], []
        for frame in ImageSequence.Iterator(film):
            durations.append(frame.info["duration"])
            shown.append(frame.convert("RGB").getpixel((30, 16)))
    assert durations == [60, 60, 2000]
    assert shown == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


def test_without_pillow_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(VisualnnError, match="films need the package pillow"):
        write_film(tmp_path / "film.gif", iter(()))


def race_of_three() -> Race:
    base = open_named("trajectories")
    names = [each.id for each in base.variants[:2]]
    return racing({LESSON_RUN: base, **{name: open_variant(base, name) for name in names}})


def test_a_race_is_painted_update_by_update_in_the_size_and_theme_asked_for(
    dressed: QApplication,
) -> None:
    done: list[int] = []
    found = list(film_of_race(race_of_three(), [0, 4, 8], (360, 300), "dark", done.append))
    assert done == [1, 2, 3]
    assert {(image.width(), image.height()) for image in found} == {(360, 300)}
    assert found[0] != found[1] != found[2]
    assert found[0].pixelColor(1, 1).lightness() < 90
    assert not [each for each in dressed.topLevelWidgets() if each.isVisible()]
    (light,) = film_of_race(race_of_three(), [8], (360, 300), "light")
    assert light.pixelColor(1, 1).lightness() > 180
    alone = racing({LESSON_RUN: open_named("trajectories")})
    (single,) = film_of_race(alone, [8], (360, 300), "dark")
    assert single != found[2]  # the others are in the picture, too
