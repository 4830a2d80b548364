"""Small lessons around a data file, written for one test each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import Lesson, load


def dense(units: int = 1, activation: str = "none") -> str:
    """The table of one dense layer."""
    return (
        f'[[layers]]\nname = "out"\nkind = "dense"\nunits = {units}\nactivation = "{activation}"\n'
    )


def folder_of(
    tmp_path: Path,
    data: str,
    files: Mapping[str, str | bytes] | None = None,
    *,
    loss: str = "mean_squared_error",
    layers: str | None = None,
    more: str = "",
    top: str = "",
) -> Path:
    """The folder of a lesson with these data, layers, loss and files, as somebody wrote it."""
    folder = tmp_path / "lesson"
    folder.mkdir(exist_ok=True)
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    head = 'format = 1\nname = "case"\ntitle = { en = "Case", ko = "사례" }\nepochs = 1\n'
    body = layers if layers is not None else dense()
    text = f'{head}{top}\n[data]\n{data}\n{body}\n[loss]\nkind = "{loss}"\n{more}\n'
    text += '[optimizer]\nkind = "sgd"\nlr = 0.01\n'
    (folder / "lesson.toml").write_text(text, encoding="utf-8")
    (folder / "en.md").write_text("# Case\n", encoding="utf-8")
    (folder / "ko.md").write_text("# 사례\n", encoding="utf-8")
    return folder


def opened(
    tmp_path: Path, data: str, files: Mapping[str, str | bytes] | None = None, **rest: str
) -> Lesson:
    """The lesson that :func:`folder_of` writes."""
    return load(folder_of(tmp_path, data, files, **rest))


def refusal(
    tmp_path: Path, data: str, files: Mapping[str, str | bytes] | None = None, **rest: str
) -> str:
    """What is said when the lesson is refused: one line, with no brace left over."""
    with pytest.raises(LessonError) as caught:
        opened(tmp_path, data, files, **rest)
    said = str(caught.value)
    assert "\n" not in said
    return said


def told(lesson: Lesson) -> str:
    """What is remarked on the data without being asked."""
    return "\n".join(str(remark) for remark in lesson.data.remarks if remark.is_notable)
