"""Measures the exported model by running the whole loop."""
