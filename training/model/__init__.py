"""The network: a convolutional vision encoder and a Qwen2.5-like decoder with a pointer readout for
coordinates."""
