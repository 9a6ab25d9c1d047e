"""What an author may write, described from the code: names, types, defaults, meanings, and JSON Schema for editors.

The docstring of a settings class says what each of its fields means: its name in double backquotes, then the meaning.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Parameter:
    """One setting: its name, its type and default as an author writes them, and what it means."""

    name: str
    type: str
    default: str
    meaning: str


def parameters_of(schema: type[msgspec.Struct]) -> tuple[Parameter, ...]:
    """Return the fields of a class of settings, in order. Those that it inherits are described where they come from."""
    family = [one for one in reversed(schema.__mro__) if one.__doc__ and issubclass(one, msgspec.Struct)]
    told = {name: meaning for one in family for name, meaning in _meanings(one, schema).items()}
    return tuple(
        Parameter(field.name, _type_name(field.type), _default(field), told.get(field.name, ""))
        for field in msgspec.structs.fields(schema)
    )


def json_schema(schema: type[msgspec.Struct], title: str) -> dict[str, Any]:
    """Return the JSON Schema of a class of settings, each property with its meaning."""
    (document,), parts = msgspec.json.schema_components([schema], ref_template="#/$defs/{name}")
    classes = {one.__name__: one for one in _structs(schema)}
    for name, part in parts.items():
        known = classes.get(name)
        if known is None:
            continue
        part["description"] = (inspect.getdoc(known) or "").partition("\n\n")[0]
        for parameter in parameters_of(known):
            if parameter.meaning and "$ref" not in (there := part["properties"][parameter.name]):
                there["description"] = parameter.meaning
    own = parts.pop(document["$ref"].rpartition("/")[2])
    return {"$schema": DIALECT, **own, "title": title, **({"$defs": parts} if parts else {})}


def _structs(schema: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return a class of settings and those that its fields hold."""
    info: Any = msgspec.inspect.type_info(schema)
    found = [schema]
    for field in info.fields:
        kind = getattr(field.type, "item_type", field.type)
        if isinstance(kind, msgspec.inspect.StructType):
            found.append(kind.cls)
    return found


def _meanings(described: type[msgspec.Struct], schema: type[msgspec.Struct]) -> dict[str, str]:
    """Read what fields mean from a docstring of the form ```name`` what it means; ``other`` ...``."""
    text = " ".join((inspect.getdoc(described) or "").split())
    found: dict[str, str] = {}
    fields = {field.name for field in msgspec.structs.fields(schema)}
    pieces = re.split(r"``(\w+)``", text)
    meaning = ""
    # From the last: of "``corpus`` and ``model`` name .." both have the meaning that follows.
    for name, told in reversed(list(zip(pieces[1::2], pieces[2::2], strict=True))):
        own = told.strip(" ;,.:-")
        meaning = meaning if own in {"", "and", "or"} else own
        if name in fields:
            found[name] = meaning
    return found


def _type_name(annotation: Any) -> str:
    plain = isinstance(annotation, type) and not hasattr(annotation, "__args__")
    name = annotation.__name__ if plain else str(annotation)
    name = re.sub(r"\bfridaygram\.(?:\w+\.)*|\btyping\.", "", name).replace("NoneType", "none")
    # The bounds of a number are said where one is out of them.
    name = re.sub(r"Annotated\[(\w+), msgspec\.Meta\([^)]*\)\]", r"\1", name)
    name = re.sub(r"^Union\[(.*)\]$", lambda union: union[1].replace(", ", " | "), name)
    return re.sub(r"^Optional\[(.*)\]$", r"\1 | none", name).replace(" | None", " | none")


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is msgspec.NODEFAULT:
        return "" if field.default_factory is msgspec.NODEFAULT else str(field.default_factory())
    return "" if field.default is None else str(field.default)
