"""From text to a syntax tree: what can be refused, and explained, before any word is looked up."""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from . import limits
from .errors import ExpressionError
from .source import Source
from .tokens import Token, significant
from .wording import word_set

_INVISIBLE: Final = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_STATEMENTS: Final = word_set(
    "import from def class return yield raise del assert global nonlocal pass break continue while for with "
    "try async await"
)
_OTHER_LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "&&": "Write `and`, or `&` between bracketed conditions: (a > 1) & (b < 2).",
        "||": "Write `or`, or `|` between bracketed conditions: (a > 1) | (b < 2).",
        "!": "Write `not`, or `~` before a bracketed condition: ~(a > 1).",
        ";": "One expression only; `;` separates statements.",
        ":=": "Write `==` to compare; an expression cannot assign.",
    }
)
_KEYWORDS: Final = word_set("and or not in is if else for async")
_PREFIX_OPERATORS: Final = frozenset({"-", "+", "~"})


def parse(text: str) -> tuple[Source, ast.expr]:
    """Read a text as one Python expression, within limits.

    Parameters
    ----------
    text
        The expression; line breaks and comments are allowed everywhere.

    Returns
    -------
    tuple[Source, ast.expr]
        The text with positions, and its syntax tree.

    Raises
    ------
    ExpressionError
        If it is not one expression, too large, or written with misleading characters.

    Examples
    --------
    >>> type(parse("a > 1")[1]).__name__
    'Compare'
    """
    source = Source(text)
    _check_characters(source)
    _check_tokens(source, significant(text))
    tree = _read(source)
    _check_size(source, tree)
    return source, tree


def _check_characters(source: Source) -> None:
    text = source.text
    if len(text) > limits.CHARACTERS:
        raise ExpressionError(f"The expression has more than {limits.CHARACTERS:,} characters.")
    if match := _CONTROL.search(text):
        raise source.error_at(f"Control character {_code_point(match.group())}.", match.start())
    if not text.isascii() and (match := _INVISIBLE.search(text)):
        name = _code_point(match.group())
        hint = f"Inside quotes, write it as an escape: '{_escape(match.group())}'."
        raise source.error_at(f"Invisible or direction-changing character {name}.", match.start(), hint=hint)


def _check_tokens(source: Source, tokens: list[Token]) -> None:
    if not tokens:
        raise ExpressionError("The expression is empty.", hint="For example: col('age') > 18")
    if tokens[0].text in _STATEMENTS:
        raise source.error_at(f"`{tokens[0].text}` starts a statement, not an expression.", tokens[0].start)
    depth = run = 0
    for token in tokens:
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        elif token.kind != "number":
            _check_token(source, token, depth)
        run = run + 1 if token.text in _PREFIX_OPERATORS or token.text == "not" else 0
        if depth < 0:
            raise source.error_at(f"`{token.text}` closes a bracket that was never opened.", token.start)
        if depth > limits.BRACKETS:
            raise source.error_at(f"More than {limits.BRACKETS} brackets inside each other.", token.start)
        if run > limits.OPERATOR_RUN:
            raise source.error_at("Too many operators in a row.", token.start)
    if depth:
        raise _never_closed(source, tokens)
    _check_operands(source, tokens)


def _check_token(source: Source, token: Token, depth: int) -> None:
    text = token.text
    if token.kind == "name" and not text.isascii():
        hint = "Names are plain ASCII; a column of that name is written col('…') in quotes."
        raise source.error_at(
            f"Name {text!r} has letters that only look familiar.", token.start, len(text), hint
        )
    if token.kind == "unfinished":
        raise source.error_at("This quote is never closed.", token.start)
    if token.kind == "strange":
        raise source.error_at(
            f"Unexpected character {_code_point(text)}.", token.start, hint=_blank_hint(text)
        )
    if text in _OTHER_LANGUAGES:
        message = f"`{text}` is not an operator here."
        raise source.error_at(message, token.start, len(text), _OTHER_LANGUAGES[text])
    if text == "=" and depth == 0:
        raise source.error_at("`=` assigns; an expression cannot.", token.start, 1, "Write `==` to compare.")


def _check_operands(source: Source, tokens: list[Token]) -> None:
    for before, after in pairwise(tokens):
        if before.kind in ("text", "close") and after.kind == "name" and after.text not in _KEYWORDS:
            hint = "Is an operator or a comma missing?"
            message = f"`{after.text}` cannot follow {before.text!r} directly."
            raise source.error_at(message, after.start, len(after.text), hint)


def _never_closed(source: Source, tokens: list[Token]) -> ExpressionError:
    open_tokens: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            open_tokens.append(token)
        elif token.kind == "close":
            open_tokens.pop()
    last = open_tokens[-1]
    return source.error_at(f"`{last.text}` is never closed.", last.start)


def _read(source: Source) -> ast.expr:
    try:
        if "\\" not in source.text:
            return ast.parse(source.wrapped, mode="eval").body
        # '\d' in a pattern is what people mean; the parser would warn about it on stderr.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.wrapped, mode="eval").body
    except SyntaxError as error:
        raise _explained(source, error) from None
    except (RecursionError, MemoryError):
        raise ExpressionError("The expression is nested too deeply.") from None
    except ValueError as error:
        raise ExpressionError(f"This cannot be read: {error}.") from None


def _explained(source: Source, error: SyntaxError) -> ExpressionError:
    reason, hint = error.msg, None
    if "assign" in reason or "'=='" in reason:
        reason, hint = "`=` assigns; an expression cannot.", "Write `==` to compare."
    elif reason.startswith("invalid syntax. Perhaps you forgot a comma"):
        reason, hint = "This is not an expression.", "Is an operator or a comma missing?"
    elif reason.startswith("invalid syntax"):
        reason = "This is not an expression."
    line = error.lineno or 1
    column = (error.offset or 1) - (1 if line == 1 else 0)
    last = source.text.count("\n") + 1
    if line > last:  # the closing bracket that we added
        return source.error_at("The expression ends too early.", len(source.text.rstrip()), hint=hint)
    return ExpressionError(_sentence(reason), hint=hint, line=line, column=max(1, column))


def _check_size(source: Source, tree: ast.expr) -> None:
    operations = literals = 0
    level: list[ast.AST] = [tree]
    for _ in range(limits.DEPTH):
        below: list[ast.AST] = []
        for node in level:
            if isinstance(node, ast.Constant):
                literals += 1
            elif isinstance(node, ast.expr):
                operations += 1
                below.extend(ast.iter_child_nodes(node))
            elif isinstance(node, (ast.keyword, ast.comprehension)):
                below.extend(ast.iter_child_nodes(node))
        if operations > limits.OPERATIONS or literals > limits.LITERALS:
            raise ExpressionError("The expression has too many parts.", hint="Split it into several steps.")
        if not below:
            return
        level = below
    raise source.error(
        "The expression is nested too deeply.", level[0], "Long or-chains: col('a').is_in([...])."
    )


def _blank_hint(character: str) -> str | None:
    if character == "\u00a0" or unicodedata.category(character) == "Zs":
        return "Write an ordinary space; this one was probably pasted from a document."
    if character in "“”„‘’‚«»`´":
        return "Write straight quotes: ' or \"."
    return None


def _code_point(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + "."
