"""The published JSON Schema of `lesson.toml`: what editors complete and check it with."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from .block_specs import Blocks, BlockUse
from .fields import Spec
from .kinds import Form
from .spec import FunctionLessonSpec, LessonSpec
from .variant_specs import SHARED_KEYS

PUBLISHED = Path(__file__).parents[3] / "lessons" / "lesson.schema.json"


def json_schema() -> dict[str, object]:
    """The schema, made from the types that also read the file."""
    _complete(Spec)
    schema = LessonSpec.model_json_schema()
    _with_blocks(schema)
    _with_functions(schema)
    _describe(schema)
    _with_change_keys(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _complete(kind: type[Spec]) -> None:
    """Build what is built on demand: pydantic 2.12 and older write no default whose type is not."""
    for each in kind.__subclasses__():
        each.model_rebuild()
        _complete(each)


def _with_functions(schema: dict[str, Any]) -> None:
    """Let a function stand in the place of data, layers and loss."""
    walk = FunctionLessonSpec.model_json_schema()
    schema["$defs"] |= walk.pop("$defs")
    schema["properties"]["function"] = walk["properties"]["function"]
    both = set(schema["required"]) & set(walk["required"])
    schema["anyOf"] = [
        {"required": [name for name in each["required"] if name not in both]}
        for each in (schema, walk)
    ]
    named = [
        "architecture" if name == "layers" else name for name in schema["anyOf"][0]["required"]
    ]
    schema["anyOf"].append({"required": named})
    schema["required"] = [name for name in schema["required"] if name in both]


def _with_blocks(schema: dict[str, Any]) -> None:
    """Add what is gone once the blocks are opened: the blocks, and their uses among the layers."""
    for kind in (Blocks, BlockUse):
        part = kind.model_json_schema()
        schema["$defs"] |= part.pop("$defs", {})
        schema["$defs"][kind.__name__] = part
    schema["properties"]["blocks"] = schema["$defs"].pop("Blocks")["properties"]["blocks"]
    items = schema["properties"]["layers"]["items"]
    use = "#/$defs/BlockUse"
    items["oneOf"].append({"$ref": use})
    items["discriminator"]["mapping"]["block"] = use


def _with_change_keys(schema: dict[str, Any]) -> None:
    """Name the key paths that a variant may set, so that editors complete them; what stands there
    is judged when the variant is built."""
    places: dict[str, dict[str, Any]] = {}
    for key, value in schema["properties"].items():
        if key in {*SHARED_KEYS, "layers", "blocks"}:
            continue
        places.setdefault(key, _meaning(value))
        for table in _tables_of(schema, value):
            for inner, meaning in table.get("properties", {}).items():
                places.setdefault(f"{key}.{inner}", _meaning(meaning))
    settings = schema["$defs"]["VariantSpec"]["properties"]["set"]
    settings["properties"] = dict(sorted(places.items()))
    settings["patternProperties"] = {
        "^layers\\.[a-z][a-z0-9_]*$": {"type": "object"},
        "^layers\\.[a-z][a-z0-9_]*\\.[a-z_]+$": {},
    }


def _meaning(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value[key] for key in ("description",) if key in value}


def _tables_of(schema: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The tables that a key may hold."""
    if "$ref" in value:
        table = schema["$defs"][value["$ref"].rpartition("/")[2]]
        yield table
        yield from _tables_of(schema, table)
    for word in ("anyOf", "oneOf", "allOf"):
        for each in value.get(word, ()):
            yield from _tables_of(schema, each)


def _describe(schema: dict[str, Any]) -> None:
    """Give every key the sentence below its field. pydantic could do that when it makes the types,
    but then every start of the program would read all their sources."""
    roots = (LessonSpec, FunctionLessonSpec, Blocks)
    families = [vars(kind)["kinds"] for kind in _subclasses(Spec) if "kinds" in vars(kind)]
    forms = {form.title: form for family in families for form in family.forms.values()}
    made = {form.model for form in forms.values()}
    said = {kind.__name__: _sentences(kind) for kind in _subclasses(Spec) if kind not in made}
    said |= {title: _sentences_of(form) for title, form in forms.items()}
    tables = [(said[root.__name__], schema) for root in roots]
    tables += [(said.get(name, {}), table) for name, table in schema["$defs"].items()]
    for sentences, table in tables:
        for key, value in table.get("properties", {}).items():
            if key in sentences:
                value.setdefault("description", sentences[key])


def _subclasses(kind: type[Spec]) -> Iterator[type[Spec]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _subclasses(each)


def _sentences_of(form: Form) -> dict[str, str]:
    """Setting → what it means, by the kind or by what all kinds have in common."""
    if form.written_out is not None:
        return _sentences(form.written_out)
    common, own = _sentences(form.base), form.sentences
    if form.declared_by is not None:
        own = {**own, **_sentences(form.declared_by)}
    return {**own, **common, **{name: own[name] for name in form.settings if name in own}}


def _sentences(kind: type) -> dict[str, str]:
    """Field → the string below it, in the class or in one that it is made from."""
    found: dict[str, str] = {}
    for each in kind.__mro__:
        if not (is_dataclass(each) or issubclass(each, Spec)):
            break
        body = ast.parse(textwrap.dedent(inspect.getsource(each))).body[0]
        assert isinstance(body, ast.ClassDef)  # noqa: S101  it is the source of a class
        for field, below in pairwise(body.body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                match below:
                    case ast.Expr(ast.Constant(str(text))):
                        found.setdefault(field.target.id, inspect.cleandoc(text))
    return found


def published_text() -> str:
    """The schema as the text of the published file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def publish(path: Path = PUBLISHED) -> None:
    """Write the published file anew."""
    path.write_text(published_text(), encoding="utf-8", newline="\n")
