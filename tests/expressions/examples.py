"""A call in text for every word of the language, from the names of its arguments."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from uzo_jupyter.expressions import Word, words

_BY_WORD = {
    "struct.rename_fields names": "['x']",
    "struct.drop names": "['x']",
    "struct.field name": "'x'",
    "list.filter predicate": "element() > 1",
    "bin.reinterpret dtype": "Int64",
    "bin.contains literal": "lit('a')",
    "str.strptime dtype": "Date",
    "list.concat other": "col('b')",
    "replace_many patterns": "{'a': 'b'}",
    "cat.to dtype": "Categorical",
    "dt.combine time": "time(1, 2)",
    "dt.replace_time_zone time_zone": "'UTC'",
    "replace old": "{'a': 'b'}",
    "replace_strict old": "{'a': 'b'}",
    "rolling_quantile window_size": "3",
    "nth indices": "0",
    "from_epoch column": "'a'",
    "when predicates": "col('a') > 1",
    "lit value": "1",
    "exclude columns": "'x'",
    "exclude more_columns": "'y'",
    "entropy base": "2.0",
    "bin_ranks ranks": "[0.2, 0.5]",
    "ewm_mean_by half_life": "'2d'",
    "ewm_sum_by half_life": "'2d'",
    "rolling offset": "'1d'",
    "over more_exprs": "",
}
_BY_NAME = {
    "alpha": "0.5", "ambiguous": "'earliest'", "bins": "[1]", "breaks": "[1]", "by": "'b'", "closed": "'left'",
    "dtype": "Int64", "encoding": "'hex'", "endianness": "'little'", "expr": "element() * 2", "f_string": "'{}'",
    "fields": "['x']", "fill_char": "'x'", "fill_value": "0", "form": "'NFC'", "format": "'%Y'",
    "index_column": "'t'", "interpolation": "'linear'", "intervals": "[1, 2]", "json_path": "'$.a'",
    "labels": "['a', 'b', 'c']", "mapping_strategy": "'explode'", "null_behavior": "'drop'", "period": "'2d'",
    "quantile": "0.5", "quantiles": "[0.5]", "ranks": "[1, 2]", "return_dtype": "Int64", "roll": "'forward'",
    "scale": "2", "strategy": "'forward'", "time_unit": "'ms'", "time_zone": "'UTC'", "unit": "'kb'",
    "week_mask": "[True, True, True, True, True, False, False]", "weights": "[0.5, 0.5]", "window_size": "2",
    "half_life": "1.0", "non_existent": "'null'", "name": "'x'", "offset": "1", "order_by": "'b'",
    "partition_by": "'k'", "holidays": "[]", "side": "'left'", "other": "[1, 2]", "indices": "[0, 1]", "ddof": "0",
    "names": "'x'", "columns": "'x'", "exprs": "'x'", "more_exprs": "'y'", "predicates": "col('b')",
    "interval": "'1d'", "every": "'1d'", "bias": "True", "normalize": "False", "cache": "True",
    "error_tightness": "'empirical'", "error": "0.01", "abs_tol": "0.1", "rel_tol": "0.1",
}  # fmt: skip
_UNUSED = {"return_dtype", "strategy", "com", "span", "min_samples", "method", "mode", "new", "weights", "error",
           "error_tightness", "schema", "multithreaded", "eager", "parallel", "allow_object", "signed", "default",
           "constraints", "named_exprs", "half_life", "overlapping"}  # fmt: skip
_ONLY_WITH_OTHERS = {"fill_null limit"}
_NEEDED = {"ewm_mean": {"alpha"}, "ewm_std": {"alpha"}, "ewm_var": {"alpha"}, "ewm_sum": {"alpha"},
           "over": {"partition_by"}, "clip": {"lower_bound"}, "reinterpret": {"dtype"}, "duration": {"days"},
           "fill_null": {"value"}, "time": {"hour"}, "int_range": {"end"}}  # fmt: skip


def every_word() -> Iterator[tuple[str, Word, list[str]]]:
    """Each word with its full name and its texts: the shortest call, then one with each option."""
    vocabulary = words()
    for word in vocabulary.functions.values():
        yield word.name, word, _texts(word.name, word, f"{word.name}(", is_method=False)
    for word in vocabulary.methods.values():
        yield word.name, word, _texts(word.name, word, f"col('a').{word.name}(")
    for space, table in vocabulary.namespaces.items():
        for word in table.values():
            full = f"{space}.{word.name}"
            yield full, word, _texts(full, word, f"col('a').{full}(")


def _texts(full: str, word: Word, start: str, *, is_method: bool = True) -> list[str]:
    if word.name == "col":
        return ["col('a')"]
    end = ").then(1)" if word.name == "when" else ")"
    parameters = list(inspect.signature(getattr(word.owner, word.name)).parameters.values())[is_method:]
    needed: list[str] = []
    options: list[str] = []
    for p in parameters:
        if (
            p.kind is p.VAR_KEYWORD
            or (p.name in _UNUSED and p.default is not p.empty)
            or p.name == "constraints"
        ):
            continue
        if f"{word.name} {p.name}" in _ONLY_WITH_OTHERS:
            continue
        example = _example(full, word.name, p)
        is_needed = p.default is p.empty or p.name in _NEEDED.get(word.name, ())
        if p.kind is p.VAR_POSITIONAL:
            needed += [] if word.name in ("all", "over") else [example]
        elif is_needed:
            needed.append(
                f"{p.name}={example}" if p.kind is p.KEYWORD_ONLY or p.default is not p.empty else example
            )
        else:
            options.append(f"{p.name}={example}")
    calls = [", ".join(needed), *(", ".join([*needed, option]) for option in options)]
    return [f"{start}{call}{end}" for call in calls]


def _example(full: str, name: str, p: inspect.Parameter) -> str:
    for key in (f"{full} {p.name}", f"{name} {p.name}"):
        if key in _BY_WORD:
            return _BY_WORD[key]
    annotation = str(p.annotation)
    if p.name == "window_size" and name.endswith("_by"):
        return "'2d'"
    if isinstance(p.default, bool) or p.annotation == "bool":
        return repr(not p.default) if p.default is not p.empty else "True"
    if p.name in _BY_NAME:
        return _BY_NAME[p.name]
    if "int" in annotation.split(" | ") or annotation == "int":
        return "2"
    return "'x'" if annotation in ("str", "str_") else "col('b')"
