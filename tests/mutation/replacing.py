"""The broken code in place of the whole: in the functions of this interpreter, or, where that
cannot be, in every interpreter that is started from here."""

from __future__ import annotations

import ast
import gc
import os
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FunctionType

from .breaks import Break, planted
from .notes import ROOT

OPTIMIZED = 0x1
"""The flag of a code object that is a function's and neither a module's nor a class's."""
_PLANTING = """
import importlib.machinery
from pathlib import Path

_loader = importlib.machinery.SourceFileLoader
_healthy = _loader.get_code


def _get_code(self, fullname):
    if self.path == {target!r}:
        return compile(Path({broken!r}).read_text("utf-8"), self.path, "exec", dont_inherit=True)
    return _healthy(self, fullname)


_loader.get_code = _get_code
"""
"""What gives an interpreter the broken module; it imports nothing that was not there already."""


def plant_for_children(planting: Break, folder: Path) -> str:
    """See that each interpreter started from here gets the broken module; what does that here."""
    broken = folder / "broken.py"
    source = (ROOT / planting.file).read_text(encoding="utf-8")
    broken.write_text(ast.unparse(planted(source, planting.place, planting.way)), encoding="utf-8")
    hook = _PLANTING.format(target=str(ROOT / planting.file), broken=str(broken))
    (folder / "sitecustomize.py").write_text(hook, encoding="utf-8")
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return hook


def changed_functions(planting: Break) -> list[tuple[CodeType, CodeType]] | None:
    """The functions that a break changes: as they are, and broken. None if it changes what is run
    when the module is imported."""
    file = ROOT / planting.file
    source = file.read_text(encoding="utf-8")
    healthy = compile(source, str(file), "exec", dont_inherit=True)
    tree = planted(source, planting.place, planting.way)
    broken = compile(tree, str(file), "exec", dont_inherit=True)
    pairs: list[tuple[CodeType, CodeType]] = []
    return pairs if _compare(healthy, broken, pairs) else None


def _compare(healthy: CodeType, broken: CodeType, pairs: list[tuple[CodeType, CodeType]]) -> bool:
    if healthy == broken:
        return True
    if healthy.co_flags & OPTIMIZED:
        pairs.append((healthy, broken))
        return healthy.co_freevars == broken.co_freevars
    if (healthy.co_code, healthy.co_names) != (broken.co_code, broken.co_names):
        return False
    if len(healthy.co_consts) != len(broken.co_consts):
        return False
    for one, other in zip(healthy.co_consts, broken.co_consts, strict=True):
        if isinstance(one, CodeType) and isinstance(other, CodeType):
            if not _compare(one, other, pairs):
                return False
        elif (type(one), one) != (type(other), other):
            return False
    return True


def replaced(pairs: Sequence[tuple[CodeType, CodeType]]) -> bool:
    """Give every function of this interpreter that is to be broken its broken code; whether there
    is one for each."""
    for healthy, broken in pairs:
        found = [each for each in _functions if each.__code__ == healthy]
        for function in found:
            function.__code__ = broken
        if not found:
            return False
    return True


_functions: list[FunctionType] = []
"""All that there are once everything is imported."""


def remember_functions() -> None:
    """Note every function there is, once everything is imported, so that it can be replaced."""
    gc.collect()
    _functions.extend(each for each in gc.get_objects() if type(each) is FunctionType)
    gc.freeze()
