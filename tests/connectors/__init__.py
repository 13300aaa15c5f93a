"""Tests of the connectors, one file for each."""
