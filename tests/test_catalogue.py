"""The catalogue: every text of the program is in Korean too, and what is compiled is up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from visualnn.datasets import SOURCES
from visualnn.initializers import INITIALIZERS
from visualnn.ops import REGISTRY
from visualnn.text import LOCALE

ROOT = Path(__file__).parent.parent
FILES = LOCALE / "ko" / "LC_MESSAGES"
BABEL = (sys.executable, "-m", "babel.messages.frontend", "-q")
GAP = re.compile(r"\{\w*\}")


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with (FILES / "visualnn.po").open("rb") as file:
        return read_po(file, locale="ko")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All texts of the source, found as `make messages` finds them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    errors = re.search(r"^ERRORS := (.+)$", makefile, re.MULTILINE)
    assert errors is not None
    words = [word for name in ("_", "N_", *errors[1].split()) for word in ("-k", name)]
    out = tmp_path_factory.mktemp("messages") / "visualnn.pot"
    subprocess.run(  # noqa: S603  the tool of `make messages`
        [*BABEL, "extract", *words, "-o", str(out), "visualnn", "ui"],
        cwd=ROOT,
        check=True,
    )
    with out.open("rb") as file:
        return read_po(file)


def texts(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def test_every_text_is_translated(korean: Catalog, extracted: Catalog) -> None:
    known = texts(korean)
    assert len(texts(extracted)) > 400
    assert [text for text in texts(extracted) if not known.get(text)] == []
    assert [message.id for message in korean if message.id and message.fuzzy] == []


def test_nothing_is_translated_that_is_not_said_any_more(
    korean: Catalog, extracted: Catalog
) -> None:
    assert texts(korean).keys() - texts(extracted).keys() == set()
    assert not korean.obsolete


def test_gaps_agree(korean: Catalog) -> None:
    for text, translated in texts(korean).items():
        assert sorted(set(GAP.findall(text))) == sorted(set(GAP.findall(translated))), text


def test_the_compiled_catalogue_is_up_to_date(korean: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, korean)
    assert (FILES / "visualnn.mo").read_bytes() == compiled.getvalue(), "run `make messages`"


def test_every_card_speaks_korean(korean: Catalog) -> None:
    known = texts(korean)
    said = [text for card in REGISTRY.values() for text in (card.title, card.about)]
    said += [rule.title for rule in INITIALIZERS.values()]
    for text in said:
        assert known.get(text), text
    assert known["Handwritten digits"]
    assert set(SOURCES) >= {"xor", "digits"}
