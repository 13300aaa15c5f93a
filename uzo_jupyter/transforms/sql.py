"""A query in SQL over other nodes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, ClassVar

import polars as pl
from pydantic import AfterValidator, Field

from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.spelling import Call
from uzo_jupyter.operations import Combine, Lineage

_SCAN = re.compile(r"^\s*(?:\S+ SCAN\b|FAST COUNT\b)", re.MULTILINE)


def _is_select(query: str) -> str:
    from uzo_jupyter.language.sql_tables import read_tables

    try:
        tables = read_tables(query)
    except UzoError as error:
        raise ValueError(str(error)) from None
    if not tables:
        raise ValueError("SQL must read at least one node: select ... from <node>.")
    return query


class Sql(Combine):
    """Run one SELECT statement; the tables that it names are the inputs.

    It is Polars' dialect of SQL and runs as part of the same query as the nodes around it. It reads nothing
    but its inputs: no files and no functions that read. Nulls and types follow SQL: ``null = null`` is not
    true. The rows come in any order without ``order by``.
    """

    name: ClassVar[str] = "sql"
    title: ClassVar[str] = "SQL"
    calls: ClassVar[tuple[Call, ...]] = (Call("sql", positional=("query",)),)
    looks_at_types: ClassVar[bool] = True
    example: ClassVar[str] = (
        'spent = sql("select customer, city, sum(price) as spent from orders join customers using (customer) '
        'group by customer, city")'
    )
    costly: ClassVar[bool] = True
    inputs: ClassVar[tuple[str, ...]] = ()
    receiver: ClassVar[str | None] = None
    tables_in: ClassVar[str | None] = "query"
    costly: ClassVar[bool] = True

    query: Annotated[str, AfterValidator(_is_select)] = Field(
        title="Query",
        description="One SELECT statement; its tables are names of nodes.",
        json_schema_extra={"format": "sql"},
    )

    @property
    def fixes_order(self) -> bool:
        return False

    def input_names(self, connected: Sequence[str]) -> tuple[str, ...]:
        from uzo_jupyter.language.sql_tables import read_tables

        return read_tables(self.query)

    @property
    def works_on_samples(self) -> bool:
        # It may join its inputs, and nobody looks keys up for it.
        return False

    def combine(self, tables: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
        names = self.input_names(())
        self._must_read_inputs_only([table.collect_schema() for table in tables], names)
        return pl.SQLContext(dict(zip(names, tables, strict=True))).execute(self.query, eager=False)

    def _must_read_inputs_only(self, schemas: Sequence[pl.Schema], names: Sequence[str]) -> None:
        """Refuse a query whose plan reads anything but the inputs, whatever the parser made of its text.

        The plan is made on empty tables in memory, so that every scan in it is one of a file.

        Raises
        ------
        polars.exceptions.SQLInterfaceError
            When the query would read a file.
        """
        empty = {name: schema.to_frame(eager=False) for name, schema in zip(names, schemas, strict=True)}
        plan = pl.SQLContext(empty).execute(self.query, eager=False).explain(optimized=False)
        if _SCAN.search(plan):
            message = "SQL reads from nodes only, not from files. Add a read node and name it here."
            raise pl.exceptions.SQLInterfaceError(message)

    def lineage(self, schemas: Sequence[pl.Schema], output: pl.Schema) -> Lineage:
        from uzo_jupyter.transforms.support.sql_lineage import sql_lineage

        return sql_lineage(self.query, dict(zip(self.input_names(()), schemas, strict=True)), list(output))
