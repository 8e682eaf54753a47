"""Datasets, metrics, the runner and the report."""
