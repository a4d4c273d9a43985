"""Eyes for text: what stands in a view, written onto its grid of visual tokens. The application computes the
same (`main/models/onnx/eyes`), with the same numbers."""
