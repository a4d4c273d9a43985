"""Documents as laid-out text, never drawn: what is asked about them, and what the eyes for text see of
them."""
