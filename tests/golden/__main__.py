"""Write the golden traces anew."""

from tests.golden import FOLDER, LESSONS, words

for name in LESSONS:
    (FOLDER / f"{name}.txt").write_text(words(name), encoding="utf-8", newline="\n")
