"""Expressions: user-written Python syntax read against allowlists, never executed.

``build`` turns a text into a ``pl.Expr``.  The modules stand on each other in this order: `limits`, `errors`,
`tokens`, `source`, `syntax` (from text to a checked tree), `values`, `rules`, `tables` (what is allowed),
`hints`, `dtypes`, `operators`, `calls`, `plan` and `builder` (from the tree to Polars).
"""

from __future__ import annotations

from .builder import build
from .dtypes import dtype_text, parse_dtype
from .errors import ExpressionError
from .parameters import from_parameters, parameters_in, to_parameters
from .plan import check_plan
from .values import ParameterValue
from .vocabulary import Vocabulary, Word, words

__all__ = [
    "ExpressionError",
    "ParameterValue",
    "Vocabulary",
    "Word",
    "build",
    "check_plan",
    "dtype_text",
    "from_parameters",
    "parameters_in",
    "parse_dtype",
    "to_parameters",
    "words",
]
