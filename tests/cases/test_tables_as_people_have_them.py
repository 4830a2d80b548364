"""Tables as spreadsheets and programs write them: read as they are meant, or refused with the way
out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.lessons import dense, opened, refusal, told

FILE = 'source = "file"\nfile = "d.csv"\n'
SOFTMAX = dense(2, "softmax")


@pytest.mark.parametrize(
    ("content", "targets"),
    [
        ('a,price\n1,"4,200"\n2,"11,350"\n', [4200, 11350]),
        ('a,price\n1,980\n2,"1,350.5"\n', [980, 1350.5]),
        ('a,price\n1,"1,234,567"\n2,12\n', [1234567, 12]),
        ('a,price\n1,"0,75"\n2,"1,125"\n', [0.75, 1.125]),
        ("a;price\n1;4,2\n2;1,125\n", [4.2, 1.125]),
        ("a;price\n1,5;4.200\n2;11.350\n", [4200, 11350]),
        ("a\tprice\n0.5\t4,200\n1\t11,350\n", [4200, 11350]),
        ("a,price\n1,4.200\n2,11.350\n", [4.2, 11.35]),
    ],
)
def test_thousands_and_decimal_commas_are_told_apart(
    tmp_path: Path, content: str, targets: list[float]
) -> None:
    lesson = opened(tmp_path, f'{FILE}targets = ["price"]', {"d.csv": content})
    assert lesson.data.t[:, 0].tolist() == targets


def test_a_comma_that_can_mean_both_is_refused_with_the_key_that_decides(tmp_path: Path) -> None:
    files = {"d.csv": "a;price\n1;4,200\n2;11,350\n"}
    said = refusal(tmp_path, FILE, files)
    assert "line 2, column price has “4,200”, which is 4200" in said
    assert 'say decimal = "." or decimal = ","' in said
    for decimal, expected in ((".", [4200, 11350]), (",", [4.2, 11.35])):
        lesson = opened(tmp_path, f'{FILE}decimal = "{decimal}"', files)
        assert lesson.data.t[:, 0].tolist() == expected


def test_words_are_no_targets_of_a_loss_for_numbers(tmp_path: Path) -> None:
    files = {"d.csv": "a,price\n1,cheap\n2,dear\n3,cheap\n"}
    said = refusal(tmp_path, f'{FILE}targets = ["price"]', files)
    assert "lesson.toml:8:8" in said
    assert "words like “cheap”, and mean_squared_error compares numbers" in said
    lesson = opened(
        tmp_path,
        f'{FILE}targets = ["price"]\nclasses = 2',
        files,
        loss="categorical_cross_entropy",
        layers=SOFTMAX,
    )
    assert lesson.data.t[:, 0].tolist() == [0, 1, 0]
    assert lesson.data.names == ("cheap", "dear")


def test_a_label_in_front_is_found_behind_pixels_that_are_0_everywhere(tmp_path: Path) -> None:
    files = {"d.csv": "1,0,7,0\n0,3,9,0\n2,0,5,0\n1,4,4,0\n"}
    data = {"loss": "sparse_categorical_cross_entropy", "layers": dense(3, "softmax")}
    lesson = opened(tmp_path, FILE, files, **data)
    assert lesson.data.t[:, 0].tolist() == [1, 0, 2, 1]
    assert lesson.data.x.tolist() == [[0, 7, 0], [3, 9, 0], [0, 5, 0], [4, 4, 0]]
    assert "the target is the first column, 1, because" in told(lesson)
    named = opened(tmp_path, f'{FILE}targets = ["4"]', files, **data)
    assert "every target is 0: there is nothing to learn" in told(named)


def test_a_label_in_front_is_found_where_the_last_pixel_is_no_class(tmp_path: Path) -> None:
    files = {"d.csv": "1,0,7,90\n0,3,9,0\n2,0,5,31\n1,4,4,0\n"}
    lesson = opened(
        tmp_path,
        FILE,
        files,
        loss="sparse_categorical_cross_entropy",
        layers=dense(3, "softmax"),
    )
    assert lesson.data.t[:, 0].tolist() == [1, 0, 2, 1]


def test_without_a_name_the_last_column_is_the_target_and_that_is_said(tmp_path: Path) -> None:
    lesson = opened(tmp_path, FILE, {"d.csv": "0,1.5,2.5\n1,2.5,3.5\n"})
    assert lesson.data.t[:, 0].tolist() == [2.5, 3.5]
    assert 'targets = ["3"] in [data] says it' in told(lesson)


def test_what_stands_in_columns_that_nobody_names_does_not_matter(tmp_path: Path) -> None:
    many = "".join(f'{n},"name {n}, of\nmany ""words""",{n % 3},{n % 2},,x\n' for n in range(1200))
    lesson = opened(
        tmp_path,
        f'{FILE}inputs = ["size"]\ntargets = ["sunk"]',
        {"d.csv": f"no,name,size,sunk,cabin,?\n{many}"},
    )
    assert lesson.data.x[:3].tolist() == [[0], [1], [2]]
    assert lesson.data.t.shape == (1200, 1)


def test_gaps_in_inputs_that_nobody_names_are_refused_with_those_that_have_none(
    tmp_path: Path,
) -> None:
    said = refusal(tmp_path, FILE, {"d.csv": "a,b,c,y\n1,2,3,4\n1,,NA,4\n"})
    assert "line 3, column b is empty; fill the gaps of b, c" in said
    assert 'inputs = ["a"] in [data]' in said


@pytest.mark.parametrize("mark", ["'", "’", " ", "\u00a0", "\u202f"])
def test_other_marks_before_thousands_are_read(tmp_path: Path, mark: str) -> None:
    table = f"area,price\n50,1{mark}234\n60,12{mark}345.5\n70,1{mark}234{mark}567\n80,999\n"
    lesson = opened(tmp_path, FILE, {"d.csv": table})
    assert lesson.data.t[:, 0].tolist() == [1234.0, 12345.5, 1234567.0, 999.0]
    words = f"name,y\n1{mark}23,0\nO{mark}Hara,1\n"  # no thousands: words
    assert opened(tmp_path, FILE, {"d.csv": words}).data.x.shape == (2, 2)


def test_a_gap_is_told_by_what_stands_there_and_no_way_round_where_there_is_none(
    tmp_path: Path,
) -> None:
    said = refusal(tmp_path, FILE, {"d.csv": "a,b,y\n1,NA,4\n1,2,4\n"})
    assert "column b has no number but “NA”; fill the gaps of b, or name" in said
    for cell, sentence in (
        ("-inf", "has no number but “-inf”; fill it"),
        ("", "is empty; fill it"),
    ):
        said = refusal(tmp_path, FILE, {"d.csv": f"a,y\n1,3\n{cell},4\n"})
        assert f"line 3, column a {sentence} or leave out the line" in said
        assert "inputs" not in said


@pytest.mark.parametrize(
    "content",
    [
        ",a,b,label\n0,5,6,0\n1,7,8,1\n2,5,9,1\n",
        "Unnamed: 0,a,b,label\n0,5,6,0\n1,7,8,1\n2,5,9,1\n",
        "Id,a,b,label\n1,5,6,0\n2,7,8,1\n3,5,9,1\n",
        '"a" "b" "label"\n"1" 5 6 0\n"2" 7 8 1\n"3" 5 9 1\n',
        ",a,b,label,\n0,5,6,0,\n1,7,8,1,\n2,5,9,1,\n",
    ],
)
def test_row_numbers_are_no_input_and_that_is_said(tmp_path: Path, content: str) -> None:
    lesson = opened(
        tmp_path,
        f"{FILE}classes = 2",
        {"d.csv": content},
        loss="categorical_cross_entropy",
        layers=SOFTMAX,
    )
    assert lesson.data.x.tolist() == [[5, 6], [7, 8], [5, 9]]
    assert lesson.data.t[:, 0].tolist() == [0, 1, 1]
    assert "only numbers the rows and is left out" in told(lesson)


def test_a_first_column_that_counts_and_has_a_name_of_its_own_stays(tmp_path: Path) -> None:
    lesson = opened(tmp_path, FILE, {"d.csv": "hour,y\n0,5\n1,7\n2,9\n"})
    assert lesson.data.x.tolist() == [[0], [1], [2]]


def test_true_and_false_are_1_and_0(tmp_path: Path) -> None:
    content = "n,a,b,c,label\n1,True,false,FALSE,0\n2,False,true,TRUE,1\n"
    lesson = opened(tmp_path, FILE, {"d.csv": content})
    assert lesson.data.x.tolist() == [[1, 1, 0, 0], [2, 0, 1, 1]]


@pytest.mark.parametrize(
    "content",
    [
        "1.000000000000000000e+00 2.000000000000000000e+00 7.0e+00\n4.0e+00 5.0e+00 8.0e+00\n",
        "  1   2\t7\n  4   5   8  \n",
        "1\t2\t7\n4\t5\t8\n",
        "# a b c\n1 2 7\n4 5 8\n",
        "1 2 7\r\n4 5 8\r\n",
        "1|2|7\n4|5|8\n",
        "sep=;\n1;2;7\n4;5;8\n",
        "sep=|\r\na|b|c\r\n1|2|7\r\n4|5|8\r\n",
    ],
)
def test_columns_are_parted_by_what_parts_them(tmp_path: Path, content: str) -> None:
    lesson = opened(tmp_path, FILE.replace("d.csv", "d.txt"), {"d.txt": content})
    assert lesson.data.x.tolist() == [[1, 2], [4, 5]]
    assert lesson.data.t.tolist() == [[7], [8]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
def test_korean_tables_are_read_in_every_encoding_that_they_come_in(
    tmp_path: Path, encoding: str
) -> None:
    content = "나이,몸무게,키\n20,61,171\n23,72,180\n".encode(encoding)
    lesson = opened(tmp_path, f'{FILE}targets = ["키"]', {"d.csv": content})
    assert lesson.data.x.tolist() == [[20, 61], [23, 72]]
    assert ("CP949" in told(lesson)) == (encoding == "cp949")


def test_another_encoding_is_refused_with_the_way_out(tmp_path: Path) -> None:
    said = refusal(tmp_path, FILE, {"d.csv": "größe,y\n1,2\n".encode("latin-1")})
    assert "d.csv is not UTF-8 in line 1" in said
    assert "CSV UTF-8" in said


WORDS = "years,sex,pet,cost\n19,f,no,16.5\n18,m,cat,1.5\n28,m,dog,4.5\n"


def test_words_among_the_inputs_become_one_column_each(tmp_path: Path) -> None:
    lesson = opened(tmp_path, f'{FILE}targets = ["cost"]', {"d.csv": WORDS})
    expected = [[19, 1, 0, 0, 0, 1], [18, 0, 1, 1, 0, 0], [28, 0, 1, 0, 1, 0]]
    assert lesson.data.x.tolist() == expected
    assert lesson.start["data.columns"].tolist() == [[19, 0, 2], [18, 1, 0], [28, 1, 1]]
    assert lesson.program.prepared["data.x"].op.title == "One-hot by word"
    assert "pet becomes 3 columns, one for each word: cat, dog, no" in told(lesson)


def test_words_that_shall_not_become_columns_are_refused_all_together(tmp_path: Path) -> None:
    said = refusal(tmp_path, f'{FILE}targets = ["cost"]\nonehot = []', {"d.csv": WORDS})
    assert "sex, pet hold words" in said
    assert 'inputs = ["years"] in [data]' in said


def test_numbers_become_columns_where_that_is_asked_for(tmp_path: Path) -> None:
    content = "deck,age,y\n3,10,1\n1,20,2\n3,30,3\n"
    lesson = opened(tmp_path, f'{FILE}onehot = ["deck"]', {"d.csv": content})
    assert lesson.data.x.tolist() == [[0, 1, 10], [1, 0, 20], [0, 1, 30]]


def test_dates_are_refused_with_the_columns_that_can_be_read(tmp_path: Path) -> None:
    content = "day,at,a,y\n2024-01-31,10:30,1,2\n2024-02-01,11:00,3,4\n"
    said = refusal(tmp_path, FILE, {"d.csv": content})
    assert "day, at hold dates, not numbers" in said
    assert 'inputs = ["a"] in [data]' in said


def test_percents_are_parts_of_one(tmp_path: Path) -> None:
    lesson = opened(tmp_path, FILE, {"d.csv": "a,y\n50%,1\n12.5 %,2\n"})
    assert lesson.data.x.tolist() == [[0.5], [0.125]]
