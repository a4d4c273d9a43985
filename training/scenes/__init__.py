"""Synthetic pictures whose small text cannot be read at the overview size."""
