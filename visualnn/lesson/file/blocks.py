"""Named blocks: a group of layers that is written once and used as often as wanted.

A block is opened into plain layers before anything else looks at the lesson, so the rest of the
program knows layers only. The layers of the use `stage` are called `stage_conv`, those of its
second repetition `stage_2_conv`; who reads `stage` reads its last layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from ...dataclass import dataclass
from ...errors import LessonError, LessonFaults
from ...names import close_to
from ...network import INPUT
from ...text import N_
from .block_specs import Blocks, BlockSpec, BlockUse
from .fields import Spec
from .origins import LayerOrigin, Origins
from .places import KeyPath, KeyPlaces
from .refusals import refusals
from .spec import MAX_LAYER_COUNT

MAX_BLOCK_DEPTH = 8
"""How many blocks may stand inside one another."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")


def open_blocks(
    data: Mapping[str, Any], places: KeyPlaces | None
) -> tuple[Mapping[str, Any], Origins]:
    """The values of a lesson with plain layers only, and where each of these was written.

    Raises LessonError or LessonFaults, at a block or where it is used.
    """
    origins = Origins(places)
    tables = data.get("layers")
    if not isinstance(tables, tuple) or not all(isinstance(table, Mapping) for table in tables):
        return data, origins  # whoever checks the types says so
    if "blocks" not in data and all(table.get("kind") != "block" for table in tables):
        return data, origins
    blocks = _checked(Blocks, {"blocks": data.get("blocks", ())}, (), origins).blocks
    opening = _Opening(blocks, origins)
    layers = opening.lesson(tables)
    rest = {key: value for key, value in data.items() if key != "blocks"}
    if isinstance(losses := rest.get("losses"), tuple):
        rest["losses"] = tuple(opening.end(loss) for loss in losses)
    written = tuple(layer.origin for layer in layers)
    return rest | {"layers": tuple(layer.table for layer in layers)}, Origins(places, written)


_Model = TypeVar("_Model", bound=Spec)


def _checked(
    kind: type[_Model], data: Mapping[str, Any], keys: KeyPath, origins: Origins
) -> _Model:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise LessonFaults(list(refusals(error, data, origins, kind, keys))) from None


@dataclass(frozen=True, slots=True)
class _PlaceholderValue:
    """A value for a placeholder, and where it was written."""

    value: object
    keys: KeyPath


@dataclass(frozen=True, slots=True)
class _Plain:
    """A plain layer and where it was written."""

    table: Mapping[str, Any]
    origin: LayerOrigin


@dataclass(frozen=True, slots=True)
class _Inside:
    """The block that is being opened, as its layers see it."""

    block: BlockSpec
    keys: KeyPath
    use: KeyPath
    """Where the block is used."""
    prefix: str
    """What its layers' names begin with."""
    settings: Mapping[str, _PlaceholderValue]


class _Opening:
    """Opens the uses of some blocks."""

    def __init__(self, blocks: Sequence[BlockSpec], origins: Origins) -> None:
        self._at = origins.value
        self._origins = origins
        self._blocks: dict[str, tuple[BlockSpec, KeyPath]] = {}
        self._used: set[str] = set()
        self._outputs: dict[str, str] = {}
        """A use in the lesson itself → its last layer."""
        self._count = 0
        for n, block in enumerate(blocks):
            if block.name in self._blocks:
                self._refuse_twice(block.name, ("blocks", n, "name"))
            self._blocks[block.name] = block, ("blocks", n)

    def lesson(self, tables: Sequence[Mapping[str, Any]]) -> list[_Plain]:
        """The layers of the lesson itself."""
        layers: list[_Plain] = []
        names = [INPUT]
        outputs = self._outputs
        for n, table in enumerate(tables):
            origin = LayerOrigin(("layers", n))
            inputs = table.get("inputs")
            if isinstance(inputs, tuple):
                table = {**table, "inputs": tuple(_renamed(name, outputs) for name in inputs)}
            if table.get("kind") == "block":
                use = _checked(BlockUse, table, origin.keys, self._origins)
                if use.name in names or use.name in outputs:
                    self._refuse_twice(use.name, (*origin.keys, "name"))
                for m, name in enumerate(use.inputs or ()):
                    self._refuse_unknown(name, names, (*origin.keys, "inputs", m))
                found = self._use(use, origin, use.name, use.inputs or (names[-1],), ())
                outputs[use.name] = found[-1].table["name"]
            else:
                found = [_Plain(table, origin)]
            layers += found
            names += [str(layer.table.get("name")) for layer in found]
        for name, (_, keys) in self._blocks.items():
            if name not in self._used:
                raise self._fault(N_("no layer uses the block {name}"), (*keys, "name"), name=name)
        return layers

    def end(self, loss: object) -> object:
        """A table with an output, which may be that of a use."""
        if not isinstance(loss, Mapping) or "output" not in loss:
            return loss
        return {**loss, "output": _renamed(loss["output"], self._outputs)}

    def _use(
        self,
        use: BlockUse,
        origin: LayerOrigin,
        name: str,
        inputs: tuple[str, ...],
        within: tuple[str, ...],
    ) -> list[_Plain]:
        """The layers of one use; `within` names the blocks that it stands in."""
        block, keys = self._block(use, origin, within)
        if len(inputs) != len(block.inputs):
            raise self._fault(
                N_("the block {block} reads {needed} values, not {count}: {names}"),
                origin.of(("inputs",)),
                block=block.name,
                needed=len(block.inputs),
                count=len(inputs),
                names=", ".join(block.inputs),
            )
        settings = self._settings(use, origin, block, keys)
        layers: list[_Plain] = []
        for n in range(1, (use.repeat or 1) + 1):
            prefix = f"{name}_{n}" if use.repeat else name
            inside = _Inside(block, keys, origin.keys, prefix, settings)
            layers += self._inside(inside, inputs, (*within, block.name))
            inputs = (layers[-1].table["name"], *inputs[1:])
        return layers

    def _block(
        self, use: BlockUse, origin: LayerOrigin, within: tuple[str, ...]
    ) -> tuple[BlockSpec, KeyPath]:
        place = origin.of(("block",))
        if use.block not in self._blocks:
            guess = close_to(use.block, self._blocks)
            template = (
                N_("there is no block {name}; did you mean {guess}?")
                if guess
                else N_("there is no block {name}; there are {known}")
            )
            known = ", ".join(self._blocks) or "–"
            raise self._fault(template, place, name=use.block, guess=guess, known=known)
        if use.block in within:
            raise self._fault(N_("the block {name} cannot hold itself"), place, name=use.block)
        if len(within) == MAX_BLOCK_DEPTH:
            raise self._fault(
                N_("blocks stand inside one another deeper than {most} levels"),
                place,
                most=MAX_BLOCK_DEPTH,
            )
        self._used.add(use.block)
        return self._blocks[use.block]

    def _settings(
        self, use: BlockUse, origin: LayerOrigin, block: BlockSpec, keys: KeyPath
    ) -> Mapping[str, _PlaceholderValue]:
        known = {
            name: _PlaceholderValue(v, (*keys, "settings", name))
            for name, v in block.settings.items()
        }
        wanted = [*block.settings, *_placeholders([layer.model_dump() for layer in block.layers])]
        for name, value in use.settings.items():
            place = origin.of(("settings", name))
            if name not in wanted:
                raise self._fault(
                    N_("the block {block} has no setting {name}; there are {known}"),
                    place,
                    block=block.name,
                    name=name,
                    known=", ".join(dict.fromkeys(wanted)) or "–",
                )
            known[name] = _PlaceholderValue(value, place)
        for name in wanted:
            if name not in known:
                raise self._fault(
                    N_("the block {block} needs the setting {name}"),
                    origin.of(("settings",)),
                    block=block.name,
                    name=name,
                )
        return known

    def _inside(
        self, inside: _Inside, inputs: tuple[str, ...], within: tuple[str, ...]
    ) -> list[_Plain]:
        """The layers of one repetition."""
        layers: list[_Plain] = []
        outputs = dict(zip(inside.block.inputs, inputs, strict=True))
        before = inputs[0]
        for n, written in enumerate(inside.block.layers):
            keys = (*inside.keys, "layers", n)
            if written.name in outputs:
                self._refuse_twice(written.name, (*keys, "name"))
            filled: dict[KeyPath, KeyPath] = {}
            table = _filled(written.model_dump(exclude_unset=True), inside.settings, (), filled)
            origin = LayerOrigin(keys, filled)
            for m, name in enumerate(table.get("inputs", ())):
                self._refuse_unknown(name, list(outputs), (*keys, "inputs", m))
            reads = tuple(outputs[name] for name in table.get("inputs", ())) or (before,)
            name = f"{inside.prefix}_{written.name}"
            if written.kind == "block":
                use = _checked(BlockUse, {**table, "inputs": reads}, keys, self._origins)
                layers += self._use(use, origin, name, reads, within)
            else:
                if isinstance(table.get("shares"), str):
                    table["shares"] = outputs.get(table["shares"], table["shares"])
                layers.append(_Plain({**table, "name": name, "inputs": reads}, origin))
                self._count += 1
            if self._count > MAX_LAYER_COUNT:
                template = N_("the blocks make more than {most} layers")
                raise self._fault(template, inside.use, most=MAX_LAYER_COUNT)
            outputs[written.name] = before = layers[-1].table["name"]
        return layers

    def _refuse_unknown(self, name: str, known: Sequence[str], keys: KeyPath) -> None:
        if name in known:
            return
        guess = close_to(name, known)
        template = (
            N_("there is no earlier layer {name}; did you mean {guess}?")
            if guess
            else N_("there is no earlier layer {name}; there are {known}")
        )
        raise self._fault(template, keys, name=name, guess=guess, known=", ".join(known))

    def _refuse_twice(self, name: str, keys: KeyPath) -> NoReturn:
        raise self._fault(N_("{name} is there already; names are used once"), keys, name=name)

    def _fault(self, template: str, keys: KeyPath, **params: object) -> LessonError:
        return LessonError(template, place=self._at(*keys), **params)


def _renamed(name: object, outputs: Mapping[str, str]) -> object:
    return outputs.get(name, name) if isinstance(name, str) else name


def _placeholders(value: object) -> Iterator[str]:
    """The names in braces anywhere in a value."""
    if isinstance(value, str):
        match = _PLACEHOLDER.fullmatch(value)
        if match:
            yield match[1]
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _placeholders(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _placeholders(item)


def _filled(
    value: Any,
    settings: Mapping[str, _PlaceholderValue],
    at: KeyPath,
    filled: dict[KeyPath, KeyPath],
) -> Any:
    """The value with its placeholders replaced; `filled` learns where each came from."""
    if isinstance(value, str):
        match = _PLACEHOLDER.fullmatch(value)
        if match is None:
            return value
        setting = settings[match[1]]
        filled[at] = setting.keys
        return setting.value
    if isinstance(value, Mapping):
        return {k: _filled(item, settings, (*at, k), filled) for k, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_filled(item, settings, (*at, n), filled) for n, item in enumerate(value))
    return value
