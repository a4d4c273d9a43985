"""Qwen3-VL: an export is the model, DeepStack included, and the comparison would tell if it were not."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from training.qwen.checkpoint import Checkpoint, CheckpointError
from training.qwen.export import export_checkpoint
from training.qwen.parity import Runtime, compare
from training.qwen.shapes import SHAPES
from training.qwen.tiny import make_tiny

pytest.importorskip(
    "transformers", reason="transformers is not installed: the export is not compared with it"
)

NAMES = [name for name, shape in SHAPES.items() if shape.family == "qwen3_vl"]


@pytest.fixture(scope="module", params=NAMES)
def tiny(request, tmp_path_factory):
    return make_tiny(tmp_path_factory.mktemp("tiny") / request.param, SHAPES[request.param])


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return make_tiny(tmp_path_factory.mktemp("tiny") / "qwen3-vl", SHAPES["qwen3-vl"])


def test_there_are_four_shapes():
    assert len(NAMES) >= 4


def test_the_comparison_fails_when_what_goes_deeper_is_dropped(tiny, tmp_path, monkeypatch):
    export_checkpoint(tiny, tmp_path / "out", "fp32")
    assert compare(tiny, tmp_path / "out", "fp32")["logits"]["largest difference"] < 1e-4
    step = Runtime.step

    def without(self, *given, deeper=None, **more):
        return step(self, *given, **more)

    monkeypatch.setattr(Runtime, "step", without)
    report = compare(tiny, tmp_path / "out", "fp32")
    # The features themselves are there and right; only the decoder is not given them.
    assert report["features"]["largest difference"] < 1e-5
    assert report["logits"]["largest difference"] > 0.1


def test_each_layer_counts(plain, tmp_path, monkeypatch):
    export_checkpoint(plain, tmp_path / "out", "fp32")
    step = Runtime.step
    for layer in range(3):

        def swapped(self, *given, deeper=None, layer=layer, **more):
            if deeper is not None:
                deeper = deeper.copy()
                deeper[layer] = deeper[(layer + 1) % 3]
            return step(self, *given, deeper=deeper, **more)

        monkeypatch.setattr(Runtime, "step", swapped)
        assert compare(plain, tmp_path / "out", "fp32")["logits"]["largest difference"] > 0.02


@pytest.mark.parametrize(
    ("dtype", "attention", "most"),
    [("fp32", "plain", 1e-4), ("fp16", "gqa", 0.02), ("q4", "gqa", 0.9), ("q4f16", "gqa", 0.9)],
)
def test_every_number_format_stays_near_its_source(plain, tmp_path, dtype, attention, most):
    export_checkpoint(plain, tmp_path / "out", dtype, attention)
    assert compare(plain, tmp_path / "out", dtype)["logits"]["largest difference"] < most


def test_pictures_larger_and_smaller_than_the_table_are_placed_as_in_transformers(plain, tmp_path):
    import torch
    from transformers import AutoModelForImageTextToText

    export_checkpoint(plain, tmp_path / "out", "fp32")
    runtime = Runtime(tmp_path / "out", "fp32")
    model = AutoModelForImageTextToText.from_pretrained(
        plain, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    random = np.random.default_rng(4)
    # The table is 12 × 12: one cell, exactly the table, beyond it, long and thin.
    for grid in ((1, 2, 2), (1, 12, 12), (1, 26, 14), (1, 2, 60)):
        patches = random.standard_normal((grid[1] * grid[2], 1536)).astype(np.float32)
        ours = runtime.see(patches, np.array(grid, np.int64))
        with torch.no_grad():
            theirs = model.model.visual(torch.from_numpy(patches), grid_thw=torch.tensor([grid]))
        wanted = torch.stack([theirs.pooler_output, *theirs.deepstack_features]).numpy()
        assert np.abs(ours - wanted).max() < 1e-5, grid


def test_names_are_those_of_mobius(plain, tmp_path):
    export_checkpoint(plain, tmp_path / "out", "fp32")
    runtime = Runtime(tmp_path / "out", "fp32")
    features = next(o for o in runtime.vision.get_outputs() if o.name == "deepstack_features")
    embeds = next(i for i in runtime.decoder.get_inputs() if i.name == "deepstack_embeds")
    assert features.shape == [3, "tokens", 64]
    assert embeds.shape == [3, "batch_size", "sequence_length", 64]


def test_the_folder_says_how_it_is_asked(plain, tmp_path):
    export_checkpoint(plain, tmp_path / "out", "fp32")
    said = json.loads((tmp_path / "out" / "relook.json").read_text())
    assert said["dialect"] == "qwen3-vl"
    assert said["context"] == "tokens"
    assert said["image"] == {"minPixels": 65536, "maxPixels": 16777216}


def test_a_processor_saved_by_transformers_5_is_read(plain, tmp_path):
    source = shutil.copytree(plain, tmp_path / "source")
    own = json.loads((source / "preprocessor_config.json").read_text())
    (source / "preprocessor_config.json").unlink()
    with pytest.raises(CheckpointError, match="preprocessor_config"):
        export_checkpoint(source, tmp_path / "out", "fp32")
    (source / "processor_config.json").write_text(json.dumps({"image_processor": own}))
    export_checkpoint(source, tmp_path / "out", "fp32")
    assert json.loads((tmp_path / "out" / "preprocessor_config.json").read_text()) == own


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("vision_config", {"deepstack_visual_indexes": [1, 9]}, "not layers of 5"),
        ("vision_config", {"num_position_embeddings": 145}, "145 is not a square"),
        ("vision_config", {"deepstack_visual_indexes": [0, 1, 2, 3, 4]}, "decoder of 4 layers"),
        ("text_config", {"attention_bias": True}, "attention_bias"),
        ("text_config", {"head_dim": None}, "head_dim"),
    ],
)
def test_what_would_be_exported_wrong_is_refused_in_a_sentence(plain, tmp_path, part, change, words):
    source = shutil.copytree(plain, tmp_path / "source")
    config = json.loads((source / "config.json").read_text())
    config[part] |= change
    config[part] = {key: value for key, value in config[part].items() if value is not None}
    (source / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=words):
        export_checkpoint(source, tmp_path / "out", "fp32")


def test_mixtures_of_experts_are_refused(plain, tmp_path):
    source = shutil.copytree(plain, tmp_path / "source")
    config = json.loads((source / "config.json").read_text())
    (source / "config.json").write_text(json.dumps({**config, "model_type": "qwen3_vl_moe"}))
    with pytest.raises(CheckpointError, match="qwen3_vl_moe"):
        export_checkpoint(source, tmp_path / "out", "fp32")


def test_the_layout_of_genai_is_refused_until_it_takes_deepstack(plain, tmp_path):
    with pytest.raises(CheckpointError, match="2513"):
        export_checkpoint(plain, tmp_path / "out", "fp32", layout="genai")
    assert Checkpoint(plain).vision.deepstack == ((1, 0), (2, 1), (4, 2))
