"""Where a key of a TOML file stands: a key path such as ("layers", 0, "units") to line and column.

The parser for values forgets where it found them, so a second one (tree-sitter) is asked, and only
when somebody wants to know.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from ...errors import TextPosition

Key = str | int
KeyPath = tuple[Key, ...]


def spelled(keys: KeyPath) -> str:
    """The key path as people write it: `layers[0].units`."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")


class KeyPlaces:
    """The places of the keys and values of one TOML text."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text

    def __reduce__(self) -> tuple[type[KeyPlaces], tuple[str, str]]:
        return KeyPlaces, (self._path, self._text)  # a syntax tree can be neither copied nor sent

    def value(self, *keys: Key) -> TextPosition:
        """The position at which the value starts; of a missing value, that of the table that should
        hold it."""
        self._index.reach(keys)
        while keys and keys not in self._index.values:
            keys = keys[:-1]
        return self._place(self._index.values[keys]) if keys else TextPosition(self._path, 1, 1)

    def key(self, *keys: Key) -> TextPosition:
        """The position of the key itself; of a missing key, the position of `value`."""
        self._index.reach(keys)
        node = self._index.keys.get(keys)
        return self._place(node) if node else self.value(*keys)

    @cached_property
    def _index(self) -> _Index:
        return _Index(_parser().parse(self._text.encode()).root_node)

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._text.encode().split(b"\n")

    def _place(self, node: Node) -> TextPosition:
        row, column = node.start_point
        return TextPosition(self._path, row + 1, len(self._lines[row][:column].decode()) + 1)


class _Index:
    """The nodes of a syntax tree by key path.

    The elements of lists may be many, so they are recorded only when somebody reaches for them.
    """

    def __init__(self, root: Node) -> None:
        self.keys: dict[KeyPath, Node] = {}
        self.values: dict[KeyPath, Node] = {}
        self._lengths: Counter[KeyPath] = Counter()
        """How many tables each list of tables has so far."""
        for node in root.named_children:
            if node.type == "pair":
                self._record_pair((), node)
            elif node.type in {"table", "table_array_element"}:
                self._record_table(node)

    def reach(self, keys: KeyPath) -> None:
        """Record the elements of lists that are on the way to this key path."""
        for length in range(1, len(keys)):
            prefix, index = keys[:length], keys[length]
            node = self.values.get(prefix)
            if node and node.type == "array" and isinstance(index, int):
                element = _element(node, index)
                if element:
                    self.values[*prefix, index] = element
                    self._record_inside((*prefix, index), element)

    def _record_table(self, node: Node) -> None:
        parts = [child for child in node.named_children if child.type != "comment"]
        if not parts:
            return
        prefix: KeyPath = ()
        for name in _names(parts[0]):
            prefix = (*self._newest(prefix), name)
            self.keys.setdefault(prefix, parts[0])
            self.values.setdefault(prefix, node)
        if node.type == "table_array_element":
            self._lengths[prefix] += 1
        prefix = self._newest(prefix)
        self.keys.setdefault(prefix, parts[0])
        self.values.setdefault(prefix, node)
        for pair in parts[1:]:
            if pair.type == "pair":
                self._record_pair(prefix, pair)

    def _newest(self, keys: KeyPath) -> KeyPath:
        """The table that a header's name means now: of a list of tables, the last."""
        return (*keys, self._lengths[keys] - 1) if keys in self._lengths else keys

    def _record_pair(self, prefix: KeyPath, pair: Node) -> None:
        parts = [child for child in pair.named_children if child.type != "comment"]
        if len(parts) != 2:
            return
        for name in _names(parts[0]):
            prefix = (*prefix, name)
            self.keys.setdefault(prefix, parts[0])
            self.values.setdefault(prefix, parts[1])
        self._record_inside(prefix, parts[1])

    def _record_inside(self, prefix: KeyPath, value: Node) -> None:
        if value.type == "inline_table":
            for pair in value.named_children:
                if pair.type == "pair":
                    self._record_pair(prefix, pair)


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_toml.language()))


def _element(array: Node, index: int) -> Node | None:
    """One element of a list, without making a Python object of all those before it."""
    cursor = array.walk()
    there = cursor.goto_first_child()
    while there:
        node = cursor.node
        if node and node.is_named and node.type != "comment":
            if index == 0:
                return node
            index -= 1
        there = cursor.goto_next_sibling()
    return None


def _names(key: Node) -> Iterator[str]:
    """The names of a key, a dotted one from left to right."""
    if key.type == "dotted_key":
        for child in key.named_children:
            yield from _names(child)
        return
    text = (key.text or b"").decode()
    if key.type == "quoted_key":
        text = next(iter(tomllib.loads(f"{text} = 0")))
    yield text
