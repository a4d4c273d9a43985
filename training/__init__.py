"""Makes the built-in model r3-mini: data, training, evaluation and export."""
