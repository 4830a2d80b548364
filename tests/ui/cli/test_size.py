"""`visualnn size`: the rule for sizes, held against the windows themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ui.cli import command as cli
from visualnn.errors import ShapeError
from visualnn.ops.convolution import Conv1d, ConvTranspose1d
from visualnn.tell.sizes import direct, same_padding, transposed


def told(capsys: pytest.CaptureFixture[str], words: str) -> str:
    assert cli.main(["size", *words.split(), "--lang", "en"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("--input 32 --filter 5 --padding 2 --stride 1", "(32 − 5 + 2·2) / 1 + 1 = 32"),
        ("--input 32 --filter 5", "(32 − 5 + 2·0) / 1 + 1 = 28"),
        ("--input 227 --filter 11 --stride 4", "(227 − 11 + 2·0) / 4 + 1 = 55"),
        (
            "--input 224 --filter 11 --stride 4",
            "⌊(224 − 11 + 2·0) / 4⌋ + 1 = ⌊53.25⌋ + 1 = 54",
        ),
        (
            "--input 7 --filter 3 --dilation 2 --padding 1",
            "(7 − (2·(3 − 1) + 1) + 2·1) / 1 + 1 = 5",
        ),
        ("--input 6 --filter 3 --stride 2 --ceil", "⌈(6 − 3 + 2·0) / 2⌉ + 1 = ⌈1.5⌉ + 1 = 3"),
        ("--input 4 --filter 3 --stride 2 --padding 1 --transposed", "(4 − 1)·2 − 2·1 + 3 = 7"),
        ("--input 5 --filter 2 --padding same", "(5 − 2 + 0 + 1) / 1 + 1 = 5"),
        ("--input 5 --filter 2 --padding valid", "(5 − 2 + 2·0) / 1 + 1 = 4"),
    ],
)
def test_the_first_line_is_the_rule_with_its_numbers(
    capsys: pytest.CaptureFixture[str], words: str, first: str
) -> None:
    assert told(capsys, words).splitlines()[0] == first


def test_every_axis_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "--input 32x47 --filter 5x4 --stride 1x2").splitlines()
    assert lines == [
        "height: (32 − 5 + 2·0) / 1 + 1 = 28",
        "width: ⌊(47 − 4 + 2·0) / 2⌋ + 1 = ⌊21.5⌋ + 1 = 22",
        "height: 32 → 28",
        "width: 47 → 22, left over at the end: 1",
    ]
    assert told(capsys, "--input 8 --filter 3 --stride 2").splitlines()[1] == (
        "size: 8 → 3, left over at the end: 1"
    )


def test_plain_data_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(told(capsys, "--input 224 --filter 11 --stride 4 --format json"))
    assert data.pop("sum").startswith("⌊")
    assert data == {
        "input": 224,
        "filter": 11,
        "padding": 0,
        "stride": 4,
        "dilation": 1,
        "exact": 54.25,
        "output": 54,
        "left_over": 1,
    }
    both = json.loads(told(capsys, "--input 32x48 --filter 3 --padding 1 --format json"))
    assert (both["output"], both["exact"], both["padding"]) == ([32, 48], [32, 48], [1, 1])


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("--input 4 --filter 5", 1, "(4 + 2·0 − 5) / 1 + 1 = 0: a window 5 wide does not fit"),
        ("--input 2 --filter 1 --padding 3 --transposed", 1, "(2 − 1)·1 − 2·3 + 1 = −4"),
        ("--input 4 --filter 2 --padding wide", 2, "padding is a whole number"),
    ],
)
def test_what_cannot_be_is_written_out(
    capsys: pytest.CaptureFixture[str], words: str, code: int, sentence: str
) -> None:
    assert cli.main(["size", *words.split(), "--lang", "en"]) == code
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("words", ["--input 0 --filter 1", "--input 3 --filter 2 --stride 1x"])
def test_numbers_are_whole_and_not_too_large(words: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["size", *words.split()])


def test_the_rule_is_what_convolutions_do() -> None:
    rng = np.random.default_rng(8)
    fitted = 0
    for _ in range(400):
        length, taps, stride, dilation, pad = (int(rng.integers(1, 9)) for _n in range(5))
        x, W = np.zeros((1, 1, length)), np.zeros((1, 1, taps))
        card = Conv1d(stride=stride, dilation=dilation, padding=(pad, pad))
        try:
            found = direct(length, taps, before=pad, after=pad, stride=stride, dilation=dilation)
        except ShapeError:
            with pytest.raises(ShapeError):
                card.shape(x.shape, W.shape)
            continue
        fitted += 1
        assert card.shape(x.shape, W.shape)[-1] == found.output
        covered = (found.output - 1) * stride + dilation * (taps - 1) + 1
        assert covered + found.left_over == length + 2 * pad
        assert 0 <= found.left_over < stride
        assert int(found.exact) == found.output
    assert fitted > 150


def test_the_rule_is_what_transposed_convolutions_do() -> None:
    rng = np.random.default_rng(9)
    for _ in range(200):
        length, taps, stride, dilation = (int(rng.integers(1, 7)) for _n in range(4))
        card = ConvTranspose1d(stride=stride, dilation=dilation)
        shape = card.shape((1, 1, length), (1, 1, taps))
        assert shape[-1] == transposed(length, taps, stride=stride, dilation=dilation).output


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_same_padding_gives_the_length_over_the_stride(stride: int) -> None:
    for length in range(1, 12):
        for taps in range(1, 6):
            before, after = same_padding(length, taps, stride)
            assert after - before in {0, 1}
            found = direct(length, taps, before=before, after=after, stride=stride)
            assert found.output == -(-length // stride)
