"""Frozen data classes are what the standard library makes of the same source, and cost less where
they are defined."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from visualnn.dataclass import dataclass


@dataclass(frozen=True)
class Point:
    """Two numbers and a name."""

    x: float
    y: float = 2.0
    name: str = field(default="here", compare=False)
    noted: list[str] = field(default_factory=list, hash=False)
    hidden: int = field(default=7, repr=False)
    known: str = field(default="nothing", init=False)
    kind: ClassVar[str] = "point"


@dataclass(frozen=True, slots=True)
class Narrow:
    """Without a dict of its own."""

    x: float
    y: float = 2.0
    parts: tuple[int, ...] = field(default_factory=tuple)
    known: str = field(default="nothing", init=False)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A field with a default may come first."""

    y: float = 1.0
    x: float


@dataclass(frozen=True)
class Whole(Point):
    """Derived, with a field that no one gives."""

    double: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "double", 2 * self.x)


@dataclass(frozen=True, eq=False)
class Itself:
    """Equal to itself alone."""

    x: float


@dataclass(frozen=True)
class Close:  # noqa: PLW1641  its hash is what is tested
    """Equal as it says itself."""

    x: float

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Close) and abs(self.x - other.x) < 1


@dataclass(frozen=True)
class Empty:
    """Nothing."""


@dataclass(frozen=True)
class Loose:
    """Any value."""

    value: object


_OPTIONS: dict[type, dict[str, bool]] = {
    Point: {},
    Narrow: {"slots": True},
    Said: {"kw_only": True},
    Itself: {"eq": False},
    Empty: {},
}


def _standard(kind: type) -> type:
    """The same class, made by the standard library."""
    fields = dataclasses.fields(kind)
    return dataclasses.make_dataclass(
        kind.__name__,
        [(one.name, one.type, _copied(one)) for one in fields],
        frozen=True,
        eq=_OPTIONS[kind].get("eq", True),
        kw_only=_OPTIONS[kind].get("kw_only", False),
        slots=_OPTIONS[kind].get("slots", False),
    )


def _copied(one: dataclasses.Field[Any]) -> Any:
    both = {"default": one.default, "default_factory": one.default_factory}
    given: Any = {name: value for name, value in both.items() if value is not dataclasses.MISSING}
    return field(init=one.init, repr=one.repr, compare=one.compare, hash=one.hash, **given)


_GIVEN: list[tuple[type, tuple[object, ...], dict[str, object]]] = [
    (Point, (1.0,), {}),
    (Point, (1.0, 3.0, "there", ["a"], 8), {}),
    (Point, (), {"y": 3.0, "x": 1.0}),
    (Narrow, (1.0,), {}),
    (Narrow, (1.0,), {"parts": (1, 2)}),
    (Said, (), {"x": 3.0}),
    (Itself, (1.0,), {}),
    (Empty, (), {}),
]


@pytest.mark.parametrize(("kind", "values", "named"), _GIVEN)
def test_an_object_is_that_of_the_standard_library(
    kind: type, values: tuple[object, ...], named: dict[str, object]
) -> None:
    standard = _standard(kind)
    ours, theirs = kind(*values, **named), standard(*values, **named)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert getattr(ours, "__dict__", None) == getattr(theirs, "__dict__", None)
    assert kind.__match_args__ == standard.__match_args__  # type: ignore[attr-defined]
    assert (ours == kind(*values, **named)) is (theirs == standard(*values, **named))
    assert ("__hash__" in vars(kind)) is ("__hash__" in vars(standard))
    if "__hash__" in vars(kind):
        assert hash(ours) == hash(theirs)
    assert ours != theirs, "another class, whatever its fields"


@pytest.mark.parametrize(
    ("kind", "values", "named"),
    [
        (Point, (), {}),
        (Point, (1.0, 2.0, "a", [], 1, 2), {}),
        (Point, (1.0,), {"x": 2.0}),
        (Point, (1.0,), {"z": 2.0}),
        (Narrow, (), {"y": 1.0}),
        (Said, (1.0,), {}),
        (Said, (), {"y": 1.0}),
        (Empty, (1,), {}),
    ],
)
def test_what_cannot_be_made_is_refused_in_the_same_words(
    kind: type, values: tuple[object, ...], named: dict[str, object]
) -> None:
    with pytest.raises(TypeError) as theirs:
        _standard(kind)(*values, **named)
    for _again in range(2):  # the first call and the next ones
        with pytest.raises(TypeError) as ours:
            kind(*values, **named)
        # The standard library names the method by where it wrote it.
        assert str(ours.value).split("__init__")[-1] == str(theirs.value).split("__init__")[-1]


def test_a_default_that_is_made_is_made_for_each() -> None:
    first, second = Point(1.0), Point(1.0)
    first.noted.append("seen")
    assert not second.noted
    assert first != second


def test_what_is_not_compared_makes_no_difference() -> None:
    assert Point(1.0, name="a") == Point(1.0, name="b")
    assert hash(Point(1.0, name="a")) == hash(Point(1.0, name="b"))
    assert Point(1.0) != Point(1.5)
    assert Point(1.0) != Whole(1.0), "a derived class is another"
    assert Itself(1.0) != Itself(1.0)
    assert Close(1.0) == Close(1.5)
    assert hash(Close(1.0)) == hash((1.0,))


def test_a_derived_class_sets_its_own_field_at_the_end() -> None:
    made = Whole(3.0)
    assert (made.x, made.y, made.double) == (3.0, 2.0, 6.0)
    assert dataclasses.replace(made, x=4.0).double == 8.0
    assert repr(made) == "Whole(x=3.0, y=2.0, name='here', noted=[], known='nothing', double=6.0)"


@pytest.mark.parametrize("made", [Point(1.0), Narrow(1.0), Whole(1.0)])
@pytest.mark.parametrize("name", ["x", "other"])
def test_nothing_of_it_changes(made: Any, name: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
        setattr(made, name, 2.0)
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
        delattr(made, name)
    assert made.x == 1.0


def _sent(made: object) -> object:
    return pickle.loads(pickle.dumps(made))  # noqa: S301  our own


@pytest.mark.parametrize(
    "made", [Point(1.0, 3.0), Narrow(1.0, parts=(2,)), Said(x=2.0), Whole(1.0)]
)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, _sent])
def test_a_copy_is_equal(made: Any, copied: Callable[[Any], Any]) -> None:
    assert copied(made) == made
    assert type(copied(made)) is type(made)


def test_slots_leave_no_dict() -> None:
    made = Narrow(1.0)
    assert not hasattr(made, "__dict__")
    assert Narrow.__slots__ == ("x", "y", "parts", "known")


def test_what_holds_itself_is_written() -> None:
    held: list[object] = []
    made = Loose(held)
    held.append(made)
    assert repr(made) == "Loose(value=[...])"


def test_the_rest_is_left_to_the_standard_library() -> None:
    @dataclass
    class Open:
        """Not frozen."""

        x: int = 1

    @dataclass(frozen=True, order=True)
    class Ordered:
        """Has more methods."""

        x: int

    made = Open()
    made.x = 2
    assert made == Open(2)
    assert Ordered(1) < Ordered(2)


def test_init_is_compiled_for_the_first_object() -> None:
    @dataclass(frozen=True)
    class Late:
        """Made here."""

        x: int

    before = vars(Late)["__init__"]
    assert Late(1) == Late(1)
    assert vars(Late)["__init__"] is not before
    assert vars(Late)["__init__"].__code__.co_varnames == ("self", "x")
