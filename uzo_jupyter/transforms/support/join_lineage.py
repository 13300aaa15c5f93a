"""Where the columns of a join come from."""

from __future__ import annotations

from collections.abc import Sequence

from uzo_jupyter.operations import Lineage, refs


def join_lineage(
    how: str, left: Sequence[str], right: Sequence[str], pairs: Sequence[tuple[str, str]], suffix: str
) -> Lineage:
    """For each column of a join the columns of both sides (0 and 1) that its values come from.

    Parameters
    ----------
    how
        The kind of join.
    left, right
        The columns of both sides.
    pairs
        The keys that are one column in the result; empty where they stay apart.
    suffix
        What is put behind names of the right side that the left side has too.

    Examples
    --------
    >>> found = join_lineage("full", ["k", "v"], ["k", "v"], [("k", "k")], "_r")
    >>> {name: sorted(columns) for name, columns in found.items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'k': [ColumnRef(input=0, column='k'), ColumnRef(input=1, column='k')],
     'v': [ColumnRef(input=0, column='v')], 'v_r': [ColumnRef(input=1, column='v')]}
    """
    hidden_left = {key for key, _ in pairs} if how == "right" else set[str]()
    hidden_right = {key for _, key in pairs} if how != "right" else set[str]()
    lineage = {column: refs([column], 0) for column in left if column not in hidden_left}
    if how in ("full", "outer"):
        for ours, theirs in pairs:
            lineage[ours] = refs([ours], 0) | refs([theirs], 1)
    taken = set(lineage)
    for column in right:
        if column not in hidden_right:
            lineage[f"{column}{suffix}" if column in taken else column] = refs([column], 1)
    return lineage
