"""Real checkpoints: any Hugging Face folder of Qwen2-VL or Qwen2.5-VL as ONNX graphs that Relook and
transformers.js run."""
