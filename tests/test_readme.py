"""What the pages say about using the engine from other programs is true, line by line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from visualnn.layers.layouts import table

SECTION = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
SAME = """
def _same(value, told):
    np.testing.assert_allclose(value, told, rtol=2e-2 if told == 0.0504 else 1e-5)
    print("same")
"""


def test_the_table_of_layouts_is_the_one_that_is_computed_with() -> None:
    assert "\n".join(table()) in SECTION


def test_the_page_runs_and_gives_what_it_says(tmp_path: Path) -> None:
    promises = SECTION.count("  # → ")
    assert promises >= 10
    code = re.sub(r"^(\S.*?)  # → (.*)$", r"_same(\1, \2)", "\n".join(BLOCKS), flags=re.MULTILINE)
    program = tmp_path / "readme.py"
    program.write_text("import numpy as np\n" + SAME + code, encoding="utf-8")
    done = subprocess.run(  # noqa: S603  (Python itself, with our own words)
        [sys.executable, program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("same") == promises
