"""A film: one picture after another of a view, as an animated GIF or PNG."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply
from ui.panels.landscape import PANEL
from ui.session.session import Session
from visualnn.company.companion import Companion
from visualnn.errors import VisualnnError
from visualnn.files import write_whole
from visualnn.race.race import WALK_BYTES, Race
from visualnn.run.history import History
from visualnn.text import N_

if TYPE_CHECKING:
    from PIL import Image

    from ui.session.position import Position
    from visualnn.lesson import Lesson

__all__ = ["ENDINGS", "film_of_race", "spread", "write_film"]

ENDINGS = (".gif", ".png", ".apng")
"""The endings of the files that a film can be."""
PICTURE_MILLISECONDS, LAST_MILLISECONDS = 60, 2_000
"""How long each picture stands, and the last one."""
PALETTE_COLOUR_COUNT = 256
"""So many colours a GIF has."""
MISSING = N_("films need the package pillow; get it with: python -m pip install 'visualnn[film]'")


def spread(iterations: int, count: int) -> list[int]:
    """So many numbers of updates from 0 to the last, evenly spaced, or all if there are fewer."""
    count = max(min(count, iterations + 1), 2)
    return sorted({round(n * iterations / (count - 1)) for n in range(count)})


def film_of_race(
    runs: Race,
    updates: Sequence[int],
    size: tuple[int, int],
    theme: str,
    told: Callable[[int], None] = lambda _done: None,
) -> Iterator[QImage]:
    """The landscape with all runs of a race after each of these numbers of updates, rising; the
    first run leads. What is in sight at the end is in sight all the time. `told` is given how many
    pictures are done."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)  # noqa: S101  nobody makes one without windows
    look = Look(THEMES[theme], Metrics(1.0))
    apply(application, look.theme, look.metrics)
    session, panel = Session(1.0), PANEL.made(look)
    (_first, lesson), *others = runs.lessons.items()
    panel.resize(*size)
    panel.setAutoFillBackground(True)
    panel.show()
    try:
        session.take(lesson)
        _let_run(session.position, dict(others))
        for n, update in enumerate([updates[-1], *updates]):
            session.seek(lesson.program.start_of(update))
            session.finish()
            assert session.frame is not None  # noqa: S101  a lesson is taken
            panel.show_frame(session.frame)
            application.processEvents()
            panel.clearFocus()
            if n:
                yield panel.grab().toImage()
                told(n)
            else:
                panel.hold_sight()  # type: ignore[attr-defined]  # of this panel alone
    finally:
        session.halt()
        panel.close()
        panel.deleteLater()


def _let_run(position: Position, others: Mapping[str, Lesson]) -> None:
    """Let these be the runs beside the leading one, as they are in the race."""
    company = position.company
    found = []
    for name, each in company.companions.items():
        if name in others:
            lesson = others[name]
            history = History(lesson.program, lesson.start, WALK_BYTES)
            found.append(Companion.of(each.run, lesson, history))
    company.arrange(found, company.leader)


def write_film(path: Path, pictures: Iterator[QImage]) -> None:
    """Write pictures as a film: a GIF, or an animated PNG. Raises VisualnnError without Pillow,
    OSError where the file cannot be written."""
    try:
        from PIL import Image
    except ImportError as error:
        raise VisualnnError(MISSING) from error
    images = [_image(each) for each in pictures]
    durations = [PICTURE_MILLISECONDS] * (len(images) - 1) + [LAST_MILLISECONDS]
    form = "GIF" if path.suffix.lower() == ".gif" else "PNG"
    if form == "GIF":
        palette = _palette(images)
        images = [each.quantize(palette=palette, dither=Image.Dither.NONE) for each in images]
    held = io.BytesIO()
    images[0].save(
        held,
        format=form,
        save_all=True,
        append_images=images[1:],
        duration=durations,
        loop=0,
        **({"optimize": False} if form == "GIF" else {}),
    )
    write_whole(path, held.getvalue())


def _palette(images: Sequence[Image.Image]) -> Image.Image:
    """The colours of all pictures, so that a run has one colour throughout: those of the series,
    and the most frequent ones besides."""
    from PIL import Image

    counts: Counter[tuple[int, ...]] = Counter()
    for each in images:
        for count, colour in each.getcolors(each.width * each.height) or ():
            if isinstance(colour, tuple):  # three numbers, as all of these pictures have
                counts[colour] += count
    series = [
        (each.colour.red(), each.colour.green(), each.colour.blue())
        for theme in THEMES.values()
        for each in theme.series
    ]
    frequent = [colour for colour, _count in counts.most_common(PALETTE_COLOUR_COUNT)]
    colours = list(dict.fromkeys([*series, *frequent]))[:PALETTE_COLOUR_COUNT]
    palette = Image.new("P", (1, 1))
    palette.putpalette([number for colour in colours for number in colour])
    return palette


def _image(picture: QImage) -> Image.Image:
    from PIL import Image

    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    raw = bytes(plain.constBits())
    size = plain.width(), plain.height()
    return Image.frombytes("RGB", size, raw, "raw", "RGB", plain.bytesPerLine())
