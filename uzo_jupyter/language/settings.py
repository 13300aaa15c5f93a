"""The settings of a node as arguments of its calls and as options."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from uzo_jupyter.language.names import is_name, wire_name
from uzo_jupyter.language.options import OPTION_KEYS
from uzo_jupyter.language.spelling import Call, Spelling
from uzo_jupyter.language.values import argument_text, literal
from uzo_jupyter.model import Config, JsonValue

_WORDS_OF_KEYS = {key: word for word, key in OPTION_KEYS.items()}


class SettingsPrinter:
    """Prints the settings of one node; those of ``extra`` are written as they stand in the config."""

    def __init__(
        self, spelling: Spelling, config: Config, extra: Collection[str], parameters: Collection[str]
    ) -> None:
        self._spelling = spelling
        self._parameters = parameters
        names = {wire_name(name): name for name in spelling.fields}
        plain = {key: value for key, value in config.items() if key not in extra}
        self._settings = {names[key]: value for key, value in plain.items() if key in names}
        self._policies = {key: value for key, value in plain.items() if key in _WORDS_OF_KEYS}
        said = {*names, *_WORDS_OF_KEYS, *spelling.identity}
        self._extra = {key: value for key, value in config.items() if key in extra or key not in said}
        self._placed = {
            name for call in spelling.calls for name in (*call.positional, call.rest, call.named) if name
        }

    def policies(self) -> dict[str, str]:
        """The arguments of ``.options(...)`` that are policies."""
        return {
            _WORDS_OF_KEYS[key]: argument_text(value, "value", self._parameters)
            for key, value in self._policies.items()
        }

    def extra(self) -> dict[str, str]:
        """The argument of ``.options(...)`` that holds what has no word."""
        return {"extra": literal(self._extra)} if self._extra else {}

    def arguments(self, call: Call, position: int) -> list[str]:
        """The arguments of one of the calls that are settings."""
        # The first argument is obvious; behind it, or behind a node, each is easier to read with its name.
        alone = () if call.nodes else call.positional[:1]
        parts = [self._text(name) for name in alone if name in self._settings]
        if call.rest is not None and call.rest in self._settings:
            parts += self._rest(call.rest)
        named = {
            name: self._text(name) for name in self._settings if self._is_keyword(name, call, position, alone)
        }
        parts += keywords(named)
        if call.named is not None:
            parts += self._named(call.named)
        return parts

    def _text(self, name: str) -> str:
        return argument_text(self._settings[name], self._spelling.fields[name], self._parameters)

    def _is_keyword(self, name: str, call: Call, position: int, alone: tuple[str, ...]) -> bool:
        if name in call.positional:
            return name not in alone
        return position == 0 and name not in self._placed

    def _rest(self, name: str) -> list[str]:
        value, kind = self._settings[name], self._spelling.fields[name]
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return [argument_text(item, kind, self._parameters) for item in value]
        return [f"{name}={self._text(name)}"]

    def _named(self, name: str) -> list[str]:
        value, kind = self._settings.get(name), self._spelling.fields[name]
        if not isinstance(value, dict):
            return []
        own = {*self._spelling.fields} - {name}
        texts = {key: argument_text(item, kind, self._parameters) for key, item in value.items()}
        return keywords(texts, own) if texts else ["**{}"]


def keywords(texts: Mapping[str, str], own: Collection[str] = ()) -> list[str]:
    """Arguments with names, in order; a name that cannot stand before ``=``, or is one of ``own``, stands in ``**{}``.

    Examples
    --------
    >>> keywords({"a": "1", "two words": "2", "b": "3"})
    ['a=1', '**{"two words": 2}', 'b=3']
    """
    return list(_keywords(texts, own))


def _keywords(texts: Mapping[str, str], own: Collection[str]) -> Iterator[str]:
    odd: list[str] = []
    for key, text in texts.items():
        if is_name(key) and key not in own:
            if odd:
                yield f"**{{{', '.join(odd)}}}"
                odd = []
            yield f"{key}={text}"
        else:
            odd.append(f"{literal(key)}: {text}")
    if odd:
        yield f"**{{{', '.join(odd)}}}"


def same_value(one: JsonValue, other: JsonValue) -> bool:
    """Whether two values are written alike: ``1`` is not ``1.0``, and the order of a mapping is that of columns.

    Examples
    --------
    >>> same_value(1, True), same_value({"a": 1, "b": 2}, {"b": 2, "a": 1})
    (False, False)
    """
    return literal(one) == literal(other)
