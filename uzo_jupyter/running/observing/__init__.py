"""Rows and times of the nodes of one query, from the metrics of Polars' streaming engine."""
