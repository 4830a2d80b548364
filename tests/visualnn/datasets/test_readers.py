"""Files of strangers: good ones are read exactly, bad ones are refused in one sentence, at once and
without making what they claim to hold."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import re
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visualnn.bad_files import (
    CSV,
    SIGNATURE,
    chunk,
    flips,
    idx,
    npy,
    npz,
    png,
    raw_npy,
    truncations,
    zipped,
)
from tests.visualnn.nets import drawn
from visualnn import datasets
from visualnn.datasets import FileData
from visualnn.datasets.readers.folder import read_folder
from visualnn.datasets.readers.idx import read_idx
from visualnn.datasets.readers.limits import check_shape, content_of, unzipped
from visualnn.datasets.readers.npz import read_npz
from visualnn.datasets.readers.numbers import NUMBER, number_of
from visualnn.datasets.readers.png import read_png, unfiltered
from visualnn.datasets.readers.table import _quick, read_table
from visualnn.datasets.synthetic import Synthetic
from visualnn.errors import DataError, SettingError
from visualnn.ops import Array

MAX_READING_SECONDS = 2.0
"""Seconds of computing in which anything is refused."""


@contextmanager
def refused(sentence: str | None = None, most: int | None = 64 << 20) -> Iterator[None]:
    """Within: a DataError that is one sentence, soon, in so many bytes of memory.

    Counting memory slows everything down, so that time is a test of its own without.
    """
    if most:
        tracemalloc.start()
    begin = time.process_time()
    try:
        with pytest.raises(DataError, match=sentence) as caught:
            yield
        taken = time.process_time() - begin
        peak = tracemalloc.get_traced_memory()[1] if most else 0
    finally:
        tracemalloc.stop()
    check_sentence(str(caught.value))
    assert taken < MAX_READING_SECONDS
    assert peak <= (most or 0)


def check_sentence(text: str) -> None:
    assert "\n" not in text
    assert len(text) < 800
    assert not re.search(r"\{[a-z]+\}", text)


def refuses(read: Callable[[bytes, str], object], content: bytes) -> bool:
    """Whether the reader refuses this in a sentence; anything but a DataError goes through."""
    told = ""
    try:
        read(content, "f")
    except DataError as error:
        told = str(error)
    check_sentence(told)
    return bool(told)


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("-1.5", -1.5), ("+2", 2), (".5", 0.5), ("5.", 5), (" 7 ", 7), ("1e3", 1000),
     ("-2E-1", -0.2), ("007", 7), ("-0", 0), ("1e-999", 0), ("0" * 300, 0)],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "1_000", "١٢", "１", "nan", "inf", "-Infinity", "1e999", "1e99999", "0x10", "1,5",
     "1 2", "1.2.3", "--1", "e5", ".", "+", "1\u00a0", "\t1", "1e", "1e+", "9" * 500],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None


CELLS = st.text(alphabet="0123456789+-.eE ", max_size=8)


@given(CELLS)
def test_a_cell_of_the_signs_of_numbers_means_what_python_says(cell: str) -> None:
    try:
        by_python: float | None = float(cell)
    except ValueError:
        by_python = None
    expected = None if by_python is None or abs(by_python) == float("inf") else by_python
    assert number_of(cell) == expected
    assert bool(NUMBER.fullmatch(cell.strip(" "))) == (by_python is not None)


@given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_the_quick_way_reads_what_the_grammar_reads_or_nothing(
    cells: list[str], delimiter: str
) -> None:
    by_cell = [number_of(cell) for cell in cells]
    quick = _quick(delimiter.join(cells), delimiter, len(cells))
    if quick is not None:
        assert quick == by_cell


@pytest.mark.parametrize("line", ["1,2.5,-3e-2", "0,255,7", "5e-324,1.7e308,.5"])
def test_plain_lines_go_the_quick_way(line: str) -> None:
    quick = _quick(line, ",", 3)
    assert quick is not None
    assert quick == [float(cell) for cell in line.split(",")]


@pytest.mark.parametrize(
    "line",
    ["1,2", "1,2,3,4", "1,,3", "1,2,", ",1,2", "1,2,3.4.5", "1,2,1e999", "1,2,nan", "1,2,x",
     "1,2,3 4", "1,2,-", "1,2,0x1", "1,2,１", "1;2;3", "1_0,2,3"],
)  # fmt: skip
def test_every_other_line_goes_cell_by_cell(line: str) -> None:
    assert _quick(line, ",", 3) is None


# -- tables ---------------------------------------------------------------------------------------


def test_a_table_with_a_header() -> None:
    table = read_table(CSV, "f.csv")
    assert table.columns == ("label", "pixel1", "pixel2")
    assert table.numbers.tolist() == [[3, 0, 255], [24, 1.5, -20]]
    assert table.words == {}


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (b"1,2\n3,4\n", [[1, 2], [3, 4]]),
        (b"1,2\n3,4", [[1, 2], [3, 4]]),
        (b"\xef\xbb\xbf1,2\r\n3,4\r\n", [[1, 2], [3, 4]]),
        (b"1;2\r3;4\r", [[1, 2], [3, 4]]),
        (b"1\t2\n3\t4\n", [[1, 2], [3, 4]]),
        (b"1|2\n3|4\n", [[1, 2], [3, 4]]),
        (b"  1.0e+00   2\n3 \t 4 \n", [[1, 2], [3, 4]]),
        (b'1  2  "3 x"\n3  4\t"4 y"\n', [[1, 2, 0], [3, 4, 1]]),
        (b'18.0   8   307.\t"a car"\n15.0   8   350.\t"a van"', [[18, 8, 307, 0], [15, 8, 350, 1]]),
        (b"# a b\n1 2\n3 4\n", [[1, 2], [3, 4]]),
        (b"sep=;\n1;2\n3;4\n", [[1, 2], [3, 4]]),
        ("1,2\n3,4".encode("utf-16"), [[1, 2], [3, 4]]),
        ("1,2\n3,4\n".encode("utf-16-le"), [[1, 2], [3, 4]]),
        (b'"1,250",0\n"2,100.5",1\n', [[1250, 0], [2100.5, 1]]),
        (b'950,0\n"2,100",1\n', [[950, 0], [2100, 1]]),
        (b"1,5;0\n2,25;1\n", [[1.5, 0], [2.25, 1]]),
        (b"1.250;0,5\n2.100,75;1\n", [[1250, 0.5], [2100.75, 1]]),
        (b"2,100;0.5\n1,000;1\n", [[2100, 0.5], [1000, 1]]),
        (b"1.250;0\n2.100;1\n", [[1.25, 0], [2.1, 1]]),
        (b"12%,1\n12.5 %,0\n", [[0.12, 1], [0.125, 0]]),
        (b"True,FALSE\nfalse,true\n", [[1, 0], [0, 1]]),
        (b"1, 2\n\n 3 ,4\n\n", [[1, 2], [3, 4]]),
        (b'"1","2"\n"3",4\n', [[1, 2], [3, 4]]),
        (b"7\n8\n", [[7], [8]]),
        (b"0,300\n-1,0.5\n", [[0, 300], [-1, 0.5]]),
    ],
)
def test_tables_as_programs_write_them(content: bytes, numbers: list[list[float]]) -> None:
    assert read_table(content, "f.csv").numbers.tolist() == numbers


def test_headers() -> None:
    def columns(text: str) -> tuple[str, ...]:
        return read_table(text.encode(), "f.csv").columns

    assert columns("1,2\n3,4") == ("1", "2")
    assert columns("a,b\n3,4") == ("a", "b")
    assert columns("label,0,1\n5,3,4") == ("label", "0", "1")
    assert columns("a,a,,a\n1,2,3,4") == ("a", "a (2)", "3", "a (3)")
    assert columns('"one, two","say ""hi"""\n1,2') == ("one, two", 'say "hi"')
    assert columns("한글;=1+1\n1;2") == ("한글", "=1+1")
    assert columns("x" * 500 + ",\u202ey\n1,2") == ("x" * 100, "y")
    assert columns("5.1,setosa\n4.9,virginica") == ("1", "2")


def test_words_are_numbered_in_their_order() -> None:
    content = b"w,kind\n1,pear\n2,apple\n3,pear\n300,fig\n"
    table = read_table(content, "f.csv")
    assert table.words == {1: ("apple", "fig", "pear")}
    assert table.numbers.tolist() == [[1, 2], [2, 0], [3, 2], [300, 1]]


def test_pixels_take_a_byte_each_and_blocks_fit_together() -> None:
    rows = drawn(0).integers(0, 256, size=(2500, 5))
    text = "\n".join(",".join(map(str, row)) for row in rows)
    small = read_table(text.encode(), "f.csv").numbers
    assert small.dtype == np.uint8
    np.testing.assert_array_equal(small, rows)
    wide = read_table(f"{text}\n1,2,3,4,5.5".encode(), "f.csv").numbers
    assert wide.dtype == np.float64
    np.testing.assert_array_equal(wide[:-1], rows)
    assert wide[-1].tolist() == [1, 2, 3, 4, 5.5]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "f.csv is empty"),
        (b"\n \n", "f.csv is empty"),
        (b"a,b\n", "f.csv has a header and no rows"),
        (b"a,b\n1,2\n3\n", "line 3 has 1 cells, the first has 2"),
        (b"1,2\n\n3,4,5\n", "line 3 has 3 cells, the first has 2"),
        (b"a,b\n1,2\n3,\n", "line 3, column b has no number but “”"),
        (b"1,2\n3,nan\n", "line 2, column 2 has no number but “nan”"),
        (b"1,2\n3,-Inf\n", "line 2, column 2 has no number but “-Inf”"),
        (b"1,2\n3,1e999\n", "line 2, column 2 is no number that can be worked with: “1e999”"),
        (b"1,2\n3,1_000\n", "line 2, column 2 is no number"),
        (b"1;2\n1.5;1,5\n3;1.5\n", "line 2, column 2 has “1,5”, written unlike other numbers"),
        (b"a;b\n1;2,100\n2;3,050\n", "line 2, column b has “2,100”, which is 2100 if the comma"),
        (b"1,2\n3,four\n", "line 2, column 2 is no number"),
        ("1,2\n3,١\n".encode(), "line 2, column 2 is no number"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "quotation marks of line 3, column 1 do not close"),
        (b'1,2\n3,"4"5\n', "quotation marks of line 2, column 2 do not close"),
        (b"1,2\n3,\x004\n", "line 2 has a zero byte"),
        (b"1,2\n3,\xff\n", "is not UTF-8 in line 2"),
        ("1,2\n3,4".encode("utf-16")[:-1], "begins like UTF-16 and is none"),
        (npz(x=np.ones(3)), "is zip, not plain text"),
        (gzip.compress(b"1,2", mtime=0), "is gzip, not plain text"),
        (b"1," + b"2" * 1001 + b"\n", "line 1, column 2 is longer than 1000"),
        (b"w\n" + b"a" * 1001 + b"\n", "line 2, column 1 is longer than 1000"),
        (b"a,b\n1,pear\n2,\n", "line 3, column b is empty"),
        (b"a,b\n" + b"".join(b"1,w%d\n" % n for n in range(1001)), "more than 1000 different"),
    ],
)
def test_bad_tables_are_refused_at_their_line(content: bytes, sentence: str) -> None:
    with refused(sentence):
        read_table(content, "f.csv")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"1," * 1_000_000, "line 1 is longer than 300000"),
        (b"1," * 20_000 + b"1", "has 20001 columns, more than 10000"),
        (b"1" * 30_000_000, "line 1 is longer than 300000"),
        (b"1\n" * 1_000_002, "has more than 1000000 lines"),
        (b'"' + b"1,\n" * 100_000, "quotation marks of line 1"),
        (b'""' * 140_000, "longer than 131072 characters"),
        (b'"a",' * 70_000 + b'"', "quotation marks of line 1, column 70001"),
    ],
    ids=range(7),
)
def test_masses_are_refused_soon(content: bytes, sentence: str) -> None:
    with refused(sentence, most=None):
        read_table(content, "f.csv")


def test_a_table_cut_anywhere_is_read_or_refused() -> None:
    read = [cut for cut in truncations(CSV) if not refuses(read_table, cut)]
    for cut in read:  # only whole numbers were left: a shorter table, or a shorter last number
        assert len(read_table(cut, "f").columns) in {1, 3}
    assert 0 < len(read) < len(CSV) // 2
    for broken in flips(CSV):
        refuses(read_table, broken)


# -- npz ------------------------------------------------------------------------------------------

KINDS = ["f2", "f4", "f8", ">f4", ">f8", "i1", "i2", "i4", "i8", ">i4", "u1", "u2", "u4", "u8", "?"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 3), (2, 2, 2, 2)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_every_kind_are_read_exactly(
    kind: str, shape: tuple[int, ...], order: str
) -> None:
    numbers = drawn(1).normal(size=shape) * 50
    array = np.asarray(numbers.astype(kind), order=order)  # type: ignore[call-overload]
    (read,) = read_npz(npz(x=array), "f.npz").values()
    assert read.dtype == np.dtype(kind).newbyteorder("=")
    np.testing.assert_array_equal(read, array)
    assert read.flags.c_contiguous


def test_an_npz_as_numpy_writes_it(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.eye(2), t=[1, 2], other=np.array(["word"]))
    content = (tmp_path / "a.npz").read_bytes()
    found = read_npz(content, "a.npz", {"x", "t", "missing"})
    assert sorted(found) == ["t", "x"]
    np.testing.assert_array_equal(found["x"], np.eye(2))
    with refused("a.npz: other holds '<U4', not plain numbers"):
        read_npz(content, "a.npz")
    for version in ((1, 0), (2, 0), (3, 0)):
        old = zipped({"x.npy": npy(np.arange(3), version)}, zipfile.ZIP_STORED)
        assert read_npz(old, "f")["x"].tolist() == [0, 1, 2]


class Trap:
    """What would run if it were unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("trap-was-sprung",))


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        (raw_npy("'|O'", "(1,)", pickle.dumps(Trap())), "x holds '|O', not plain numbers"),
        (raw_npy("[('a', '<f8')]", "(1,)", bytes(8)), "not plain numbers"),
        (raw_npy("'<c16'", "(1,)", bytes(16)), "holds '<c16', not plain"),
        (raw_npy("'<M8[s]'", "(1,)", bytes(8)), "not plain"),
        (raw_npy("'<U500000000'", "(1,)"), "not plain"),
        (raw_npy("'<f8'", "(1000000000000,)", bytes(64)), r"array of shape \(1000000000000,\)"),
        (raw_npy("'<f8'", "(9999999,)", bytes(64)), "9999999 numbers of 8 bytes but has 64"),
        (raw_npy("'<f8'", "(9000, 9000, 9000)", bytes(64)), "holds 729000000000 numbers, more"),
        (raw_npy("'<f8'", "(0, 1000000000000000000)"), "none of them empty"),
        (raw_npy("'<f8'", "()", bytes(8)), "one to 4 axes"),
        (raw_npy("'<f8'", "(1, 1, 1, 1, 1)", bytes(8)), "one to 4 axes"),
        (raw_npy("'<f8'", "(" + "1, " * 65 + ")", bytes(8)), "one to 4 axes"),
        (raw_npy("'<f8'", "(-1,)", bytes(8)), "header that no NumPy writes"),
        (raw_npy("'<f8'", "(__import__('os').mkdir('trap-was-sprung'),)"), "no NumPy writes"),
        (raw_npy("'<f8'", "(1,)", bytes(7)), "1 numbers of 8 bytes but has 7"),
        (raw_npy("'<f8'", "(1,)", bytes(9)), "but has 9"),
        (raw_npy("'<f1'", "(1,)", bytes(1)), "header that no NumPy writes"),
        (raw_npy("'|b8'", "(1,)", bytes(8)), "header that no NumPy writes"),
        (raw_npy("'<f8'", "(1,)", bytes(8), "Maybe"), "header that no NumPy writes"),
        (raw_npy("'<f8'", "(1,)" + " " * 20_000, bytes(8)), "header that no NumPy writes"),
        (b"\x93NUMPY\x01\x00\xff\xff{", "header that no NumPy writes"),
        (b"\x93NUMPY\x09\x00\x00\x00", "is no NumPy array"),
        (pickle.dumps(Trap()), "is no NumPy array"),
        (b"PK", "is no NumPy array"),
        (b"", "is no NumPy array"),
    ],
)
def test_arrays_that_are_not_what_they_say(
    member: bytes, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with refused(sentence):
        read_npz(zipped({"x.npy": member}), "f.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_bool_is_read_as_0_and_1() -> None:
    read = read_npz(zipped({"x.npy": raw_npy("'|b1'", "(3,)", b"\x00\x01\x07")}), "f")["x"]
    assert read.tolist() == [0, 1, 1]


def encrypted(content: bytes) -> bytes:
    """The flag that says so, set in both places."""
    local, central = content.index(b"PK\3\4"), content.index(b"PK\1\2")
    changed = bytearray(content)
    changed[local + 6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


def overlapping(count: int) -> bytes:
    """Many entries of the directory that all point at one member of 50 MB."""
    packed = zipped({"a.npy": bytes(50 << 20)})
    begin = packed.index(b"PK\1\2")
    entry = packed[begin : packed.index(b"PK\5\6")]
    entries = b"".join(
        entry.replace(b"a.npy", b"%c.npy" % letter) for letter in range(97, 97 + count)
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(entries), begin, 0)
    return packed[:begin] + entries + end


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pickle.dumps(Trap()), "is no npz file"),
        (b"", "is no npz file"),
        (b"PK", "is no npz file"),
        (npy(np.eye(2)), "is no npz file"),
        (zipped({"../evil.npy": npy(np.eye(2))}), "holds ../evil.npy"),
        (zipped({"C:\\evil.npy": npy(np.eye(2))}), "holds C:"),
        (zipped({"x.npy": b"", "X.npy": b""}), "holds X.npy"),
        (zipped({"x.txt": b""}), "holds x.txt"),
        (zipped({f"a{n}.npy": b"" for n in range(101)}), "101 arrays, more than 100"),
        (zipped({"x.npy": npy(np.eye(2))}, zipfile.ZIP_LZMA), "packed in an unusual way"),
        (zipped({"x.npy": npy(np.eye(2))}, zipfile.ZIP_BZIP2), "packed in an unusual way"),
        (encrypted(npz(x=np.eye(2))), "is encrypted or packed"),
        (overlapping(6), "unpacks to more than 256 MB"),
        (overlapping(5), "times its size, as no data do"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_npz_files_are_refused(content: bytes, sentence: str) -> None:
    with refused(sentence, most=128 << 20):
        read_npz(content, "f.npz")


def test_a_packed_gigabyte_is_not_unpacked() -> None:
    """1 GB of zeros takes 1 MB; the sizes in the directory are believed only downwards."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = 1024 * block + packer.flush()
    for said in (1 << 30, 1000):
        head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(body), said, 5, 0)
        entry = struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(body), said, 5,
            0, 0, 0, 0, 0, 0,
        )  # fmt: skip
        begin = len(head) + 5 + len(body)
        end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(entry) + 5, begin, 0)
        content = head + b"x.npy" + body + entry + b"x.npy" + end
        with refused("256 MB" if said > 1 << 20 else "is no npz file", most=16 << 20):
            read_npz(content, "f.npz")


def test_an_npz_cut_or_bent_anywhere_is_refused_or_the_same() -> None:
    array = np.arange(4, dtype=np.float64)
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        good = zipped({"x.npy": npy(array)}, packing)
        assert all(refuses(read_npz, cut) for cut in truncations(good))
        for bent in flips(good):
            if not refuses(read_npz, bent):  # the date, say, or another name
                (read,) = read_npz(bent, "f").values()
                assert read.tolist() == array.tolist()


# -- idx ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [(8, "u1"), (9, "i1"), (0x0B, ">i2"), (0x0C, ">i4"), (0x0D, ">f4"), (0x0E, ">f8")],
)
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 3, 4)])
def test_idx_files_are_read_exactly(code: int, kind: str, shape: tuple[int, ...]) -> None:
    array = (drawn(2).normal(size=shape) * 40).astype(kind)
    content = idx(array, code)
    for packed in (content, gzip.compress(content)):
        read = read_idx(packed, "f")
        assert read.dtype == np.dtype(kind).newbyteorder("=")
        np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no idx file"),
        (b"\0\0\x08", "is no idx file"),
        (b"\0\1\x08\1" + bytes(8), "is no idx file"),
        (b"\0\0\x07\1" + bytes(8), "is no idx file"),
        (b"\0\0\x08\0", "says it has 0 axes"),
        (b"\0\0\x08\7" + bytes(28), "says it has 7 axes"),
        (b"\0\0\x08\3" + bytes(8), "says it has 3 axes"),
        (b"\0\0\x08\3" + struct.pack(">III", 2**31, 28, 28) + bytes(784), "array of shape"),
        (b"\0\0\x08\3" + struct.pack(">III", 10**6, 28, 28) + bytes(784), "784000000 numbers"),
        (b"\0\0\x08\3" + struct.pack(">III", 0, 28, 28), "none of them empty"),
        (b"\0\0\x08\1" + struct.pack(">I", 5) + bytes(4), "5 numbers of 1 bytes but has 4"),
        (b"\0\0\x08\1" + struct.pack(">I", 5) + bytes(6), "5 numbers of 1 bytes but has 6"),
        (gzip.compress(b"\0\0\x08\1" + bytes(5))[:-1], "is no gzip file, or a damaged one"),
        (b"\x1f\x8b" + bytes(30), "is no gzip file"),
        (gzip.compress(bytes(1 << 20)) * 300, "unpacks to more than 256 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_idx_files_are_refused(content: bytes, sentence: str) -> None:
    with refused(sentence, most=64 << 20 if len(content) < 1_000 else None):
        read_idx(content, "f")


def test_an_idx_file_cut_anywhere_is_refused() -> None:
    content = idx(np.arange(6, dtype=np.uint8).reshape(2, 3))
    assert all(refuses(read_idx, cut) for cut in truncations(content))
    assert all(refuses(read_idx, cut) for cut in truncations(gzip.compress(content)))


def test_a_shape_is_held_against_what_is_there() -> None:
    check_shape((2, 3), 8, 48, "f")
    for shape, there in (((2, 3), 47), ((), 8), ((2, 0), 0), ((10**8,), 8), ((1,) * 5, 8)):
        with refused():
            check_shape(shape, 8, there, "f")
    assert unzipped(gzip.compress(b"ab") + gzip.compress(b"c"), "f", 3) == b"abc"
    with refused("unpacks to more than 0 MB"):
        unzipped(gzip.compress(b"abcd"), "f", 3)


# -- png ------------------------------------------------------------------------------------------

PALETTE = chunk(b"PLTE", bytes([0, 0, 0, 255, 0, 0, 0, 255, 0, 9, 8, 7]))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (7, 5), (5, 11)])
def test_filters_are_undone_exactly(channels: int, size: tuple[int, int]) -> None:
    random = drawn(size[0] * 100 + size[1])
    pixels = random.integers(0, 256, size=(*size, channels)).astype(np.uint8)
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    if channels in {2, 4}:
        pixels[:, :, -1] = 255
    shown = channels - (channels in {2, 4})
    kinds = [np.full(size[0], n) for n in range(5)] + [
        random.integers(0, 5, size=size[0]) for _ in range(4)
    ]
    for filters in kinds:
        read = read_png(png(pixels, colour, filters), "f.png")
        np.testing.assert_array_equal(read, pixels.transpose(2, 0, 1)[:shown])


def test_a_palette_is_looked_up() -> None:
    places = np.array([[0, 1], [2, 3]], np.uint8)[:, :, None]
    read = read_png(png(places, 3, extra=PALETTE), "f.png")
    assert read.tolist() == [[[0, 255], [0, 9]], [[0, 0], [255, 8]], [[0, 0], [0, 7]]]
    grey = chunk(b"PLTE", bytes([0, 0, 0, 9, 9, 9, 7, 7, 7, 255, 255, 255]))
    opaque = chunk(b"tRNS", b"\xff\xff")
    read = read_png(png(places, 3, extra=grey + opaque), "f.png")
    assert read.tolist() == [[[0, 9], [7, 255]]]


def test_what_stands_beside_a_picture_does_not_matter() -> None:
    pixels = np.arange(4, dtype=np.uint8).reshape(2, 2, 1)
    noted = png(pixels, extra=chunk(b"tEXt", b"hi\0there")) + b"more"
    assert read_png(noted, "f").tolist() == [[[0, 1], [2, 3]]]


def test_an_unknown_filter_is_an_error() -> None:
    with pytest.raises(ValueError, match="filters 0 to 4"):
        unfiltered(np.zeros((1, 1, 1), np.uint8), np.array([5], np.uint8))


def head(width: int, height: int, depth: int = 8, colour: int = 0, interlaced: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)


ONE = np.zeros((1, 1, 1), np.uint8)
TWO = np.zeros((1, 1, 2), np.uint8)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no PNG picture"),
        (b"GIF89a" + bytes(20), "is no PNG picture"),
        (b"%!PS-Adobe EPSF", "is no PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "is no PNG picture"),
        (SIGNATURE, "is a damaged or animated"),
        (SIGNATURE + chunk(b"IEND", b""), "is a damaged"),
        (SIGNATURE + chunk(b"IHDR", head(1, 1)) + chunk(b"IEND", b""), "is a damaged"),
        (png(ONE, header=head(30_000, 30_000)), "is 30000 × 30000 pixels; the most is 4096"),
        (png(ONE, header=head(0, 1)), "is 0 × 1 pixels"),
        (png(ONE, header=head(4096, 4096)), "is a damaged"),
        (png(ONE, header=head(1, 1, 16)), "of 16 bits, colour type 0, interlaced 0"),
        (png(ONE, header=head(1, 1, 1, 2)), "of 1 bits, colour type 2"),
        (png(ONE, header=head(1, 1, 3)), "of 3 bits"),
        (png(ONE, header=head(9, 1, 1)), "is a damaged"),
        (png(ONE, header=head(1, 1, 8, 0, 1)), "interlaced 1"),
        (png(ONE, header=head(1, 1, 8, 5)), "colour type 5"),
        (png(ONE, header=head(1, 1, 8, 2)), "is a damaged"),
        (png(ONE, 3), "is a damaged"),
        (png(ONE + 4, 3, extra=PALETTE), "is a damaged"),
        (png(ONE, 3, extra=PALETTE + chunk(b"tRNS", b"\x00")), "is transparent"),
        (png(ONE, extra=chunk(b"tRNS", b"\x00\x00")), "is transparent"),
        (png(TWO, 4), "is transparent in places"),
        (png(ONE, extra=chunk(b"acTL", bytes(8))), "is a damaged or animated"),
        (png(ONE, extra=chunk(b"NEWS", b"")), "is a damaged"),
        (png(ONE, extra=b"\x00\x00\x00\x00tEXt0000"), "is a damaged"),
        (SIGNATURE + chunk(b"IHDR", head(1, 1)) + chunk(b"IDAT", zlib.compress(b"\5\0"))
         + chunk(b"IEND", b""), "is a damaged"),
        (SIGNATURE + chunk(b"IHDR", head(1, 1)) + chunk(b"IDAT", zlib.compress(bytes(99 << 20)))
         + chunk(b"IEND", b""), "is a damaged"),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR" + bytes(40), "is a damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_bad_pictures_are_refused(content: bytes, sentence: str) -> None:
    with refused(sentence):
        read_png(content, "f.png")


def test_a_picture_cut_or_bent_anywhere_is_refused() -> None:
    pixels = drawn(4).integers(0, 256, size=(3, 3, 3)).astype(np.uint8)
    good = png(pixels, 2, np.array([1, 3, 4]), extra=chunk(b"tEXt", b"x\0y"))
    assert all(refuses(read_png, cut) for cut in truncations(good))
    assert all(refuses(read_png, bent) for bent in flips(good))


def test_a_large_picture_is_read_soon() -> None:
    pixels = np.zeros((1024, 1024, 1), np.uint8)
    lines = b"".join(b"\4" + bytes(1024) for _ in range(1024))
    content = b"".join([SIGNATURE, chunk(b"IHDR", head(1024, 1024)),
                        chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")])  # fmt: skip
    begin = time.process_time()
    assert read_png(content, "f").tobytes() == pixels.tobytes()
    assert time.process_time() - begin < MAX_READING_SECONDS


# -- folders and files ----------------------------------------------------------------------------


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    for name, values in (("dog", (5, 6)), ("cat", (1, 2, 3))):
        folder = tmp_path / "animals" / name
        folder.mkdir(parents=True)
        for value in values:
            (folder / f"{value}.png").write_bytes(png(np.full((2, 3, 1), value, np.uint8)))
    return tmp_path / "animals"


def test_a_folder_for_each_class(animals: Path) -> None:
    (animals / "cat" / "notes.txt").write_text("not looked at", encoding="utf-8")
    (animals / ".hidden").mkdir()
    pictures, labels, names = read_folder(animals)
    assert names == ("cat", "dog")
    assert labels.tolist() == [0, 0, 0, 1, 1]
    assert pictures.shape == (5, 1, 2, 3)
    assert pictures[:, 0, 0, 0].tolist() == [1, 2, 3, 5, 6]
    data = datasets.load(FileData(animals), seed=0, shape=(1, 2, 3))
    assert data.x.shape == (5, 1, 2, 3)
    assert data.t[:, 0].tolist() == [0, 0, 0, 1, 1]
    assert data.names == ("cat", "dog")


def test_folders_that_cannot_be_used(animals: Path) -> None:
    with refused("cannot be read"):
        read_folder(animals / "nowhere")
    with refused("cat has no folders"):
        read_folder(animals / "cat")
    (animals / "bird").mkdir()
    with refused("the folder bird holds no PNG or JPEG pictures"):
        read_folder(animals)
    (animals / "bird" / "big.png").write_bytes(png(np.zeros((4, 4, 1), np.uint8)))
    with refused("cat/1.png is 3 × 2 pixels, bird/big.png is 4 × 4; make all pictures one size"):
        read_folder(animals)
    (animals / "bird" / "big.png").write_bytes(png(np.zeros((2, 3, 3), np.uint8), 2))
    with refused("cat/1.png and bird/big.png are grey and coloured"):
        read_folder(animals)
    (animals / "bird" / "big.png").write_bytes(b"not a picture")
    with refused("bird/big.png is no PNG picture"):
        read_folder(animals)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes or links here")
def test_links_and_pipes_are_not_followed(animals: Path) -> None:
    (animals / "dog" / "loop").symlink_to(animals)
    (animals / "elsewhere").symlink_to("/")
    (animals / "dog" / "zero.png").symlink_to("/dev/zero")
    os.mkfifo(animals / "dog" / "pipe.png")
    assert len(read_folder(animals)[0]) == 5
    for path in (animals / "dog" / "pipe.png", Path("/dev/zero"), animals):
        with refused("is not a regular file|cannot be read"):
            content_of(path)


def test_too_many_pictures(animals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualnn.datasets.readers.folder.MAX_PICTURE_COUNT", 4)
    with refused("animals has 5 pictures, more than 4"):
        read_folder(animals)
    monkeypatch.setattr("visualnn.datasets.readers.folder.MAX_PICTURE_COUNT", 5)
    monkeypatch.setattr("visualnn.datasets.readers.folder.MAX_CLASS_COUNT", 1)
    with refused("animals has more than 1 folders"):
        read_folder(animals)
    monkeypatch.setattr("visualnn.datasets.readers.folder.MAX_CLASS_COUNT", 2)
    monkeypatch.setattr("visualnn.datasets.readers.folder.MAX_NUMBER_COUNT", 20)
    with refused("animals holds more than 0 MB of pictures"):
        read_folder(animals)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def examples(source: FileData) -> tuple[Array, Array]:
    data = datasets.load(source, seed=0)
    return data.x, data.t


def test_columns_of_a_table_as_inputs_and_targets(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", CSV)
    x, t = examples(FileData(path))
    assert (x.tolist(), t.tolist()) == ([[0, 255], [1.5, -20]], [[3], [24]])
    x, t = examples(FileData(path, inputs=("label",), targets=("pixel2", "pixel1")))
    assert (x.tolist(), t.tolist()) == ([[3], [24]], [[255, 0], [-20, 1.5]])
    x, t = examples(FileData(written(tmp_path, "b.tsv", b"1\t2\t3\n4\t5\t6\n")))
    assert (x.tolist(), t.tolist()) == ([[1, 2], [4, 5]], [[3], [6]])
    flowers = written(tmp_path, "c.txt", b"1.5,setosa\n2,iris\n3,setosa")
    data = datasets.load(FileData(flowers), seed=0, classes=2)
    assert data.t.tolist() == [[1], [0], [1]]
    assert data.names == ("iris", "setosa")


def test_sign_language_in_kaggles_layout(tmp_path: Path) -> None:
    """Labels 0 to 24 without 9, a header, 784 pixels: 24 classes."""
    random = drawn(9)
    labels = [n for n in range(25) if n != 9] * 2
    pixels = random.integers(0, 256, size=(48, 784))
    lines = ["label," + ",".join(f"pixel{n}" for n in range(1, 785))]
    lines += [
        f"{label}," + ",".join(map(str, row)) for label, row in zip(labels, pixels, strict=True)
    ]
    path = written(tmp_path, "sign_mnist_train.csv", "\n".join(lines).encode())
    data = datasets.load(FileData(path), seed=0, classes=24, shape=(1, 28, 28))
    assert data.x.shape == (48, 1, 28, 28)
    assert data.x.dtype == np.uint8
    np.testing.assert_array_equal(data.x.reshape(48, -1), pixels)
    assert data.t[:, 0].tolist() == labels
    assert data.labels == tuple(float(n) for n in range(25) if n != 9)


def test_arrays_of_an_npz_as_inputs_and_targets(tmp_path: Path) -> None:
    one, two = np.arange(6.0).reshape(3, 2), np.arange(3)
    for names in (("x", "t"), ("X", "y"), ("images", "labels"), ("x_train", "y_train")):
        path = written(tmp_path, "a.npz", npz(**dict(zip(names, (one, two), strict=True))))
        x, t = examples(FileData(path))
        assert (x.tolist(), t.tolist()) == (one.tolist(), [[0], [1], [2]])
    path = written(tmp_path, "a.npz", npz(p=one, q=two, x=two))
    x, t = examples(FileData(path, inputs=("q",), targets=("p",)))
    assert (x.tolist(), t.tolist()) == ([[0], [1], [2]], one.tolist())


def test_a_pair_of_idx_files(tmp_path: Path) -> None:
    pictures = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    labels = np.array([7, 8, 9], np.uint8)
    x_path = written(tmp_path, "images-idx3-ubyte.gz", gzip.compress(idx(pictures)))
    t_path = written(tmp_path, "labels-idx1-ubyte", idx(labels))
    x, t = examples(FileData(x_path, labels=t_path))
    assert (x.tolist(), t.tolist()) == (pictures.reshape(3, 4).tolist(), [[7], [8], [9]])
    with refused("name the other one with labels"):
        examples(FileData(x_path))
    with refused("holds the labels and images-idx3-ubyte.gz the pictures"):
        examples(FileData(t_path, labels=x_path))
    fewer = written(tmp_path, "fewer-ubyte", idx(labels[:2]))
    with refused("images-idx3-ubyte.gz holds 3 examples, fewer-ubyte holds 2"):
        examples(FileData(x_path, labels=fewer))


@pytest.mark.parametrize(
    ("name", "content", "options", "sentence"),
    [
        ("a.xlsx", b"PK", {}, "a.xlsx is a workbook; save the sheet as"),
        ("a.csv", b"1\n2\n", {}, "has only one column"),
        ("a.csv", b"a,b\n1,2\n", {"targets": ("c",)}, "has no column c; it has a, b"),
        ("a.csv", b"a,b\n1,2\n", {"inputs": ("c",)}, "has no column c; it has a, b"),
        ("a.bmp", b"BM", {}, "a.bmp is of no known form; give a .csv"),
        (
            "a.csv",
            b"n,w,v,t\n1,red,x,1\n2,blue,y,0\n",
            {"onehot": ()},
            r'a.csv: w, v hold words like “blue”; name the others, inputs = \["n"\]',
        ),
        ("a.csv", b"n,d,t\n1,2024-01-31,1\n2,2024-02-01,0\n", {}, r'd hold dates.*\["n"\]'),
        ("a.npz", npz(x=np.ones(2)), {}, "has the arrays x; say which are inputs and targets"),
        ("a.npz", npz(x=np.ones(2), t=np.ones(3)), {}, "x holds 2 examples, t holds 3"),
        ("a.npz", npz(x=np.array([1, np.nan]), t=np.ones(2)), {}, r"x\[1, 0\] is nan"),
    ],
)
def test_files_that_cannot_be_used(
    name: str, content: bytes, options: dict[str, tuple[str, ...]], sentence: str, tmp_path: Path
) -> None:
    with refused(sentence):
        examples(FileData(written(tmp_path, name, content), **options))  # type: ignore[arg-type]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "hole.csv"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room on the disk
    with refused("hole.csv is larger than 256 MB", most=1 << 20):
        content_of(path)


@given(st.binary(max_size=200))
def test_noise_is_refused_by_every_reader(content: bytes) -> None:
    for read in (read_table, read_npz, read_idx, read_png):
        refuses(read, content)


def test_what_unpacks_to_far_more_than_data_do_is_refused_unread() -> None:
    """Under the limit of bytes, and still made to fill the memory."""
    packed = gzip.compress(bytes(64 << 20))
    with pytest.raises(DataError, match="times its size, as no data do"):
        unzipped(packed, "f")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("x", "y"):
            made = io.BytesIO()
            np.lib.format.write_array(made, np.zeros((1000, 4000)))
            archive.writestr(f"{name}.npy", made.getvalue())
    with pytest.raises(DataError, match="times its size, as no data do"):
        read_npz(file.getvalue(), "f")
    assert unzipped(gzip.compress(bytes(1 << 20)), "f") == bytes(1 << 20)


def test_made_up_pictures_have_a_budget() -> None:
    with pytest.raises(SettingError, match="16777216000 numbers, more than 25000000"):
        Synthetic((16, 1024, 1024), 10, 1000)
