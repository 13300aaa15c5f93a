"""Every word of the tables exists in Polars, can be called, and passes the second lock."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import polars as pl
import pytest

import uzo_jupyter.expressions as package
from uzo_jupyter.expressions import Word, build, words
from uzo_jupyter.expressions.tables import AFTER_THEN, AFTER_WHEN, DTYPES, FUNCTIONS, METHODS, NAMESPACES

from .examples import every_word

EVERY_WORD = list(every_word())
MODULES = [module.name for module in pkgutil.iter_modules(package.__path__)]


def test_every_word_exists_in_the_installed_polars() -> None:
    some, branch = pl.col("a"), pl.when(True)
    owners: list[tuple[object, object]] = [
        (pl, FUNCTIONS), (pl.Expr, METHODS), (pl, DTYPES), (branch, AFTER_WHEN), (branch.then(1), AFTER_THEN),
        *((getattr(some, space), table) for space, table in NAMESPACES.items()),
    ]  # fmt: skip
    missing = [word for owner, table in owners for word in table if not hasattr(owner, word)]  # type: ignore[attr-defined]
    assert missing == []


def test_checks_name_real_arguments() -> None:
    tables = [FUNCTIONS, METHODS, *NAMESPACES.values()]
    wrong = [
        (word, name)
        for table in tables
        for word, rule in table.items()
        for name in rule.checks
        if name not in rule.positional
    ]
    assert wrong == []


@pytest.mark.parametrize("texts", [item[2] for item in EVERY_WORD], ids=[item[0] for item in EVERY_WORD])
def test_every_word_builds(texts: list[str]) -> None:
    for text in texts:
        assert isinstance(build(text), pl.Expr)


@pytest.mark.parametrize("word", list(words()), ids=lambda word: word.label)
def test_every_word_has_a_summary(word: Word) -> None:
    assert word.summary
    assert "\n" not in word.summary


def test_nothing_that_runs_python_is_offered() -> None:
    offered = {word.name for word in words()}
    forbidden = {"map", "map_elements", "map_batches", "pipe", "pipe_with_dtype", "inspect", "rolling_map", "fold",
                 "reduce", "deserialize", "meta", "ext", "sql", "sql_expr", "register_plugin", "Object",
                 "cum_sum_horizontal", "map_fields", "repeat", "repeat_by", "implode"}  # fmt: skip
    assert offered & forbidden == set()


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(f"{package.__name__}.{name}")
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.testmod(module, optionflags=flags).failed == 0
