"""R-GRPO: group-relative policy optimisation through the interleaved loop (VLM-R³, arXiv:2505.16192)."""
