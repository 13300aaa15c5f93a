"""The five workflows in pandas, on Arrow columns: its own dates would be objects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd


def read(folder: Path, table: str) -> pd.DataFrame:
    """A whole table."""
    return pd.read_parquet(folder / f"{table}.parquet", dtype_backend="pyarrow")


def flights(folder: Path) -> list[pd.DataFrame]:
    """The flights pipeline of the tour."""
    rows = read(folder, "flights")
    late = rows[rows["dep_delay"] > 60]
    named = late.merge(read(folder, "airlines"), on="carrier", how="left")
    groups = named.groupby("name", as_index=False)
    summary = groups.agg(flights=("name", "size"), delay=("dep_delay", "mean"))
    return [summary.sort_values("delay", ascending=False).head(10)]


def q1(folder: Path) -> list[pd.DataFrame]:
    """TPC-H Q1."""
    rows = read(folder, "lineitem")
    rows = rows[rows["l_shipdate"] <= date(1998, 9, 2)]
    rows = rows.assign(disc_price=rows["l_extendedprice"] * (1 - rows["l_discount"]))
    rows = rows.assign(charge=rows["disc_price"] * (1 + rows["l_tax"]))
    keys = ["l_returnflag", "l_linestatus"]
    pricing = rows.groupby(keys, as_index=False).agg(
        sum_qty=("l_quantity", "sum"),
        sum_base=("l_extendedprice", "sum"),
        sum_disc=("disc_price", "sum"),
        sum_charge=("charge", "sum"),
        avg_qty=("l_quantity", "mean"),
        orders=("l_quantity", "size"),
    )
    return [pricing.sort_values(keys)]


def q3(folder: Path) -> list[pd.DataFrame]:
    """TPC-H Q3."""
    customer, orders, lineitem = (read(folder, table) for table in ("customer", "orders", "lineitem"))
    building = customer[customer["c_mktsegment"] == "BUILDING"]
    before = orders[orders["o_orderdate"] < date(1995, 3, 15)]
    after = lineitem[lineitem["l_shipdate"] > date(1995, 3, 15)]
    theirs = before.merge(building, left_on="o_custkey", right_on="c_custkey")
    items = after.merge(theirs, left_on="l_orderkey", right_on="o_orderkey")
    items = items.assign(price=items["l_extendedprice"] * (1 - items["l_discount"]))
    keys = ["l_orderkey", "o_orderdate", "o_shippriority"]
    revenue = items.groupby(keys, as_index=False).agg(revenue=("price", "sum"))
    return [revenue.sort_values(["revenue", "o_orderdate"], ascending=[False, True]).head(10)]


def q5(folder: Path) -> list[pd.DataFrame]:
    """TPC-H Q5."""
    region, nation, customer = (read(folder, table) for table in ("region", "nation", "customer"))
    orders, lineitem, supplier = (read(folder, table) for table in ("orders", "lineitem", "supplier"))
    nations = nation.merge(region[region["r_name"] == "ASIA"], left_on="n_regionkey", right_on="r_regionkey")
    customers = customer.merge(nations, left_on="c_nationkey", right_on="n_nationkey")
    theirs = orders.merge(customers, left_on="o_custkey", right_on="c_custkey")
    of_year = theirs[(theirs["o_orderdate"] >= date(1994, 1, 1)) & (theirs["o_orderdate"] < date(1995, 1, 1))]
    items = lineitem.merge(of_year, left_on="l_orderkey", right_on="o_orderkey")
    local = items.merge(supplier, left_on=["l_suppkey", "c_nationkey"], right_on=["s_suppkey", "s_nationkey"])
    local = local.assign(revenue=local["l_extendedprice"] * (1 - local["l_discount"]))
    revenue = local.groupby("n_name", as_index=False).agg(revenue=("revenue", "sum"))
    return [revenue.sort_values("revenue", ascending=False)]


def wide(folder: Path) -> list[pd.DataFrame]:
    """One table that goes four ways, two results."""
    lineitem = read(folder, "lineitem")
    base = lineitem[lineitem["l_quantity"] > 5]
    derived = base.assign(
        revenue=base["l_extendedprice"] * (1 - base["l_discount"]),
        month=base["l_shipdate"].astype("datetime64[s]").dt.to_period("M").dt.to_timestamp(),
    )
    modes = derived.groupby("l_shipmode", as_index=False).agg(of_mode=("revenue", "sum"))
    by_month = derived.groupby(["month", "l_shipmode"], as_index=False)
    months = by_month.agg(of_month=("revenue", "sum"), items=("revenue", "size"))
    returned = derived[derived["l_returnflag"] == "R"]
    lost = returned.groupby("month", as_index=False).agg(lost=("revenue", "sum"))
    ordered = returned.merge(read(folder, "orders"), left_on="l_orderkey", right_on="o_orderkey")
    urgency = ordered.groupby(["month", "o_orderpriority"], as_index=False).agg(lost=("revenue", "sum"))
    shares = months.merge(modes, on="l_shipmode").merge(lost, on="month", how="left")
    shares = shares.assign(share=shares["of_month"] / shares["of_mode"])
    return [shares.sort_values(["month", "l_shipmode"]), urgency.sort_values(["month", "o_orderpriority"])]


PANDAS: dict[str, Callable[[Path], list[pd.DataFrame]]] = {
    "flights": flights,
    "q1": q1,
    "q3": q3,
    "q5": q5,
    "wide": wide,
}
