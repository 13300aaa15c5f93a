"""``.options(...)``: policies, the label, and what no argument can say."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from uzo_jupyter.language.drafts import NodeDraft
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.language.program import FieldPlace
from uzo_jupyter.language.source import Source
from uzo_jupyter.language.values import ArgumentReader, ValueProblem

OPTIONS = "options"

OPTION_KEYS = {
    "retries": "retryCount",
    "retry_delay": "retryDelay",
    "backoff": "retryBackoff",
    "retry_on": "retryOn",
    "timeout": "timeout",
    "continue_on_error": "continueOnError",
    "concurrency_group": "concurrencyGroup",
    "concurrency_limit": "concurrencyLimit",
    "cache": "cache",
    "pin": "pin",
}
"""The words of policies, and the config keys that they set."""


def read_options(
    draft: NodeDraft, call: ast.Call, reader: ArgumentReader, source: Source, is_taken: Callable[[str], bool]
) -> Iterator[ValueProblem]:
    """Set what the options say; yields what is wrong with them. ``is_taken`` knows the ids of other nodes."""
    if call.args:
        yield ValueProblem("Options are written with their names.", call.args[0])
    for keyword in call.keywords:
        try:
            _option(draft, keyword, reader, source, is_taken)
        except ValueProblem as problem:
            yield problem


def _option(
    draft: NodeDraft,
    keyword: ast.keyword,
    reader: ArgumentReader,
    source: Source,
    is_taken: Callable[[str], bool],
) -> None:
    word = keyword.arg or "**"
    value = reader.read(keyword.value, "value")
    if word in OPTION_KEYS:
        draft.config[OPTION_KEYS[word]] = value
        draft.fields[OPTION_KEYS[word]] = FieldPlace(
            source.span(keyword.value), source.segment(keyword.value)
        )
    elif word == "label" and isinstance(value, str):
        draft.label = value
    elif word == "id" and isinstance(value, str) and value:
        if is_taken(value):
            hint = "Give this one another id: each id is one node."
            raise ValueProblem(f"There are two nodes named {value!r}.", keyword.value, hint, "duplicate-name")
        draft.id = value
    elif word == "extra" and isinstance(value, dict):
        draft.config.update(value)
    elif word in ("label", "id"):
        raise ValueProblem(f"The {word} must be a text.", keyword.value)
    else:
        hint = did_you_mean(word, [*OPTION_KEYS, "label"], "Options")
        raise ValueProblem(f"There is no option {word!r}.", keyword, hint, "unknown-option")
