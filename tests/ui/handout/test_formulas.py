"""Formulas and code in hand-outs: pictures with words, and lines as they are typed."""

from __future__ import annotations

from ui.handout import markup
from ui.panels.lesson.page import blocks_of
from ui.panels.lesson.quoted_numbers import QuotedNumbers
from visualnn.lesson import open_named
from visualnn.lesson.file.markdown import parse_prose

PAGE = r"""# Title

## stop

Here is $\frac{1}{2}$, and $\unknown{<b>}$.

$\sum_{k} a_k$

```
if a < b:
    print("<b>", {L})
```
"""


def marked() -> str:
    prose, faults = parse_prose(PAGE, "page", "en")
    assert faults == []
    numbers = QuotedNumbers(open_named("neuron"), 0, {})
    return markup.blocks(blocks_of(prose.sections[0].blocks, numbers))


def test_a_formula_is_a_picture_with_its_words_and_without_a_style_of_its_own() -> None:
    found = marked()
    assert found.count("<svg ") == 2
    assert 'role="img" aria-label="1 over 2"' in found
    assert "style=" not in found
    assert "<script" not in found
    assert "currentColor" in found


def test_what_cannot_be_set_is_its_source_as_text() -> None:
    assert r"<code>\unknown{&lt;b&gt;}</code>" in marked()


def test_code_keeps_its_lines_and_its_indent_and_is_text() -> None:
    assert "<pre>if a &lt; b:\n    print(&quot;&lt;b&gt;&quot;, {L})</pre>" in marked()
