"""Is the export the model? The source in transformers and the graphs in ONNX Runtime on the same inputs,
compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from training.qwen.dtypes import SUFFIX, DType

# A wide and a tall picture: both leave windows that are not full.
GRIDS = ((1, 10, 14), (1, 22, 6))
NEW_TOKENS = 12


class Runtime:
    """The three graphs of a folder."""

    def __init__(self, folder: Path, dtype: DType) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3

        def load(name: str) -> onnxruntime.InferenceSession:
            path = folder / "onnx" / f"{name}{SUFFIX[dtype]}.onnx"
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

        self.embed, self.vision, self.decoder = (
            load(n) for n in ("embed_tokens", "vision_encoder", "decoder_model_merged")
        )
        self.past = [i for i in self.decoder.get_inputs() if i.name.startswith("past_")]
        self.past_names = [i.name for i in self.past]
        self.deepstack = [i for i in self.decoder.get_inputs() if i.name == "deepstack_embeds"]

    def empty(self) -> dict[str, np.ndarray]:
        """Keys and values of no token; states, whose size is fixed, as zeros."""
        kinds = {"tensor(float16)": np.float16, "tensor(float)": np.float32}
        return {
            i.name: np.zeros([1, *(d if isinstance(d, int) else 0 for d in i.shape[1:])], kinds[i.type])
            for i in self.past
        }

    def see(self, patches: np.ndarray, grid: np.ndarray) -> np.ndarray:
        """One picture's features [1 + D, tokens, hidden]: its tokens, then what goes deeper."""
        given = {"pixel_values": patches, "image_grid_thw": grid[None]}
        features, *deeper = self.vision.run(None, given)
        return np.concatenate([features[None], *deeper])

    def embeds(self, ids: np.ndarray) -> np.ndarray:
        return self.embed.run(None, {"input_ids": ids})[0]

    def step(
        self,
        embeds: np.ndarray,
        positions: np.ndarray,
        past: dict[str, np.ndarray],
        keep: int = 0,
        deeper: np.ndarray | None = None,
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """logits [1, kept, vocabulary] and the longer cache. `deeper`: [D, 1, new, hidden]; absent: no image
        is among these tokens."""
        read = next(v.shape[2] for name, v in past.items() if name.startswith("past_key_values."))
        total = read + embeds.shape[1]
        feeds = {
            "inputs_embeds": embeds,
            "attention_mask": np.ones((1, total), np.int64),
            "position_ids": positions,
            "num_logits_to_keep": np.array(keep, np.int64),
            **past,
        }
        for value in self.deepstack:
            none = np.zeros((value.shape[0], *embeds.shape), embeds.dtype)
            feeds[value.name] = none if deeper is None else deeper
        logits, *cache = self.decoder.run(None, feeds)
        return logits, dict(zip(past, cache))


def _inputs(model: Any, seed: int) -> tuple[Any, ...]:
    """Two pictures between words: ids [1, n], patches, grids."""
    config = model.config
    text = config.get_text_config()
    random = np.random.default_rng(seed)
    ids: list[int] = []
    for _, height, width in GRIDS:
        ids += random.integers(0, min(text.vocab_size, config.image_token_id), 7).tolist()
        ids += [
            config.vision_start_token_id,
            *[config.image_token_id] * (height * width // 4),
            config.vision_end_token_id,
        ]
    ids += random.integers(0, min(text.vocab_size, config.image_token_id), 5).tolist()
    v = config.vision_config
    width = 3 * v.temporal_patch_size * v.patch_size**2
    patches = random.standard_normal((sum(h * w for _, h, w in GRIDS), width)).astype(np.float32)
    return np.array([ids], np.int64), patches, np.array(GRIDS, np.int64)


def compare(source: Path, folder: Path, dtype: DType, seed: int = 1) -> dict:
    """Largest differences of features and logits, and whether greedy continuations agree token by token."""
    from transformers import AutoModelForImageTextToText

    model = AutoModelForImageTextToText.from_pretrained(
        source, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    ids, patches, grids = _inputs(model, seed)
    with torch.no_grad():
        seeing = model.model.visual(torch.from_numpy(patches), grid_thw=torch.from_numpy(grids))
        more = getattr(seeing, "deepstack_features", None) or []
        features = torch.stack([seeing.pooler_output, *more]).numpy()
        kinds = torch.from_numpy((ids == model.config.image_token_id).astype(np.int64))
        given = {
            "input_ids": torch.from_numpy(ids),
            "pixel_values": torch.from_numpy(patches),
            "image_grid_thw": torch.from_numpy(grids),
            "mm_token_type_ids": kinds,
        }
        logits = model(**given).logits.numpy()
        positions = model.model.get_rope_index(
            given["input_ids"], mm_token_type_ids=kinds, image_grid_thw=given["image_grid_thw"]
        )[0].numpy()
        greedy = model.generate(**given, max_new_tokens=NEW_TOKENS, do_sample=False, eos_token_id=-1)[
            0, ids.shape[1] :
        ].tolist()
    del model
    runtime = Runtime(folder, dtype)
    counts = np.cumsum([0, *(int(grid.prod()) for grid in grids)])
    ours = [runtime.see(patches[counts[i] : counts[i + 1]], grid) for i, grid in enumerate(grids)]
    seen = np.concatenate(ours, axis=1).astype(np.float32)
    found, tokens = _continue(runtime, ids, seen, positions)
    scale = float(np.abs(logits).max())
    return {
        "source": source.name,
        "dtype": dtype,
        "tokens": int(ids.shape[1]),
        "features": {
            "largest difference": float(np.abs(seen - features).max()),
            "largest value": float(np.abs(features).max()),
            "deepstack": len(features) - 1,
        },
        "logits": {"largest difference": float(np.abs(found - logits[0]).max()), "largest value": scale},
        "greedy": {"source": greedy, "export": tokens, "equal": greedy == tokens},
    }


def _continue(
    runtime: Runtime, ids: np.ndarray, features: np.ndarray, positions: np.ndarray
) -> tuple[np.ndarray, list[int]]:
    """Logits of the whole context, read in two parts (so the cache is used), and the greedy continuation."""
    embeds = runtime.embeds(ids)
    places = _image_places(ids)
    embeds[0, places] = features[0].astype(embeds.dtype)
    deeper = np.zeros((len(features) - 1, *embeds.shape), embeds.dtype)
    deeper[:, 0, places] = features[1:]
    half = ids.shape[1] // 2
    past = runtime.empty()
    rows = []
    for part in (slice(0, half), slice(half, None)):
        at_once = np.ascontiguousarray(positions[:, :, part])
        logits, past = runtime.step(embeds[:, part], at_once, past, deeper=deeper[:, :, part])
        rows.append(logits[0])
    found = np.concatenate(rows).astype(np.float32)
    tokens = [int(found[-1].argmax())]
    at = int(positions.max()) + 1
    while len(tokens) < NEW_TOKENS:
        one = runtime.embeds(np.array([[tokens[-1]]], np.int64))
        logits, past = runtime.step(one, np.full((3, 1, 1), at, np.int64), past, keep=1)
        tokens.append(int(logits[0, -1].argmax()))
        at += 1
    return found, tokens


def _image_places(ids: np.ndarray) -> np.ndarray:
    """Where image tokens stand: the id that fills the two stretches."""
    values, counts = np.unique(ids[0], return_counts=True)
    return np.flatnonzero(ids[0] == values[counts.argmax()])


# Share of the largest logit by which an export of full or half precision may differ from its source.
MOST = {"fp32": 1e-3, "fp16": 0.05}


def verdict(report: dict) -> str | None:
    """What is wrong with an export, in a sentence; None: nothing."""
    dtype = report["dtype"]
    values = [report[part][key] for part in ("features", "logits") for key in ("largest difference",)]
    if not np.isfinite(values).all():
        return f"the export in {dtype} computes values that are no numbers: use another precision"
    share = report["logits"]["largest difference"] / max(report["logits"]["largest value"], 1e-9)
    if share > MOST.get(dtype, np.inf):
        return f"the export in {dtype} differs from its source by {share:.2%} of the largest logit"
    return None


def as_json(report: dict) -> str:
    """With null for what is no number: JSON has none."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        return None if isinstance(value, float) and not np.isfinite(value) else value

    return json.dumps(plain(report), indent=2, allow_nan=False)


def write_report(report: dict, path: Path) -> None:
    """Keep the report beside the graphs."""
    path.write_text(as_json(report) + "\n")
