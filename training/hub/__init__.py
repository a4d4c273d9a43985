"""The Hugging Face folder: weights as safetensors, and the network's own files so that `transformers` can
load them."""
