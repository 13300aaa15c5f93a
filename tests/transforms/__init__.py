"""Tests of the transforms, one file for each."""
