"""The five workflows in Polars by hand: the same steps as one lazy query, or one frame after the other.

``read`` gives a table, and ``do`` carries out a step on frames: a plain call, or a task of something else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

Frame = Any
"""A DataFrame or a LazyFrame: what is called here both have."""
Read = Callable[[str], Frame]
Do = Callable[..., Frame]
_REVENUE = pl.col("l_extendedprice") * (1 - pl.col("l_discount"))


def call(step: Callable[..., Frame], *inputs: Frame) -> Frame:
    """Do a step at once."""
    return step(*inputs)


def flights(read: Read, do: Do) -> list[Frame]:
    """The flights pipeline of the tour."""
    late = do(lambda f: f.filter(pl.col("dep_delay") > 60), read("flights"))
    named = do(lambda f, a: f.join(a, on="carrier", how="left"), late, read("airlines"))
    summary = do(lambda f: f.group_by("name").agg(flights=pl.len(), delay=pl.col("dep_delay").mean()), named)
    ordered = do(lambda f: f.sort("delay", descending=True), summary)
    return [do(lambda f: f.head(10), ordered)]


def q1(read: Read, do: Do) -> list[Frame]:
    """TPC-H Q1: one large table, a few groups."""
    shipped = do(lambda f: f.filter(pl.col("l_shipdate") <= date(1998, 9, 2)), read("lineitem"))
    discounted = do(lambda f: f.with_columns(disc_price=_REVENUE), shipped)
    charged = do(lambda f: f.with_columns(charge=pl.col("disc_price") * (1 + pl.col("l_tax"))), discounted)
    pricing = do(
        lambda f: f.group_by("l_returnflag", "l_linestatus").agg(
            sum_qty=pl.col("l_quantity").sum(),
            sum_base=pl.col("l_extendedprice").sum(),
            sum_disc=pl.col("disc_price").sum(),
            sum_charge=pl.col("charge").sum(),
            avg_qty=pl.col("l_quantity").mean(),
            orders=pl.len(),
        ),
        charged,
    )
    return [do(lambda f: f.sort("l_returnflag", "l_linestatus"), pricing)]


def q3(read: Read, do: Do) -> list[Frame]:
    """TPC-H Q3: two joins, many groups, the ten largest."""
    building = do(lambda f: f.filter(pl.col("c_mktsegment") == "BUILDING"), read("customer"))
    before = do(lambda f: f.filter(pl.col("o_orderdate") < date(1995, 3, 15)), read("orders"))
    after = do(lambda f: f.filter(pl.col("l_shipdate") > date(1995, 3, 15)), read("lineitem"))
    theirs = do(lambda f, c: f.join(c, left_on="o_custkey", right_on="c_custkey"), before, building)
    items = do(lambda f, o: f.join(o, left_on="l_orderkey", right_on="o_orderkey"), after, theirs)
    priced = do(lambda f: f.with_columns(price=_REVENUE), items)
    keys = ("l_orderkey", "o_orderdate", "o_shippriority")
    revenue = do(lambda f: f.group_by(*keys).agg(revenue=pl.col("price").sum()), priced)
    ordered = do(lambda f: f.sort("revenue", "o_orderdate", descending=[True, False]), revenue)
    return [do(lambda f: f.head(10), ordered)]


def q5(read: Read, do: Do) -> list[Frame]:
    """TPC-H Q5: six tables."""
    year = (pl.col("o_orderdate") >= date(1994, 1, 1)) & (pl.col("o_orderdate") < date(1995, 1, 1))
    home = {"left_on": ["l_suppkey", "c_nationkey"], "right_on": ["s_suppkey", "s_nationkey"]}
    asia = do(lambda f: f.filter(pl.col("r_name") == "ASIA"), read("region"))
    nations = do(lambda f, r: f.join(r, left_on="n_regionkey", right_on="r_regionkey"), read("nation"), asia)
    customers = do(
        lambda f, n: f.join(n, left_on="c_nationkey", right_on="n_nationkey"), read("customer"), nations
    )
    theirs = do(lambda f, c: f.join(c, left_on="o_custkey", right_on="c_custkey"), read("orders"), customers)
    of_year = do(lambda f: f.filter(year), theirs)
    items = do(lambda f, o: f.join(o, left_on="l_orderkey", right_on="o_orderkey"), read("lineitem"), of_year)
    local = do(lambda f, s: f.join(s, **home), items, read("supplier"))
    revenue = do(lambda f: f.group_by("n_name").agg(revenue=_REVENUE.sum()), local)
    return [do(lambda f: f.sort("revenue", descending=True), revenue)]


def wide(read: Read, do: Do) -> list[Frame]:
    """One table that goes four ways, two results."""
    base = do(lambda f: f.filter(pl.col("l_quantity") > 5), read("lineitem"))
    columns = {"revenue": _REVENUE, "month": pl.col("l_shipdate").dt.truncate("1mo")}
    derived = do(lambda f: f.with_columns(**columns), base)
    modes = do(lambda f: f.group_by("l_shipmode").agg(of_mode=pl.col("revenue").sum()), derived)
    of_month = {"of_month": pl.col("revenue").sum(), "items": pl.len()}
    months = do(lambda f: f.group_by("month", "l_shipmode").agg(**of_month), derived)
    returned = do(lambda f: f.filter(pl.col("l_returnflag") == "R"), derived)
    lost = do(lambda f: f.group_by("month").agg(lost=pl.col("revenue").sum()), returned)
    ordered = do(
        lambda f, o: f.join(o, left_on="l_orderkey", right_on="o_orderkey"), returned, read("orders")
    )
    urgency = do(lambda f: f.group_by("month", "o_orderpriority").agg(lost=pl.col("revenue").sum()), ordered)
    with_modes = do(lambda f, m: f.join(m, on="l_shipmode"), months, modes)
    with_lost = do(lambda f, m: f.join(m, on="month", how="left"), with_modes, lost)
    shares = do(lambda f: f.with_columns(share=pl.col("of_month") / pl.col("of_mode")), with_lost)
    return [
        do(lambda f: f.sort("month", "l_shipmode"), shares),
        do(lambda f: f.sort("month", "o_orderpriority"), urgency),
    ]


QUERIES: dict[str, Callable[[Read, Do], list[Frame]]] = {
    "flights": flights,
    "q1": q1,
    "q3": q3,
    "q5": q5,
    "wide": wide,
}
