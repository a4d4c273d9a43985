"""The tokenizer: how it is built and what its ids mean."""
