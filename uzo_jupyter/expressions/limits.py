"""How large an expression may be.

Every bound is far above what people write and far below what hurts: Polars aborts the whole process,
without a Python exception, when a column outgrows memory, so size has to be refused before it is built.
"""

from __future__ import annotations

from typing import Final

CHARACTERS: Final = 20_000
"""Characters of one expression text."""

OPERATIONS: Final = 2_000
"""Syntax nodes that are not literals."""

LITERALS: Final = 5_000
"""Literals in one expression, for example the members of a long ``is_in`` list."""

BRACKETS: Final = 60
"""Brackets inside brackets."""

DEPTH: Final = 120
"""Syntax nodes inside syntax nodes; the builder recurses once for each."""

OPERATOR_RUN: Final = 20
"""Operators in a row without an operand, as in ``- - -1``."""

TEXT: Final = 10_000
"""Characters of one text literal."""

SMALLEST_INTEGER: Final = -(2**63)
LARGEST_INTEGER: Final = 2**64 - 1

EXPONENT: Final = 64
"""Largest exponent of a power of two literals; the result has to fit into 64 bits besides."""

PADDING: Final = 1_000
"""Width of ``pad_start``, ``pad_end`` and ``zfill``: each row can grow to it."""

WINDOW: Final = 10_000_000
"""Rows of a rolling window."""

RANGE: Final = 10_000
"""Length of an ``int_range`` with literal bounds; ``len()`` is always allowed as a bound."""

BINS: Final = 10_000
"""Quantiles or intervals asked for by number, and struct fields made by a split."""

GROWTH: Final = 10_000
"""Product of the factors by which chained operations can lengthen one value."""

UNKNOWN_GROWTH: Final = 100
"""The factor assumed for a replacement or separator that comes from data."""
