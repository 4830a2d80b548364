"""Tests of what a window holds on to: nothing of a lesson that is closed, so that the weights of a
large network go with it."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.unseen import window_unseen
from visualnn.lesson import Lesson, find, load

STEPS = 3


@pytest.mark.parametrize("name", ["logistic", "lenet", "descent"])
def test_nothing_of_a_closed_lesson_is_held(qtbot: QtBot, dressed: QApplication, name: str) -> None:
    """Each of its views was shown and stepped, and the lesson that follows shows few of them."""
    look = Look(LIGHT, Metrics(1.0))
    with window_unseen(dressed, load(find("xor")), look, (1280, 800)) as window:
        window.library.show(load(find(name)))
        lesson = window.session.position.lesson
        window.furnishing.finish()
        for view in window.desk.views:
            window.desk.bring_view(view)
            for _step in range(STEPS):
                window.session.over()
            window.session.arrive_now()
            qtbot.wait(20)
            window.grab()
        window.session.jump_iteration(+1)
        window.session.arrive_now()
        there: weakref.ref[Lesson] = weakref.ref(lesson)
        assert window.session.frame is not None
        values = window.session.frame.values
        arrays = {
            each: weakref.ref(values[each] if values[each].base is None else values[each].base)
            for each in (*lesson.program.parameters, *(n for n in values if n.startswith("d.")))
        }  # a part of a memory keeps all of it
        del values
        del lesson
        window.library.show(load(find("xor")))
        window.session.arrive_now()
        for _turn in range(20):
            qtbot.wait(10)
        window.grab()
        gc.collect()
        gc.collect()
        assert [each for each, array in arrays.items() if array() is not None] == []
        assert there() is None, [type(each) for each in gc.get_referrers(there())]
