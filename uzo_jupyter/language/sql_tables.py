"""Which tables an SQL text reads, by sqlglot (loaded only where a workflow has SQL)."""

from __future__ import annotations

from sqlglot import exp, parse, tokenize
from sqlglot.errors import ParseError, SqlglotError

from uzo_jupyter.errors import UzoError

_MOST_BRACKETS = 50


def tables_of(query: str) -> tuple[str, ...]:
    """The tables that an SQL text reads, each once, in the order of the text; empty where it is no SQL."""
    try:
        return read_tables(query)
    except UzoError:
        return ()


def read_tables(query: str) -> tuple[str, ...]:
    """The tables of one SELECT statement.

    Raises
    ------
    UzoError
        When the text is not one SELECT, or reads from a function (``read_csv(...)``), a file or another schema.

    Examples
    --------
    >>> read_tables("select * from read_csv('secret.csv')")
    Traceback (most recent call last):
        ...
    uzo_jupyter.errors.UzoError: SQL reads from nodes only, not from READ_CSV(...). Add a read node and name it here.
    """
    try:
        _must_be_shallow(query)
        statements = [statement for statement in parse(query, read="postgres") if statement is not None]
    except ParseError as error:
        raise UzoError(f"This is not SQL: {_reason(error)}") from None
    except SqlglotError as error:
        reason = str(error).splitlines()[0] if str(error) else "it cannot be read"
        raise UzoError(f"This is not SQL: {reason}") from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise UzoError("SQL must be one SELECT statement.")
    root = statements[0]
    ctes = {cte.alias_or_name for cte in root.find_all(exp.CTE)}
    found: dict[str, None] = {}
    for table in sorted(root.find_all(exp.Table), key=_position):
        name = _plain_name(table)
        if name not in ctes:
            found[name] = None
    return tuple(found)


def _must_be_shallow(query: str) -> None:
    """Refuse what would keep the parser busy for minutes, or be too deep for it."""
    depth = 0
    for token in tokenize(query, read="postgres"):
        depth += {"L_PAREN": 1, "R_PAREN": -1}.get(token.token_type.name, 0)
        if depth > _MOST_BRACKETS:
            raise UzoError(f"The query has more than {_MOST_BRACKETS} brackets inside brackets.")


def _reason(error: ParseError) -> str:
    """Where the parser stumbled, in the words of the query."""
    found = error.errors[0] if error.errors else {}
    near, line = found.get("highlight"), found.get("line")
    if not near:
        return "it ends too early or cannot be read."
    return f"it cannot be read at {near!r}, in line {line} of the query."


def _plain_name(table: exp.Table) -> str:
    if not isinstance(table.this, exp.Identifier):
        function = table.this.sql().split("(")[0]
        message = f"SQL reads from nodes only, not from {function}(...)."
        raise UzoError(message, hint="Add a read node and name it here.")
    if table.db or table.catalog:
        raise UzoError(f"SQL reads from nodes only: {table.sql()!r} has a schema in front.")
    return table.name


def _position(table: exp.Table) -> int:
    identifier = table.this
    return int(identifier.meta.get("start", 0)) if isinstance(identifier, exp.Identifier) else 0
