"""The five workflows in the language of the product; the names that end in ``result`` are compared."""

from __future__ import annotations

from tests.benchmarks.flights import TEXT as FLIGHTS

_Q1 = """\
lineitem = read_parquet("lineitem.parquet")
shipped = lineitem.filter(col("l_shipdate") <= date(1998, 9, 2))
discounted = shipped.with_columns(disc_price=col("l_extendedprice") * (1 - col("l_discount")))
charged = discounted.with_columns(charge=col("disc_price") * (1 + col("l_tax")))
pricing = charged.group_by("l_returnflag", "l_linestatus").agg(
    sum_qty=col("l_quantity").sum(),
    sum_base=col("l_extendedprice").sum(),
    sum_disc=col("disc_price").sum(),
    sum_charge=col("charge").sum(),
    avg_qty=col("l_quantity").mean(),
    orders=len(),
)
result = pricing.sort("l_returnflag", "l_linestatus")
"""

_Q3 = """\
customer = read_parquet("customer.parquet")
orders = read_parquet("orders.parquet")
lineitem = read_parquet("lineitem.parquet")
building = customer.filter(col("c_mktsegment") == "BUILDING")
before = orders.filter(col("o_orderdate") < date(1995, 3, 15))
after = lineitem.filter(col("l_shipdate") > date(1995, 3, 15))
theirs = before.join(building, left_on="o_custkey", right_on="c_custkey")
items = after.join(theirs, left_on="l_orderkey", right_on="o_orderkey")
priced = items.with_columns(price=col("l_extendedprice") * (1 - col("l_discount")))
revenue = priced.group_by("l_orderkey", "o_orderdate", "o_shippriority").agg(revenue=col("price").sum())
ordered = revenue.sort("revenue", "o_orderdate", descending=[True, False])
result = ordered.head(10)
"""

_Q5 = """\
region = read_parquet("region.parquet")
nation = read_parquet("nation.parquet")
customer = read_parquet("customer.parquet")
orders = read_parquet("orders.parquet")
lineitem = read_parquet("lineitem.parquet")
supplier = read_parquet("supplier.parquet")
asia = region.filter(col("r_name") == "ASIA")
nations = nation.join(asia, left_on="n_regionkey", right_on="r_regionkey")
customers = customer.join(nations, left_on="c_nationkey", right_on="n_nationkey")
theirs = orders.join(customers, left_on="o_custkey", right_on="c_custkey")
year = theirs.filter((col("o_orderdate") >= date(1994, 1, 1)) & (col("o_orderdate") < date(1995, 1, 1)))
items = lineitem.join(year, left_on="l_orderkey", right_on="o_orderkey")
local = items.join(
    supplier, left_on=["l_suppkey", "c_nationkey"], right_on=["s_suppkey", "s_nationkey"]
)
revenue = local.group_by("n_name").agg(
    revenue=(col("l_extendedprice") * (1 - col("l_discount"))).sum()
)
result = revenue.sort("revenue", descending=True)
"""

_WIDE = """\
lineitem = read_parquet("lineitem.parquet")
orders = read_parquet("orders.parquet")
base = lineitem.filter(col("l_quantity") > 5)
derived = base.with_columns(
    revenue=col("l_extendedprice") * (1 - col("l_discount")), month=col("l_shipdate").dt.truncate("1mo")
)
modes = derived.group_by("l_shipmode").agg(of_mode=col("revenue").sum())
months = derived.group_by("month", "l_shipmode").agg(of_month=col("revenue").sum(), items=len())
returned = derived.filter(col("l_returnflag") == "R")
lost = returned.group_by("month").agg(lost=col("revenue").sum())
ordered = returned.join(orders, left_on="l_orderkey", right_on="o_orderkey")
urgency = ordered.group_by("month", "o_orderpriority").agg(lost=col("revenue").sum())
with_modes = months.join(modes, on="l_shipmode")
with_lost = with_modes.join(lost, on="month", how="left")
shares = with_lost.with_columns(share=col("of_month") / col("of_mode"))
result = shares.sort("month", "l_shipmode")
second_result = urgency.sort("month", "o_orderpriority")
"""

TEXTS = {
    "flights": FLIGHTS,
    "q1": _Q1,
    "q3": _Q3,
    "q5": _Q5,
    "wide": _WIDE,
}
RESULTS = {
    "flights": ("top",),
    "q1": ("result",),
    "q3": ("result",),
    "q5": ("result",),
    "wide": ("result", "second_result"),
}

_EDITED = """\
flights = read_{format}("flights.{format}")
airlines = read_{format}("airlines.{format}")
late = flights.filter(col("dep_delay") > 60)
named = late.join(airlines, on="carrier", how="left"){options}
far = named.filter(col("distance") > {miles})
summary = far.group_by("name").agg(flights=len(), delay=col("dep_delay").mean())
top = summary.sort("delay", descending=True).head({rows})
"""


def edited(file_format: str, *, miles: int = 100, rows: int = 10, pinned: bool = False) -> str:
    """The flights pipeline with a node before its aggregate, and one behind it, that a person edits."""
    options = ".options(pin=True)" if pinned else ""
    return _EDITED.format(format=file_format, miles=miles, rows=rows, options=options)
