"""Plan in, events out: stages on Polars, the Prefect flow around them, and the process that holds both.

Importing this package loads neither Prefect nor Polars' engine for runs; only the runner process does.
"""
