"""Workflows of a wanted size, as texts in the language."""

from __future__ import annotations


def pipeline(nodes: int) -> str:
    """A text with so many nodes: branches of filters, columns, joins and aggregates over two files."""
    lines = ['flights = read_parquet("flights.parquet")', 'airlines = read_parquet("airlines.parquet")']
    last = "flights"
    while len(lines) < nodes:
        number = len(lines)
        match number % 5:
            case 0:
                text = f'{last}.filter(col("dep_delay") > {number})'
            case 1:
                text = f'{last}.with_columns(gain=col("dep_delay") - col("arr_delay") + {number})'
            case 2:
                text = f'{last}.join(airlines, on="carrier", how="left").options(label="Named")'
            case 3:
                text = f'{last}.group_by("carrier").agg(n=len(), delay=col("dep_delay").mean())'
            case _:
                text = 'flights.sort("dep_delay", descending=True).options(retries=1)'
        lines.append(f"n{number} = {text}")
        # An aggregate has other columns, so the next branch begins at the source.
        last = "flights" if number % 5 == 3 else f"n{number}"
    return "\n".join(lines) + "\n"
