"""Real checkpoints: what is exported is the model, for every shape; what cannot be exported is said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from training.qwen.checkpoint import Checkpoint, CheckpointError
from training.qwen.export import export_checkpoint
from training.qwen.parity import Runtime, as_json, compare, verdict
from training.qwen.shapes import SHAPES
from training.qwen.tiny import make_tiny

pytest.importorskip(
    "transformers", reason="transformers is not installed: the export is not compared with it"
)


@pytest.fixture(scope="module", params=SHAPES)
def tiny(request, tmp_path_factory):
    return make_tiny(tmp_path_factory.mktemp("tiny") / request.param, SHAPES[request.param])


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    return make_tiny(tmp_path_factory.mktemp("tiny") / "grouped", SHAPES["grouped"])


def test_every_shape_gives_the_logits_of_its_source(tiny, tmp_path):
    export_checkpoint(tiny, tmp_path / "out", "fp32")
    report = compare(tiny, tmp_path / "out", "fp32")
    assert report["features"]["largest difference"] < 1e-5
    assert report["logits"]["largest difference"] < 1e-4
    assert report["greedy"]["equal"]


@pytest.mark.parametrize(
    ("dtype", "attention", "most"),
    [("fp32", "plain", 1e-4), ("fp16", "gqa", 0.01), ("q4", "gqa", 0.6), ("q4f16", "gqa", 0.6)],
)
def test_every_number_format_stays_near_its_source(grouped, tmp_path, dtype, attention, most):
    export_checkpoint(grouped, tmp_path / "out", dtype, attention)
    report = compare(grouped, tmp_path / "out", dtype)
    assert report["logits"]["largest difference"] < most


def test_a_fixed_cache_written_in_place_gives_what_a_growing_one_gives(grouped, tmp_path):
    export_checkpoint(grouped, tmp_path / "out", "fp32")
    runtime = Runtime(tmp_path / "out", "fp32")
    embeds = runtime.embeds(np.arange(20, dtype=np.int64)[None])
    positions = np.tile(np.arange(20, dtype=np.int64), (3, 1))[:, None]
    grown, _ = runtime.step(embeds, positions, runtime.empty())
    room = 64
    past = {i.name: np.full((1, i.shape[1], room, i.shape[3]), 7.0, np.float32) for i in runtime.past}
    fixed = []
    for start, end in ((0, 13), (13, 20)):
        feeds = {
            "inputs_embeds": embeds[:, start:end],
            "attention_mask": np.ones((1, end), np.int64),
            "position_ids": positions[:, :, start:end].copy(),
            "num_logits_to_keep": np.array(0, np.int64),
            **past,
        }
        logits, *cache = runtime.decoder.run(None, feeds)
        assert cache[0].shape[2] == room
        past = dict(zip(past, cache))
        fixed.append(logits[0])
    assert np.abs(np.concatenate(fixed) - grown[0]).max() < 1e-4


@pytest.mark.parametrize("dtype", ["fp32", "fp16", "q4", "q4f16"])
def test_large_weights_are_written_in_portions_that_do_not_show(grouped, tmp_path, monkeypatch, dtype):
    export_checkpoint(grouped, tmp_path / "whole", dtype)
    monkeypatch.setattr("training.qwen.graph.PORTION", 1000)
    export_checkpoint(grouped, tmp_path / "portions", dtype)
    for path in (tmp_path / "whole" / "onnx").iterdir():
        assert path.read_bytes() == (tmp_path / "portions" / "onnx" / path.name).read_bytes()


def test_the_batch_is_called_as_transformers_js_calls_it(grouped, tmp_path):
    # It makes the empty cache from these names (models/modeling_utils.js, addPastKeyValues).
    export_checkpoint(grouped, tmp_path / "out", "fp32")
    for cache in Runtime(tmp_path / "out", "fp32").past:
        assert cache.shape == ["batch_size", 2, "past_sequence_length", 16]


def test_a_checkpoint_in_bfloat16_is_read_exactly(grouped, tmp_path):
    import torch

    half = shutil.copytree(grouped, tmp_path / "half")
    tensors = {
        name: tensor.to(torch.bfloat16) for name, tensor in load_file(half / "model.safetensors").items()
    }
    save_file(tensors, half / "model.safetensors")
    export_checkpoint(half, tmp_path / "out", "fp32")
    report = compare(half, tmp_path / "out", "fp32")
    assert report["logits"]["largest difference"] < 1e-4
    assert report["greedy"]["equal"]


def test_number_formats_of_one_model_lie_side_by_side(grouped, tmp_path):
    export_checkpoint(grouped, tmp_path / "out", "fp32")
    export_checkpoint(grouped, tmp_path / "out", "fp16")
    names = {p.name for p in (tmp_path / "out" / "onnx").iterdir()}
    assert {
        "decoder_model_merged.onnx",
        "decoder_model_merged_fp16.onnx",
        "decoder_model_merged_fp16.onnx_data",
    } <= names
    assert compare(grouped, tmp_path / "out", "fp32")["greedy"]["equal"]


def test_the_older_layout_of_names_and_configuration_is_read(grouped, tmp_path):
    old = shutil.copytree(grouped, tmp_path / "old")
    tensors = load_file(old / "model.safetensors")
    renamed = {
        n.replace("model.language_model.", "model.").replace("model.visual.", "visual."): t
        for n, t in tensors.items()
    }
    save_file(renamed, old / "model.safetensors")
    config = json.loads((old / "config.json").read_text())
    flat = {**config.pop("text_config"), **config, "model_type": "qwen2_5_vl"}
    rope = flat.pop("rope_parameters")
    flat |= {
        "rope_theta": rope["rope_theta"],
        "rope_scaling": {"type": "mrope", "mrope_section": rope["mrope_section"]},
    }
    (old / "config.json").write_text(json.dumps(flat))
    assert Checkpoint(old).text == Checkpoint(grouped).text
    export_checkpoint(old, tmp_path / "out", "fp32")
    assert compare(grouped, tmp_path / "out", "fp32")["greedy"]["equal"]


def test_what_cannot_be_exported_is_said_and_leaves_nothing(grouped, tmp_path):
    other = shutil.copytree(grouped, tmp_path / "other")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "model_type": "llava"}))
    with pytest.raises(CheckpointError, match="llava"):
        export_checkpoint(other, tmp_path / "out", "fp32")
    torn = shutil.copytree(grouped, tmp_path / "torn")
    tensors = load_file(torn / "model.safetensors")
    gone = next(n for n in tensors if n.endswith("layers.1.mlp.up_proj.weight"))
    del tensors[gone]
    save_file(tensors, torn / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"layers\.1\.mlp\.up_proj"):
        export_checkpoint(torn, tmp_path / "out", "fp32")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other", "torn"]


# The most that was in memory, of this process alone: what getrusage says begins with that of the one that
# started it.
PROBE = """
import re, sys
from pathlib import Path
from training.qwen.export import export_checkpoint
def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = most()
export_checkpoint(Path(sys.argv[1]), Path(sys.argv[2]), "fp32")
print(most() - before)
"""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"use_sliding_window": True, "sliding_window": 24, "max_window_layers": 0}, "sliding-window"),
        ({"hidden_act": "gelu"}, "hidden_act “gelu”"),
        ({"rms_norm_eps": ...}, "does not say rms_norm_eps"),
        ({"num_key_value_heads": ...}, "does not say num_key_value_heads"),
        ({"vision_config": {"hidden_act": "relu"}}, "vision_config.hidden_act"),
        ({"vision_config": {"spatial_merge_size": 1}}, "spatial_merge_size 1"),
        ({"vision_config": {"depth": ...}}, "does not say vision_config.depth"),
    ],
)
def test_what_would_be_exported_wrong_is_refused_in_a_sentence(grouped, tmp_path, change, words):
    folder = tmp_path / "source"
    shutil.copytree(grouped, folder)
    config = json.loads((folder / "config.json").read_text())
    # As hubs have it: flat.
    config = {**config.pop("text_config", {}), **config}
    config.pop("layer_types", None)
    changed(config, change)
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=words):
        export_checkpoint(folder, tmp_path / "out", "fp32")
    assert not (tmp_path / "out").exists()


def changed(config, change):
    for key, value in change.items():
        if value is ...:
            config.pop(key, None)
        elif isinstance(value, dict):
            changed(config[key], value)
        else:
            config[key] = value


def test_heads_that_are_null_and_ties_said_in_either_place_are_as_in_transformers(grouped, tmp_path):
    folder = tmp_path / "source"
    shutil.copytree(grouped, folder)
    config = json.loads((folder / "config.json").read_text())
    inner = config.setdefault("text_config", {})
    inner["num_key_value_heads"] = None
    inner["tie_word_embeddings"] = True
    config["tie_word_embeddings"] = False
    (folder / "config.json").write_text(json.dumps(config))
    text = Checkpoint(folder).text
    assert text.kv_heads == text.heads
    assert text.tied


def test_values_that_are_no_numbers_are_a_failure_and_no_json(tmp_path):
    good = {"largest difference": 1e-6, "largest value": 5.0}
    report = {"dtype": "fp16", "features": good, "logits": {**good, "largest difference": float("nan")}}
    assert "fp16" in (verdict(report) or "")
    assert "another precision" in (verdict(report) or "")
    assert json.loads(as_json(report))["logits"]["largest difference"] is None
    assert verdict({**report, "logits": good}) is None
    wrong = {"largest difference": 0.2, "largest value": 5.0}
    assert "differs" in (verdict({**report, "dtype": "fp32", "logits": wrong}) or "")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux: /proc has the peak memory")
@pytest.mark.parametrize("name", ["tied", "qwen3-vl-tied"])
def test_an_export_needs_less_memory_than_one_and_a_half_checkpoints(tmp_path, name):
    # Embeddings that are most of it, used twice: the worst case, and that of the smallest real checkpoints.
    wide = {"hidden": 512, "layers": 4, "heads": 8, "mlp": 1536, "vision_hidden": 192, "depth": 3}
    big = replace(SHAPES[name], **wide, vocab=40000)
    source = make_tiny(tmp_path / "big", big)
    size = Checkpoint(source).bytes()
    out = subprocess.run(
        [sys.executable, "-c", PROBE, str(source), str(tmp_path / "out")],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert size > 100e6
    # Its embeddings are in memory at once: less would be a probe that sees nothing.
    assert 0.3 * size < int(out.stdout) * 1024 < 1.5 * size
