"""The settings of an operation as its JSON Schema describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from uzo_jupyter.assistance.documentation import Documentation
from uzo_jupyter.operations import Operation

JsonSchema = Mapping[str, object]

_ANYTHING: JsonSchema = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, or one part of its value: an item, a key or a value of a mapping."""

    name: str
    schema: JsonSchema

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.schema.get("title", ""))

    def parts(self) -> Iterator[JsonSchema]:
        """The schema with those of its alternatives and of the items of lists."""
        yield from _parts(self.schema)

    def has_format(self, kind: str) -> bool:
        """Whether a value of that format may stand here."""
        return any(part.get("format") == kind for part in self.parts())

    def has_type(self, kind: str) -> bool:
        """Whether a value of that JSON type may stand here."""
        return any(part.get("type") == kind for part in self.parts())

    def choices(self) -> tuple[str, ...]:
        """The texts of which one may stand here."""
        found: list[object] = []
        for part in self.parts():
            found += [*_list(part, "enum"), *_list(part, "words"), part.get("const")]
        return tuple(dict.fromkeys(choice for choice in found if isinstance(choice, str)))

    def inputs(self) -> tuple[str, ...]:
        """The inputs whose columns may stand here; none for the first one."""
        return tuple(dict.fromkeys(str(name) for part in self.parts() for name in _list(part, "inputs")))

    def key(self) -> Setting:
        """The keys, where it is a mapping."""
        return self._part("propertyNames")

    def value(self) -> Setting:
        """The values, where it is a mapping."""
        return self._part("additionalProperties")

    def _part(self, key: str) -> Setting:
        found = next((part[key] for part in self.parts() if isinstance(part.get(key), Mapping)), _ANYTHING)
        return Setting(self.name, cast("JsonSchema", found))

    def documentation(self) -> Documentation:
        """What it means, what may stand there, and what stands there where nobody says."""
        default = self.schema.get("default")
        told = "" if default in (None, [], {}, "") else f" By default ``{default!r}``."
        choices = self.choices()
        rows = (("one of", ", ".join(choices)),) if choices else ()
        return Documentation(
            f"{self.name}=", self.title, f"{self.schema.get('description', '')}{told}", rows=rows
        )


@cache
def settings_of(operation: type[Operation]) -> Mapping[str, Setting]:
    """The settings by their names in the language.

    Examples
    --------
    >>> from uzo_jupyter.operations import Registry
    >>> settings_of(Registry.load().operation_of_word("join"))["how"].choices()[:3]
    ('inner', 'left', 'right')
    """
    schema = cast("JsonSchema", operation.model_json_schema(by_alias=False))
    properties = cast("Mapping[str, JsonSchema]", schema.get("properties", {}))
    names = operation.spelling().fields
    return {name: Setting(name, part) for name, part in zip(names, properties.values(), strict=True)}


def _parts(schema: JsonSchema) -> Iterator[JsonSchema]:
    yield schema
    for key in ("anyOf", "oneOf"):
        for part in _list(schema, key):
            yield from _parts(cast("JsonSchema", part))
    items = schema.get("items")
    if isinstance(items, Mapping):
        yield from _parts(cast("JsonSchema", items))


def _list(schema: JsonSchema, key: str) -> Sequence[object]:
    value = schema.get(key)
    return cast("Sequence[object]", value) if isinstance(value, list) else ()
