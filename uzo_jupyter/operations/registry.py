"""All operations by name and by word. Built-in ones and those of plugins come in by the same door."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import TypeAlias, TypeGuard, TypeVar

from pydantic import AliasChoices

from uzo_jupyter.errors import DuplicateOperationError
from uzo_jupyter.language.spelling import Spelling
from uzo_jupyter.model import Config, JsonValue
from uzo_jupyter.operations.base import Operation, wire_name_of

BUILT_IN = ("uzo_jupyter.connectors", "uzo_jupyter.transforms")
ENTRY_POINTS = "uzo_jupyter.operations"
"""The entry point group of plugins: each value names a package whose modules hold operations."""

Key: TypeAlias = tuple[str, str, str]
_K = TypeVar("_K")


class Registry:
    """The operations that a session knows.

    Examples
    --------
    >>> registry = Registry.load()
    >>> registry.find("transform", {"operation": "filter"}).title
    'Filter rows'
    """

    def __init__(self, operations: Iterable[type[Operation]]) -> None:
        self._by_key: dict[Key, type[Operation]] = {}
        self._sources: dict[str, type[Operation]] = {}
        self._methods: dict[str, type[Operation]] = {}
        self._spellings: dict[type[Operation], Spelling] = {}
        for operation in operations:
            self._add(operation)

    @classmethod
    def load(cls) -> Registry:
        """All built-in operations and those of installed plugins.

        Raises
        ------
        DuplicateOperationError
            When two operations want the same name or word.
        """
        packages = [*BUILT_IN, *(point.value for point in entry_points(group=ENTRY_POINTS))]
        return cls(
            operation for package in packages for operation in operations_of(importlib.import_module(package))
        )

    def _add(self, operation: type[Operation]) -> None:
        identity = operation.identity()
        connector = str(identity.get("connectorType", ""))
        for name in (operation.name, *operation.aliases):
            self._claim(self._by_key, (operation.node_type, name, connector), operation)
        words = self._sources if operation.receiver is None else self._methods
        self._claim(words, operation.calls[0].word, operation)

    def _claim(self, table: dict[_K, type[Operation]], key: _K, operation: type[Operation]) -> None:
        first = table.setdefault(key, operation)
        if first is not operation:
            names = f"{first.__module__}.{first.__name__} and {operation.__module__}.{operation.__name__}"
            raise DuplicateOperationError(f"Two operations want {key!r}: {names}.")

    def __iter__(self) -> Iterator[type[Operation]]:
        return iter(dict.fromkeys(self._by_key.values()))

    def find(self, node_type: str, config: Config) -> type[Operation] | None:
        """The operation that a node's config names, or None."""
        connector = config.get("connectorType", "") if node_type == "connector" else ""
        return self._by_key.get((node_type, str(config.get("operation")), str(connector)))

    def names(self, node_type: str) -> list[str]:
        """What ``operation`` (for connectors: ``connectorType``) may be."""
        return sorted({key[2] or key[1] for key in self._by_key if key[0] == node_type})

    def spelling(self, operation: type[Operation]) -> Spelling:
        """How an operation is written."""
        if operation not in self._spellings:
            self._spellings[operation] = operation.spelling()
        return self._spellings[operation]

    def source(self, word: str) -> Spelling | None:
        """The spelling that begins with this word at the start of a statement."""
        return self._spelling_in(self._sources, word)

    def method(self, word: str) -> Spelling | None:
        """The spelling that begins with this word after a dot."""
        return self._spelling_in(self._methods, word)

    def _spelling_in(self, table: dict[str, type[Operation]], word: str) -> Spelling | None:
        operation = table.get(word)
        return None if operation is None else self.spelling(operation)

    def operation_of_word(self, word: str) -> type[Operation] | None:
        """The operation that begins with this word, at the start of a statement or after a dot."""
        return self._sources.get(word) or self._methods.get(word)

    def sources(self) -> Iterator[str]:
        """All words that may stand at the start of a statement."""
        return iter(self._sources)

    def methods(self) -> Iterator[str]:
        """All words that may stand after a dot."""
        return iter(self._methods)

    def spelling_of(self, node_type: str, config: Config) -> Spelling | None:
        """The spelling of the operation that a config names."""
        operation = self.find(node_type, config)
        return None if operation is None else self.spelling(operation)

    def canonical(self, node_type: str, config: Config) -> Config:
        """The config with the names of today where a document has older ones.

        Examples
        --------
        >>> Registry.load().canonical("transform", {"operation": "join", "joinType": "left", "on": "id"})
        {'operation': 'join', 'how': 'left', 'on': 'id'}
        """
        operation = self.find(node_type, config)
        if operation is None:
            return config
        names = other_names(operation)
        renamed: dict[str, JsonValue] = {}
        for key, value in config.items():
            own = names.get(key, key)
            renamed[key if own in config or own in renamed else own] = value
        return {**renamed, **operation.identity()}


@cache
def other_names(operation: type[Operation]) -> Mapping[str, str]:
    """The names that a setting may have in a document beside its own, each with its own one."""
    names: dict[str, str] = {}
    for name, field in operation.model_fields.items():
        own = wire_name_of(operation, name)
        choices = field.validation_alias.choices if isinstance(field.validation_alias, AliasChoices) else []
        names.update((other, own) for other in (name, *choices) if isinstance(other, str) and other != own)
    return names


def operations_of(package: ModuleType) -> Iterator[type[Operation]]:
    """The operations that the modules of a package define, in the order of the modules' names."""
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        yield from (value for value in vars(module).values() if _is_operation(value, module))


def _is_operation(value: object, module: ModuleType) -> TypeGuard[type[Operation]]:
    return (
        isinstance(value, type)
        and issubclass(value, Operation)
        and value.__module__ == module.__name__
        and not inspect.isabstract(value)
        and not value.__name__.startswith("_")
    )
