"""Data are held against the network before anything is computed."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from tests.cases.lessons import dense, opened, refusal
from tests.visualnn.bad_files import SIGNATURE, chunk
from visualnn.run.history import History

EMBEDDING = """
[[layers]]
name = "e"
kind = "embedding"
rows = 4
units = 2
[[layers]]
name = "f"
kind = "flatten"
"""


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ("[[0, 3], [4, 1]]", "the input x[1, 0] is 4, and the embedding e has the rows 0 … 3"),
        ("[[0, 3], [2, -1]]", "the input x[1, 1] is -1, and the embedding e has the rows 0 … 3"),
        ("[[0, 2.5], [2, 1]]", "the input x[0, 1] is 2.5, and the embedding e has"),
    ],
)
def test_a_number_without_a_row_is_refused_where_it_stands(
    tmp_path: Path, inputs: str, sentence: str
) -> None:
    data = f'source = "table"\ninputs = {inputs}\ntargets = [[1], [0]]'
    said = refusal(tmp_path, data, layers=EMBEDDING + dense())
    assert sentence in said
    assert "lesson.toml:8:" in said


def test_numbers_with_rows_are_looked_up(tmp_path: Path) -> None:
    data = 'source = "table"\ninputs = [[0, 3], [1, 2]]\ntargets = [[1], [0]]'
    lesson = opened(tmp_path, data, layers=EMBEDDING + dense())
    assert lesson.network.shapes["e.z"] == (1, 2, 2)
    said = refusal(tmp_path, f"{data}\nstandardise = true", layers=EMBEDDING + dense())
    assert "the embedding e reads whole numbers; leave standardise out" in said


@pytest.mark.parametrize(
    ("loss", "other"),
    [
        ("categorical_cross_entropy", "sparse_categorical_cross_entropy"),
        ("kl_divergence", None),
    ],
)
def test_class_numbers_under_a_loss_of_rows_are_refused_with_the_ways_out(
    tmp_path: Path, loss: str, other: str | None
) -> None:
    layers = dense(3, "softmax" if other else "log_softmax")
    files = {"d.csv": "a,b,label\n1,1,0\n2,2,1\n3,3,2\n"}
    written = 'source = "table"\ninputs = [[1, 1], [2, 2], [3, 3]]\ntargets = [[0], [1], [2]]'
    for data in ('source = "file"\nfile = "d.csv"', written):
        said = refusal(tmp_path, data, files, loss=loss, layers=layers)
        assert f"the targets are class numbers, and {loss} compares rows" in said
        assert "say classes = 3 in [data]" in said
        assert (f"take the loss {other}" in said) == (other is not None)


BATCH_NORM = '[[layers]]\nname = "bn"\nkind = "batch_norm"\n'
FIVE = 'source = "table"\ninputs = [[0], [1], [2], [3], [4]]\ntargets = [[0], [1], [2], [3], [4]]'


def test_a_short_last_batch_can_be_left_out(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{FIVE}\n[batch]\nsize = 2", layers=BATCH_NORM + dense())
    assert "drop_last = true in [batch]" in said
    data = f"{FIVE}\n[batch]\nsize = 2\ndrop_last = true"
    lesson = opened(tmp_path, data, layers=BATCH_NORM + dense())
    assert lesson.program.iterations == 2
    history = History(lesson.program, lesson.start)
    seen = [history.at(lesson.program.end_of(n)).values["x"][:, 0].tolist() for n in (0, 1)]
    assert seen == [[0, 1], [2, 3]]


def test_leaving_out_a_short_last_batch_changes_nothing_where_there_is_none(tmp_path: Path) -> None:
    data = f"{FIVE}\n[batch]\nsize = 5\ndrop_last = true"
    assert opened(tmp_path, data, layers=BATCH_NORM + dense()).program.iterations == 1


# -- pictures of few bits --------------------------------------------------------------------------


def few_bits(numbers: list[list[int]], depth: int, palette: bytes = b"") -> bytes:
    """A PNG whose numbers have so many bits."""
    width = len(numbers[0])
    lines = b""
    for row in numbers:
        bits = "".join(f"{number:0{depth}b}" for number in row)
        bits += "0" * (-len(bits) % 8)
        lines += b"\0" + bytes(int(bits[n : n + 8], 2) for n in range(0, len(bits), 8))
    colour = 3 if palette else 0
    head = struct.pack(">IIBBBBB", width, len(numbers), depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"PLTE", palette) if palette else b""]
    parts += [chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")]
    return SIGNATURE + b"".join(parts)


PICS = 'source = "file"\nfile = "pics"\nclasses = 2\n'
SOFTMAX = {"loss": "categorical_cross_entropy", "layers": dense(2, "softmax")}


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_grey_of_few_bits_is_stretched_to_255(tmp_path: Path, depth: int) -> None:
    most = 2**depth - 1
    one = [[most, 0, most], [0, most, 0], [n % (most + 1) for n in (1, 2, 3)]]
    files = {"pics/a/1.png": few_bits(one, depth), "pics/b/1.png": few_bits(one[::-1], depth)}
    lesson = opened(tmp_path, PICS, files, **SOFTMAX)
    np.testing.assert_array_equal(lesson.data.x[0].reshape(3, 3), np.array(one) * (255 // most))
    np.testing.assert_array_equal(
        lesson.data.x[1].reshape(3, 3), np.array(one[::-1]) * (255 // most)
    )


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_palettes_of_few_bits_are_looked_up(tmp_path: Path, depth: int) -> None:
    picture = few_bits([[0, 1, 1], [1, 0, 1]], depth, bytes([9, 9, 9, 200, 200, 200]))
    files = {"pics/a/1.png": picture, "pics/b/1.png": picture}
    lesson = opened(tmp_path, PICS, files, **SOFTMAX)
    assert lesson.data.x[0].tolist() == [9, 200, 200, 200, 9, 200]
