"""A Hugging Face folder: its configuration in one shape, and its tensors one at a time. Knows no ONNX.

Never more than one tensor is in memory, so that an export needs little more than the largest one.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

FAMILIES = ("qwen2_vl", "qwen2_5_vl", "qwen3_vl", "qwen3_5")
# Both have normed queries and keys, interleaved positions and an interpolated table of positions.
NEWEST = ("qwen3_vl", "qwen3_5")

# What the tensors are called, oldest layout last: transformers moved the parts under `model.` in 4.52.
TEXT = ("model.language_model.", "language_model.model.", "model.")
VISION = ("model.visual.", "visual.")


TEXT_FIELDS = (
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "vocab_size",
    "rms_norm_eps",
)
VISION_FIELDS = ("hidden_size", "out_hidden_size", "depth", "num_heads")
OLDER_VISION_FIELDS = ("hidden_size", "embed_dim", "depth", "num_heads")
TABLE_FIELDS = (*VISION_FIELDS, "num_position_embeddings")
DEEPSTACK_FIELDS = (*TABLE_FIELDS, "deepstack_visual_indexes")
LINEAR_FIELDS = (
    "linear_num_key_heads",
    "linear_num_value_heads",
    "linear_key_head_dim",
    "linear_value_head_dim",
    "linear_conv_kernel_dim",
)
# What the graphs know, and what the app cuts its pictures for.
ACTIVATIONS = ("silu", "quick_gelu", "gelu", "gelu_pytorch_tanh")
MERGE = 2


class CheckpointError(Exception):
    """The folder cannot be exported; the message says which file and why."""


@dataclass(frozen=True)
class Linear:
    """The Gated DeltaNet layers of a hybrid decoder. `layers`: which of all layers they are."""

    layers: tuple[int, ...]
    key_heads: int
    value_heads: int
    key_dim: int
    value_dim: int
    # Tokens that the causal convolution sees at a time.
    kernel: int

    @property
    def channels(self) -> int:
        """Of the convolution: queries, keys and values one after the other."""
        return 2 * self.key_heads * self.key_dim + self.value_heads * self.value_dim


@dataclass(frozen=True)
class Text:
    """The decoder's shape. Names as in the configuration's JSON."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab: int
    eps: float
    theta: float
    # How many channels of half a head turn with time, height and width.
    mrope_section: tuple[int, ...]
    tied: bool
    # Qwen3: time, height and width take turns channel by channel; queries and keys are normed and have no
    # bias.
    interleaved: bool = False
    qk_norm: bool = False
    # Qwen3.5: channels of a head that turn at all (0: every one), Gated DeltaNet in place of attention in
    # some layers, attention whose output has a gate, norms that are stored as their distance from 1.
    rotary: int = 0
    linear: Linear | None = None
    gated: bool = False
    centred: bool = False

    @property
    def turning(self) -> int:
        """Channels of a head that turn with the position."""
        return self.rotary or self.head_dim


@dataclass(frozen=True)
class Vision:
    """The vision encoder's shape. `window` is in merged cells; 0 where every layer sees the whole image."""

    hidden: int
    out: int
    depth: int
    heads: int
    patch: int
    merge: int
    temporal: int
    channels: int
    activation: str
    window: int
    full_layers: tuple[int, ...]
    # Side of the square table of learned positions; 0: there is none.
    table: int = 0
    # Layers whose output goes to the decoder as well, ascending, and the merger each of them has.
    deepstack: tuple[tuple[int, int], ...] = ()


def _json(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError as error:
        raise CheckpointError(f"{path.name} is missing in {path.parent}") from error
    except json.JSONDecodeError as error:
        raise CheckpointError(f"{path.name} is not JSON: {error}") from error


def _need(c: dict, fields: tuple[str, ...], place: str) -> None:
    """Nothing is guessed: what transformers would fill in differs from family to family."""
    missing = [f"{place}{field}" for field in fields if field not in c]
    if missing:
        raise CheckpointError(f"config.json does not say {', '.join(missing)}")


def _slides(c: dict, kinds: set[str]) -> bool:
    """Whether a layer sees a window only; flat configurations say from which layer on."""
    if not c.get("use_sliding_window") or c.get("sliding_window", 4096) is None:
        return False
    if kinds:
        return "sliding_attention" in kinds
    return c.get("num_hidden_layers", 0) > (c.get("max_window_layers", 80) or 0)


class Checkpoint:
    """An opened folder. @raises CheckpointError for what is missing or of another family."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = _json(folder / "config.json")
        self.family = self.config.get("model_type", "")
        if self.family.endswith("_moe"):
            raise CheckpointError(
                f"config.json: model_type is “{self.family}”: a mixture of experts cannot be exported, only "
                "dense checkpoints can"
            )
        if self.family not in FAMILIES:
            raise CheckpointError(
                f"config.json: model_type is “{self.family}”; can be exported: {', '.join(FAMILIES)}"
            )
        self._files = self._where()
        self.text = self._text()
        self.vision = self._vision()

    def _where(self) -> dict[str, str]:
        index = self.folder / "model.safetensors.index.json"
        if index.exists():
            return dict(_json(index)["weight_map"])
        found: dict[str, str] = {}
        for path in sorted(self.folder.glob("*.safetensors")):
            with safe_open(path, "pt") as file:
                found |= dict.fromkeys(file.keys(), path.name)
        if not found:
            raise CheckpointError(f"there is no .safetensors file in {self.folder}")
        return found

    def bytes(self) -> int:
        """Size of the weights on disk."""
        return sum((self.folder / name).stat().st_size for name in set(self._files.values()))

    def _get(self, name: str) -> Tensor | None:
        file = self._files.get(name)
        if file is None:
            return None
        path = self.folder / file
        if not path.exists():
            raise CheckpointError(f"{file} is missing in {self.folder}")
        # Opened again each time: the file is mapped, and what has been read of it counts as memory as long as
        # it stays open.
        with safe_open(path, "pt") as opened:
            return opened.get_tensor(name)

    def _first(self, prefixes: tuple[str, ...], name: str) -> Tensor:
        for prefix in prefixes:
            tensor = self._get(prefix + name)
            if tensor is not None:
                return tensor.to(torch.float32)
        raise CheckpointError(f"there is no tensor “{prefixes[0]}{name}” in the checkpoint")

    def of_text(self, name: str) -> Tensor:
        """A tensor of the decoder, float32."""
        return self._first(TEXT, name)

    def of_vision(self, name: str) -> Tensor:
        """A tensor of the vision encoder, float32."""
        return self._first(VISION, name)

    def head(self) -> Tensor:
        """Output weights [vocabulary, hidden]; the input embeddings where they are tied."""
        return (
            self.of_text("embed_tokens.weight")
            if self.text.tied
            else self._first(("", "model."), "lm_head.weight")
        )

    def _text(self) -> Text:
        # Old configurations are flat; new ones keep the decoder apart.
        c = {**self.config, **self.config.get("text_config", {})}
        rope = {**(c.get("rope_scaling") or {}), **(c.get("rope_parameters") or {})}
        kinds = set(c.get("layer_types") or [])
        if _slides(c, kinds):
            raise CheckpointError("config.json: layers with sliding-window attention cannot be exported")
        act = c.get("hidden_act", "silu")
        if act != "silu":
            raise CheckpointError(
                f"config.json: hidden_act “{act}” of the decoder cannot be exported, silu can"
            )
        _need(c, TEXT_FIELDS, "")
        newest = self.family in NEWEST
        hybrid = self.family == "qwen3_5"
        if newest and c.get("attention_bias"):
            raise CheckpointError("config.json: attention_bias of the decoder cannot be exported")
        if newest:
            _need(c, ("head_dim",), "text_config.")
            _need(rope, ("mrope_section", "rope_theta"), "text_config.rope_parameters.")
        kind = rope.get("rope_type", rope.get("type", "default"))
        if kind not in ("default", "mrope"):
            raise CheckpointError(f"config.json: rope of type “{kind}” cannot be exported")
        dim = c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]
        if hybrid:
            _need({**c, **rope}, ("partial_rotary_factor",), "text_config.rope_parameters.")
        share = float({**c, **rope}["partial_rotary_factor"]) if hybrid else 1.0
        return Text(
            hidden=c["hidden_size"],
            layers=c["num_hidden_layers"],
            heads=c["num_attention_heads"],
            # As transformers: null is one for each head of the queries.
            kv_heads=c["num_key_value_heads"] or c["num_attention_heads"],
            head_dim=dim,
            vocab=c["vocab_size"],
            eps=c["rms_norm_eps"],
            theta=float(rope.get("rope_theta", c.get("rope_theta", 1e6))),
            mrope_section=tuple(rope.get("mrope_section", (16, 24, 24))),
            # As transformers 5: either place says so.
            tied=bool(
                self.config.get("tie_word_embeddings")
                or self.config.get("text_config", {}).get("tie_word_embeddings")
            ),
            interleaved=newest,
            qk_norm=newest,
            rotary=int(dim * share),
            linear=_linear(c) if hybrid else None,
            gated=hybrid,
            centred=hybrid,
        )

    def _vision(self) -> Vision:
        older = self.family == "qwen2_vl"
        newest = self.family in NEWEST
        deep = self.family == "qwen3_vl"
        _need(self.config, ("vision_config", "image_token_id"), "")
        v = self.config["vision_config"]
        fields = DEEPSTACK_FIELDS if deep else TABLE_FIELDS if newest else VISION_FIELDS
        _need(v, OLDER_VISION_FIELDS if older else fields, "vision_config.")
        patch = v.get("patch_size", v.get("spatial_patch_size", 16 if newest else 14))
        if v.get("deepstack_visual_indexes") and not deep:
            raise CheckpointError(
                f"config.json: vision_config.deepstack_visual_indexes of a {self.family} cannot be exported"
            )
        merge = v.get("spatial_merge_size", 2)
        if merge != MERGE:
            raise CheckpointError(
                f"config.json: vision_config.spatial_merge_size {merge} cannot be exported, {MERGE} can"
            )
        usual = "gelu_pytorch_tanh" if newest else "quick_gelu" if older else "silu"
        activation = v.get("hidden_act", usual)
        if activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise CheckpointError(
                f"config.json: vision_config.hidden_act “{activation}” cannot be exported; can be: {known}"
            )
        windows = self.family == "qwen2_5_vl"
        return Vision(
            hidden=v["embed_dim"] if older else v["hidden_size"],
            out=v["hidden_size"] if older else v["out_hidden_size"],
            depth=v["depth"],
            heads=v["num_heads"],
            patch=patch,
            merge=merge,
            temporal=v.get("temporal_patch_size", 2),
            channels=v.get("in_channels", v.get("in_chans", 3)),
            activation=activation,
            window=v.get("window_size", 112) // merge // patch if windows else 0,
            full_layers=tuple(v.get("fullatt_block_indexes", (7, 15, 23, 31)))
            if windows
            else tuple(range(v["depth"])),
            table=_side(v["num_position_embeddings"]) if newest else 0,
            deepstack=self._deepstack(v) if deep else (),
        )

    def _deepstack(self, v: dict) -> tuple[tuple[int, int], ...]:
        """As transformers takes them: in the order of the layers, each with the merger of its place in the
        list."""
        listed = v["deepstack_visual_indexes"]
        if len(set(listed)) != len(listed) or not all(0 <= i < v["depth"] for i in listed):
            raise CheckpointError(
                f"config.json: vision_config.deepstack_visual_indexes {listed} are not layers of {v['depth']}"
            )
        if len(listed) > self.text.layers:
            raise CheckpointError(
                f"config.json: {len(listed)} DeepStack layers go into a decoder of {self.text.layers} layers"
            )
        return tuple((layer, listed.index(layer)) for layer in sorted(listed))


def _linear(c: dict) -> Linear | None:
    """Which layers are Gated DeltaNet, and their shape; None: none is."""
    _need(c, ("layer_types",), "text_config.")
    kinds = c["layer_types"]
    strange = set(kinds) - {"linear_attention", "full_attention"}
    if strange or len(kinds) != c["num_hidden_layers"]:
        raise CheckpointError(
            f"config.json: layer_types are {len(kinds)} of {c['num_hidden_layers']} layers, and of the kinds "
            f"{', '.join(sorted(set(kinds)))}; linear_attention and full_attention can be exported"
        )
    if c.get("attn_output_gate") is False:
        raise CheckpointError("config.json: attention without an output gate cannot be exported")
    if "full_attention" not in kinds:
        raise CheckpointError("config.json: a decoder without any layer of full attention cannot be exported")
    if "linear_attention" not in kinds:
        return None
    _need(c, LINEAR_FIELDS, "text_config.")
    keys, values, key_dim, value_dim, kernel = (c[field] for field in LINEAR_FIELDS)
    if values % keys != 0 or kernel < 2:
        raise CheckpointError(
            f"config.json: {values} value heads over {keys} key heads, convolution of {kernel} tokens: "
            "cannot be exported"
        )
    layers = tuple(i for i, kind in enumerate(kinds) if kind == "linear_attention")
    return Linear(
        layers=layers, key_heads=keys, value_heads=values, key_dim=key_dim, value_dim=value_dim, kernel=kernel
    )


def _side(count: int) -> int:
    side = math.isqrt(count)
    if side * side != count:
        raise CheckpointError(f"config.json: vision_config.num_position_embeddings {count} is not a square")
    return side
