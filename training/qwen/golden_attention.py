"""Golden data for attention: what transformers' eager attention of the tiny models in test/fixtures is, for
embeddings from a seed at positions as text and an image have them. The weights are taken out of the exported
graphs.

    python -m training.qwen.golden_attention --out test/fixtures/qwen --family qwen2_5_vl
    python -m training.qwen.golden_attention --out test/fixtures/qwen3 --family qwen3_vl
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from safetensors.torch import load_file, save_file

from training.qwen import golden, golden3
from training.qwen.tiny import make_tiny

SHAPES = {"qwen2_5_vl": golden.SHAPE, "qwen3_vl": golden3.SHAPE}
# Words, an image of 3 rows of 4 tokens, words.
BEFORE = 5
ROWS = 3
COLUMNS = 4
AFTER = 6


def positions() -> np.ndarray:
    """Time, height and width of every token [3, n], as mRoPE counts them."""
    grid = np.stack(np.meshgrid([0], np.arange(ROWS), np.arange(COLUMNS), indexing="ij")).reshape(3, -1)
    image = grid + BEFORE
    before = np.arange(BEFORE)[None].repeat(3, 0)
    start = BEFORE + max(ROWS, COLUMNS)
    after: np.ndarray = np.arange(start, start + AFTER)[None].repeat(3, 0)
    return np.concatenate((before, image, after), axis=1).astype(np.int64)


def vocabulary(model: Path) -> int:
    """Rows of its embedding."""
    (table,) = onnx.load(model / "onnx" / "embed_tokens.onnx").graph.initializer
    return table.dims[0]


def restored(model: Path, checkpoint: Path) -> None:
    """Writes the decoder's weights of exported fp32 graphs into a checkpoint of the same shape."""
    found: dict[str, np.ndarray] = {}
    for graph in ("decoder_model_merged", "embed_tokens"):
        for tensor in onnx.load(model / "onnx" / f"{graph}.onnx").graph.initializer:
            found[tensor.name] = onnx.numpy_helper.to_array(tensor)
    path = checkpoint / "model.safetensors"
    weights = load_file(path)
    for name, old in weights.items():
        if "visual." in name:
            continue
        short = name.removeprefix("model.").removeprefix("language_model.").removesuffix(".weight")
        new = found[short]
        # Graphs multiply from the left; an embedding is looked up as it is.
        new = new.T if new.ndim == 2 and short != "embed_tokens" else new
        weights[name] = torch.from_numpy(new.copy())
        assert weights[name].shape == old.shape, name
    save_file(weights, path, metadata={"format": "pt"})


@torch.no_grad()
def recorded(checkpoint: Path, seed: int) -> dict:
    """Embeddings [n, hidden], positions, attention of every layer [heads, n, n], and the last logits."""
    from transformers import AutoModelForImageTextToText

    model = AutoModelForImageTextToText.from_pretrained(
        checkpoint, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    places = positions()
    random = np.random.default_rng(seed)
    hidden = model.config.get_text_config().hidden_size
    embeds = random.standard_normal((1, places.shape[1], hidden)).round(3).astype(np.float32)
    out = model.model.language_model(
        inputs_embeds=torch.from_numpy(embeds),
        position_ids=torch.from_numpy(places)[:, None],
        output_attentions=True,
        use_cache=False,
    )
    logits = model.lm_head(out.last_hidden_state)[0, -1]
    return {
        "embeds": embeds[0].tolist(),
        "positions": places.tolist(),
        "attention": [layer[0].double().numpy().round(7).tolist() for layer in out.attentions],
        "logits": logits.double().numpy().round(6).tolist(),
    }


def main() -> None:
    """Record with the model that lies beside them."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--family", choices=sorted(SHAPES), required=True)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        shape = replace(SHAPES[options.family], vocab=vocabulary(options.out / "model"))
        checkpoint = make_tiny(Path(scratch) / "checkpoint", shape)
        restored(options.out / "model", checkpoint)
        made = recorded(checkpoint, seed=5)
    (options.out / "attention.json").write_text(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
