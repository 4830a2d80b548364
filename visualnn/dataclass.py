"""Frozen data classes that cost little where they are defined.

`dataclasses.dataclass` writes the source of six methods of each class, and compiles it where the
class is defined. Of half a thousand frozen classes a window that has just been opened makes objects
of two hundred and compares those of twenty, and the methods of all were a quarter of its start.
Here the fields are those of `dataclasses`, which reads, copies and replaces such objects as its
own. Methods that need no source of their own have none, and `__init__`, which is fast because it
has, is compiled when a class makes its first object. A class that is not frozen, or asks for more
than these methods, is left to `dataclasses`. A frozen class is derived from classes made here.
"""

from __future__ import annotations

import dataclasses
from dataclasses import FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field, dataclass
    from typing import Any
else:

    def dataclass(kind: type | None = None, /, **options: bool) -> object:
        """What `dataclasses.dataclass` is, with the same options."""
        if kind is None:
            return lambda kind: dataclass(kind, **options)
        if not options.get("frozen") or options.keys() - {"frozen", "eq", "kw_only", "slots"}:
            return dataclasses.dataclass(kind, **options)
        del options["frozen"]
        return _frozen(kind, **options)


def _frozen(kind: type, *, eq: bool = True, slots: bool = False, kw_only: bool = False) -> type:
    """A frozen data class. A method that it has already stays."""
    own = set(vars(kind))
    if vars(kind).get("__hash__") is None:  # as Python writes where a class has its own `__eq__`
        own.discard("__hash__")
    fields_only = dataclasses.dataclass(
        init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
    )
    owner: type = fields_only(kind)
    methods = _METHODS | {"__init__": _first_init(owner)}
    if eq:
        methods |= _compared(owner)
    if slots:
        methods |= _METHODS_WITH_SLOTS
    for name in methods.keys() - own:
        setattr(owner, name, methods[name])
    return owner


def _first_init(owner: type) -> Callable[..., None]:
    """An `__init__` that makes the true one when it is first called."""

    def __init__(self: object, /, *given: Any, **named: Any) -> None:  # noqa: N807  it is that method
        init = _init(owner)
        owner.__init__ = init  # type: ignore[misc]
        init(self, *given, **named)

    __init__.__qualname__ = f"{owner.__qualname__}.__init__"
    return __init__


def _init(owner: type) -> Callable[..., None]:
    """The `__init__` that `dataclasses` writes for the fields of a class."""
    body: dict[str, Any] = {
        "__annotations__": {},
        "__module__": owner.__module__,
        "__doc__": owner.__name__,  # of a class without one the signature would be found, slowly
    }
    for known in dataclasses.fields(owner):
        body["__annotations__"][known.name] = known.type
        body[known.name] = dataclasses.field(
            default=known.default,
            default_factory=known.default_factory,
            init=known.init,
            kw_only=known.kw_only,
        )
    if hasattr(owner, "__post_init__"):
        body["__post_init__"] = owner.__post_init__
    has_slots = "__slots__" in vars(owner)
    fields_only = dataclasses.dataclass(frozen=True, repr=False, eq=False, slots=has_slots)
    written: type = fields_only(type(owner.__name__, (), body))
    init: Callable[..., None] = vars(written)["__init__"]
    init.__qualname__ = f"{owner.__qualname__}.__init__"
    return init


def _compared(owner: type) -> dict[str, Callable[..., Any]]:
    """How objects of a class are compared, and their hashes: by the values of their fields."""
    known: tuple[Field[Any], ...] = dataclasses.fields(owner)
    values = _values([field.name for field in known if field.compare])
    is_hashed = [field.compare if field.hash is None else field.hash for field in known]
    hashed = _values([field.name for field, is_so in zip(known, is_hashed, strict=True) if is_so])

    def __eq__(self: object, other: object) -> bool:  # noqa: N807  it is that method
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(hashed(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _values(names: list[str]) -> Callable[[object], object]:
    """What reads the fields of such names, in a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _self: ()
    value = attrgetter(*names)
    return lambda self: (value(self),)


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (field.name for field in dataclasses.fields(self) if field.repr)
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({values})"


def _refuse_to_set(self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """The values of all fields, to be copied or sent to another process."""
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_METHODS: dict[str, Callable[..., Any]] = {
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
}
_METHODS_WITH_SLOTS: dict[str, Callable[..., Any]] = {
    "__getstate__": _state,
    "__setstate__": _set_state,
}
