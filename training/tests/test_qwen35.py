"""Qwen3.5: an export is the model, states included, and the comparison would tell if they were lost."""

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

NAMES = [name for name, shape in SHAPES.items() if shape.family == "qwen3_5"]


@pytest.fixture(scope="module", params=NAMES)
def tiny(request, tmp_path_factory):
    return make_tiny(tmp_path_factory.mktemp("tiny") / request.param, SHAPES[request.param])


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return make_tiny(tmp_path_factory.mktemp("tiny") / "qwen3.5", SHAPES["qwen3.5"])


def test_there_are_three_shapes():
    assert len(NAMES) >= 3


@pytest.mark.parametrize("state", ["past_conv.", "past_recurrent."])
def test_the_comparison_fails_when_a_state_is_lost(tiny, tmp_path, monkeypatch, state):
    export_checkpoint(tiny, tmp_path / "out", "fp32")
    whole = compare(tiny, tmp_path / "out", "fp32")
    assert whole["logits"]["largest difference"] < 1e-4
    assert whole["greedy"]["equal"]
    step = Runtime.step

    def without(self, embeds, positions, past, *given, **more):
        kept = {name: np.zeros_like(v) if name.startswith(state) else v for name, v in past.items()}
        return step(self, embeds, positions, kept, *given, **more)

    monkeypatch.setattr(Runtime, "step", without)
    # The context is read in two parts: what is lost is what the second part knows of the first.
    assert compare(tiny, tmp_path / "out", "fp32")["logits"]["largest difference"] > 0.02


@pytest.mark.parametrize(("dtype", "most"), [("fp16", 0.03), ("q4", 1.2), ("q4f16", 1.2)])
def test_every_number_format_stays_near_its_source(plain, tmp_path, dtype, most):
    export_checkpoint(plain, tmp_path / "out", dtype)
    assert compare(plain, tmp_path / "out", dtype)["logits"]["largest difference"] < most


def test_states_are_32_bits_where_roundings_would_gather(plain, tmp_path):
    export_checkpoint(plain, tmp_path / "out", "fp16")
    kinds = {i.name: (i.type, i.shape[1:]) for i in Runtime(tmp_path / "out", "fp16").past}
    assert kinds["past_recurrent.0"] == ("tensor(float)", [2, 16, 16])
    assert kinds["past_conv.0"] == ("tensor(float16)", [96, 3])
    assert kinds["past_key_values.3.key"][0] == "tensor(float16)"


def test_padding_leaves_the_states_alone(plain, tmp_path):
    export_checkpoint(plain, tmp_path / "out", "fp32")
    runtime = Runtime(tmp_path / "out", "fp32")
    random = np.random.default_rng(3)
    ids = random.integers(0, 200, (1, 5))
    embeds = runtime.embeds(ids)
    padded = np.concatenate([random.standard_normal((1, 3, 64)).astype(np.float32), embeds], axis=1)

    def read(rows, mask, first):
        positions = np.arange(first, first + rows.shape[1])[None, None].repeat(3, axis=0)
        given = {"inputs_embeds": rows, "attention_mask": mask, "position_ids": positions}
        logits, *cache = runtime.decoder.run(
            None, {**given, "num_logits_to_keep": np.array(1, np.int64), **runtime.empty()}
        )
        return logits, dict(zip(runtime.past_names, cache))

    _, alone = read(embeds, np.ones((1, 5), np.int64), 0)
    _, behind = read(padded, np.array([[0] * 3 + [1] * 5], np.int64), -3)
    # The first layer: later ones read what attention made of padding, as in transformers.
    for name in ("past_conv.0", "past_recurrent.0"):
        assert np.abs(alone[name] - behind[name]).max() < 1e-5


def test_token_by_token_is_the_same_as_at_once(plain, tmp_path):
    export_checkpoint(plain, tmp_path / "out", "fp32")
    runtime = Runtime(tmp_path / "out", "fp32")
    embeds = runtime.embeds(np.random.default_rng(5).integers(0, 200, (1, 40)))
    positions = np.arange(40)[None, None].repeat(3, axis=0)
    whole, _ = runtime.step(embeds, positions, runtime.empty())
    past = runtime.empty()
    for at in range(40):
        logits, past = runtime.step(embeds[:, at : at + 1], positions[:, :, at : at + 1], past)
        assert np.abs(logits[0, 0] - whole[0, at]).max() < 1e-5


def test_the_folder_says_how_it_is_asked(plain, tmp_path):
    export_checkpoint(plain, tmp_path / "out", "fp32")
    said = json.loads((tmp_path / "out" / "relook.json").read_text())
    assert said["dialect"] == "qwen3.5"
    assert said["context"] == "tokens"


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("text_config", {"layer_types": ["linear_attention"] * 4}, "without any layer of full attention"),
        ("text_config", {"layer_types": ["full_attention"] * 3}, "3 of 4 layers"),
        ("text_config", {"layer_types": ["full_attention"] * 3 + ["mamba"]}, "mamba"),
        ("text_config", {"linear_num_value_heads": 3}, "3 value heads over 2 key heads"),
        ("text_config", {"linear_conv_kernel_dim": None}, "linear_conv_kernel_dim"),
        ("text_config", {"attn_output_gate": False}, "without an output gate"),
        ("vision_config", {"deepstack_visual_indexes": [1]}, "deepstack_visual_indexes of a qwen3_5"),
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
    assert not (tmp_path / "out").exists()


def test_mixtures_of_experts_are_refused(plain, tmp_path):
    source = shutil.copytree(plain, tmp_path / "source")
    config = json.loads((source / "config.json").read_text())
    (source / "config.json").write_text(json.dumps({**config, "model_type": "qwen3_5_moe"}))
    with pytest.raises(CheckpointError, match="mixture of experts"):
        export_checkpoint(source, tmp_path / "out", "fp32")


@pytest.mark.parametrize("options", [{"layout": "genai"}, {"attention": "plain"}])
def test_ways_its_layers_cannot_be_written_are_refused(plain, tmp_path, options):
    with pytest.raises(CheckpointError, match="Gated DeltaNet"):
        export_checkpoint(plain, tmp_path / "out", "fp32", **options)


def test_a_decoder_of_attention_alone_has_no_states(plain, tmp_path):
    source = shutil.copytree(plain, tmp_path / "source")
    config = json.loads((source / "config.json").read_text())
    config["text_config"]["layer_types"] = ["full_attention"] * 4
    (source / "config.json").write_text(json.dumps(config))
    assert Checkpoint(source).text.linear is None
