"""What may be written, for completion and for the reference pages."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import polars as pl

from .tables import AFTER_THEN, AFTER_WHEN, DTYPES, FUNCTIONS, METHODS, NAMESPACES


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the expression language."""

    name: str
    label: str
    """How it is written, for example ``col(...).str.to_uppercase()``."""

    owner: object
    """The class or module of Polars that documents it."""

    @property
    def summary(self) -> str:
        """The first line of Polars' own docstring.

        Examples
        --------
        >>> words().namespaces["str"]["to_uppercase"].summary
        'Modify strings to their uppercase equivalent.'
        """
        documented: object = getattr(self.owner, self.name)
        # `col` is an object whose attributes are columns; its class has the docstring.
        text = inspect.getdoc(cast("object", type(documented)) if self.name == "col" else documented) or ""
        first = text.strip().split("\n\n", maxsplit=1)[0]
        return " ".join(first.split())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words, by where they may stand."""

    functions: Mapping[str, Word]
    methods: Mapping[str, Word]
    namespaces: Mapping[str, Mapping[str, Word]]
    dtypes: Mapping[str, Word]
    after_when: Mapping[str, Word]
    after_then: Mapping[str, Word]

    def __iter__(self) -> Iterator[Word]:
        yield from self.functions.values()
        yield from self.methods.values()
        for table in self.namespaces.values():
            yield from table.values()
        yield from self.dtypes.values()
        yield from self.after_when.values()
        yield from self.after_then.values()


def words() -> Vocabulary:
    """The words of the expression language.

    Examples
    --------
    >>> "to_uppercase" in words().namespaces["str"]
    True
    >>> words().methods["sum"].label
    'col(...).sum()'
    """
    some = pl.col("")
    branch = pl.when(some)
    return Vocabulary(
        functions={name: Word(name, f"{name}()", pl) for name in FUNCTIONS},
        methods={name: Word(name, f"col(...).{name}()", pl.Expr) for name in METHODS},
        namespaces={
            space: {
                name: Word(name, f"col(...).{space}.{name}()", cast("object", type(getattr(some, space))))
                for name in table
            }
            for space, table in NAMESPACES.items()
        },
        dtypes={name: Word(name, name, pl) for name in DTYPES},
        after_when={name: Word(name, f"when(...).{name}()", type(branch)) for name in AFTER_WHEN},
        after_then={
            name: Word(name, f"when(...).then(...).{name}()", type(branch.then(1))) for name in AFTER_THEN
        },
    )
