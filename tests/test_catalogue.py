"""The catalogue: every text of the program is there in Korean, nothing is said past it, and what is
compiled is up to date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import TypeGuard

import pytest
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from ui.commands.command import Menu
from ui.commands.table import COMMANDS
from ui.panels import PANELS
from visualnn import datasets
from visualnn.grain import Grain
from visualnn.initializers import INITIALIZERS
from visualnn.ops import REGISTRY
from visualnn.text import LOCALE

ROOT = Path(__file__).parent.parent
FILES = LOCALE / "ko" / "LC_MESSAGES"


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with (FILES / "visualnn.po").open("rb") as file:
        return read_po(file, locale="ko")


@pytest.fixture(scope="module")
def keywords() -> frozenset[str]:
    """The functions whose first argument `make messages` takes for a text."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    errors = re.search(r"^ERRORS := (.+)$", makefile, re.MULTILINE)
    assert errors is not None
    assert "$(addprefix -k ,_ N_ $(ERRORS))" in makefile
    return frozenset({"_", "N_", *errors[1].split()})


@pytest.fixture(scope="module")
def said(keywords: frozenset[str]) -> dict[str, str]:
    """All texts of the source and where they stand, found as `make messages` finds them."""
    every = {**DEFAULT_KEYWORDS, **dict.fromkeys(keywords)}
    found: dict[str, str] = {}
    for folder in ("visualnn", "ui"):
        for name, line, text, _comments, _context in extract_from_dir(
            ROOT / folder, keywords=every
        ):
            assert isinstance(text, str), f"{folder}/{name}:{line} has a plural form"
            found.setdefault(text, f"{folder}/{name}:{line}")
    return found


def texts(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def gaps(text: str) -> set[tuple[str, str, str]]:
    """The placeholders of a text, with their formats and conversions."""
    return {
        (name, form or "", conversion or "")
        for _literal, name, form, conversion in Formatter().parse(text)
        if name is not None
    }


def test_every_text_is_translated(korean: Catalog, said: dict[str, str]) -> None:
    known = texts(korean)
    assert len(said) > 400
    missing = {text: place for text, place in said.items() if not known.get(text, "").strip()}
    assert not missing, "translate this and run `make messages`"
    assert [message.id for message in korean if message.id and message.fuzzy] == []


def test_nothing_is_translated_that_is_not_said_any_more(
    korean: Catalog, said: dict[str, str]
) -> None:
    assert texts(korean).keys() - said.keys() == set()
    assert not korean.obsolete


def is_call_of(node: ast.AST, names: frozenset[str]) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def extracted_unlike(source: str, keywords: frozenset[str]) -> list[str]:
    """The texts that not every release of Python and Babel extracts alike, with their lines.

    A call inside an f-string is seen only from Python 3.12 on. Of an argument that is neither one
    literal nor free of literals, `_TABLE["key"]`, Babel before 2.19 takes the literal for a text.
    """
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if is_call_of(node, keywords)]
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {part for string in strings for part in ast.walk(string)}
    unlike = [
        call
        for call in calls
        if call in inside
        or any(
            isinstance(part, ast.Constant) and isinstance(part.value, str)
            for text in call.args[:1]
            if not isinstance(text, ast.Constant) and not is_call_of(text, keywords)
            for part in ast.walk(text)
        )
    ]
    return [f"{call.lineno}: {ast.unparse(call)}" for call in unlike]


@pytest.mark.parametrize("folder", ["visualnn", "ui"])
def test_every_release_extracts_the_same_texts(folder: str, keywords: frozenset[str]) -> None:
    """Bind the text to a name and use the name."""
    found = {
        str(file.relative_to(ROOT)): unlike
        for file in sorted((ROOT / folder).rglob("*.py"))
        if (unlike := extracted_unlike(file.read_text(encoding="utf-8"), keywords))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "f\"{_('Show:')} {title}\"",
        'f"{_(row.title)}"',
        'LessonError(_SENTENCES["missing"], key=key)',
        '_("one" if single else "many")',
    ],
)
def test_a_text_that_is_not_extracted_by_all_is_found(
    planted: str, keywords: frozenset[str]
) -> None:
    assert len(extracted_unlike(planted, keywords)) == 1


def test_a_text_that_is_extracted_by_all_is_left_alone(keywords: frozenset[str]) -> None:
    assert extracted_unlike('LessonError("{key} is missing", key=_TABLE["key"])', keywords) == []
    assert extracted_unlike('LessonError(N_("{key} is missing"), key=key)', keywords) == []
    assert extracted_unlike('title = _(row.title)\nf"{title}"', keywords) == []


def test_placeholders_agree(korean: Catalog) -> None:
    differing = [text for text, korean in texts(korean).items() if gaps(text) != gaps(korean)]
    assert differing == []
    assert sum(bool(gaps(text)) for text in texts(korean)) > 100


def test_no_sentence_leaves_the_particle_to_the_reader(korean: Catalog) -> None:
    """Which particle fits depends on the word put in, so the word stands where none is needed."""
    either = re.compile(r"[은이을과와가를는]\([은는이가을를과와]\)|\((?:은|이|을|으|이여|과)\)")
    assert either.search("{name}을(를)")
    assert either.search("{name}(으)로")
    assert [text for text in texts(korean).values() if either.search(text)] == []


def test_an_example_has_one_word_in_korean(korean: Catalog) -> None:
    others = re.compile("예제|사례")
    assert not [entry.id for entry in korean if entry.id and others.search(str(entry.string))]
    pages = list((ROOT / "lessons").rglob("ko.md"))
    assert len(pages) > 20
    assert not [page for page in pages if others.search(page.read_text(encoding="utf-8"))]


def test_the_compiled_catalogue_is_up_to_date(korean: Catalog) -> None:
    with (FILES / "visualnn.mo").open("rb") as file:
        assert texts(read_mo(file)) == texts(korean), "run `make messages`"


def dataset_titles() -> list[str]:
    own = datasets.ExampleTable.title
    # The gates go by their names in every language.
    return [own, *(kind.title for kind in datasets.SOURCES.values() if not kind.title.isupper())]


def test_every_title_of_a_table_is_translated(korean: Catalog) -> None:
    """Tables hold English; what is forgotten to be marked there would never be extracted."""
    tables = {
        "cards": [text for op in REGISTRY.values() for text in (op.title, op.about)],
        "commands": [text for command in COMMANDS for text in (command.title, command.help)],
        "menus": [menu.value for menu in Menu],
        "steps": [grain.label for grain in Grain],
        "panels": [text for spec in PANELS for text in (spec.title, spec.command, spec.about)],
        "initializers": [rule.title for rule in INITIALIZERS.values()],
        "datasets": dataset_titles(),
    }
    assert min(map(len, tables.values())) > 1
    known = texts(korean)
    assert [
        (name, text) for name, table in tables.items() for text in table if not known.get(text)
    ] == []


SHOWING = frozenset(
    {
        *("setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setTitle"),
        *("setAccessibleName", "setAccessibleDescription", "setStatusTip", "setWhatsThis"),
        *("addAction", "addItem", "addMenu", "drawText", "setLabelText", "setItemText"),
        *("QAction", "QLabel", "QMenu", "QPushButton", "QCheckBox", "QRadioButton"),
        *("getOpenFileName", "getSaveFileName", "getText", "words", "say"),
    }
)
"""What is called with a text that a person then sees or hears."""
PASSING = frozenset({"format", "join", "strip", "lower", "upper", "capitalize", "replace"})
"""Methods of a text whose result still shows that text."""
WORD = re.compile(r"[^\W\d_]{2,}")
OUR_NAME = "visualnn"


def spoken(node: ast.expr) -> Iterator[ast.expr]:
    """The literals that stand in what this expression shows without having gone through `_`."""
    match node:
        case ast.Constant(value=str(text)):
            if WORD.search(text.replace(OUR_NAME, "")):
                yield node
        case ast.Call(func=ast.Name(id="N_")):
            yield node
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args) if name in PASSING:
            for part in (value, *args, *(keyword.value for keyword in node.keywords)):
                yield from spoken(part)
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from spoken(part)
        case ast.FormattedValue(value=part) | ast.NamedExpr(value=part) | ast.Starred(value=part):
            yield from spoken(part)
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            yield from spoken(one)
            yield from spoken(other)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from spoken(part)
        case _:
            pass


def shows(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr="emit", value=ast.Attribute(attr="failed") | ast.Name(id="failed")):
            return True
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in SHOWING
        case _:
            return False


def untranslated(source: str) -> list[str]:
    """Every text that the source shows to a person past the catalogue, with its line."""
    return [
        f"{literal.lineno}: {ast.unparse(literal)}"
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and shows(call)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for literal in spoken(argument)
    ]


@pytest.mark.parametrize("file", sorted((ROOT / "ui").rglob("*.py")), ids=lambda file: file.stem)
def test_the_window_shows_no_text_past_the_catalogue(file: Path) -> None:
    assert untranslated(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        'label.setText("Next")',
        'label.setToolTip(f"{count} more")',
        'self.setWindowTitle("Lesson" + title)',
        'field.setPlaceholderText("Type %s" % name)',
        'menu.addAction(icon, "Copy")',
        'menu.addAction(text="Copy")',
        'self.setAccessibleName("row {row}".format(row=row))',
        'self.failed.emit("This is not a number.")',
        'label.setText("Play" if paused else _("Pause"))',
        'label.setText(title or "Nothing")',
        'label.setText(", ".join(["one", name]))',
        'label.setText(N_("Next"))',
        'label.setText("다음")',
    ],
)
def test_a_text_past_the_catalogue_is_found(planted: str) -> None:
    assert len(untranslated(planted)) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        'label.setText(_("Next"))',
        'label.setText(_("row {row}").format(row=row))',
        'label.setText(f"{name} = {value} η ±")',
        'label.setText(_(_TITLES["first"]))',
        'self.setWindowTitle(f"{title} — visualnn")',
        'self.changed.emit("hidden.W")',
        'self.setObjectName("strip")',
    ],
)
def test_what_goes_through_the_catalogue_is_left_alone(harmless: str) -> None:
    assert untranslated(harmless) == []
