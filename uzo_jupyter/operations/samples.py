"""Small tables that the examples of operations use."""

from __future__ import annotations

import datetime as dt

import polars as pl


def sample_tables() -> dict[str, pl.DataFrame]:
    """The tables by name: ``orders``, ``customers`` and ``readings``.

    Examples
    --------
    >>> sample_tables()["orders"].columns
    ['id', 'customer', 'product', 'quantity', 'price', 'day', 'tags']
    """
    day = dt.date(2026, 3, 2)
    orders = pl.DataFrame(
        {
            "id": [1, 2, 3, 4, 5, 6],
            "customer": ["ada", "bo", "ada", "cy", "bo", "ada"],
            "product": ["tea", "tea", "cup", "cup", "pot", "tea"],
            "quantity": [3, 1, None, 2, 1, 4],
            "price": [2.5, 2.5, 6.0, 6.0, 19.0, 2.75],
            "day": [day + dt.timedelta(days=offset) for offset in (0, 0, 1, 2, 2, 3)],
            "tags": [["hot"], ["hot", "new"], [], ["new"], None, ["hot"]],
        }
    )
    customers = pl.DataFrame({"customer": ["ada", "bo", "dee"], "city": ["Oslo", "Rome", None]})
    readings = pl.DataFrame({"sensor": ["a", "b"], "mon": [1.0, 4.0], "tue": [2.0, None], "wed": [3.0, 6.0]})
    return {"orders": orders, "customers": customers, "readings": readings}


SAMPLE_CODE = """\
def first_cities(orders, customers, most):
    return orders.join(customers, on="customer", how="left").select("city").unique().sort("city").head(most)
"""
"""The notebook's function that the example of a Python node calls."""
