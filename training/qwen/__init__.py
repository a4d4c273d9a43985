"""Real checkpoints: any Hugging Face folder of Qwen2-VL, Qwen2.5-VL or Qwen3-VL as ONNX graphs that
Relook runs."""
