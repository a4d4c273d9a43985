"""The folder for transformers gives the logits of the network; the smaller graphs stay near the fp32 ones."""

import numpy as np
import pytest
import torch
from PIL import Image

from training import dialect
from training.evaluation.runtime import Runtime, Sequence, patches
from training.export import export
from training.quantise import quantise, store_in_half


def picture(width, height):
    return Image.fromarray(np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def folder(network, tmp_path_factory):
    out = tmp_path_factory.mktemp("graphs")
    export(network, out)
    return out


def run(runtime, images):
    sequence = Sequence(runtime)
    sequence.text(runtime.encode(dialect.HEAD))
    for image in images:
        sequence.image(image)
    sequence.text(runtime.encode("What does the green sign say?"))
    return sequence.logits


def test_transformers_loads_the_folder(network, folder, tmp_path):
    transformers = pytest.importorskip("transformers")
    from training.hub.write import write

    write(network, tmp_path)
    model = transformers.AutoModel.from_pretrained(tmp_path, trust_remote_code=True).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path)
    runtime = Runtime(folder, threads=1)
    images = [picture(84, 56), picture(56, 112)]
    ids = tokenizer.encode(dialect.HEAD, add_special_tokens=False)
    for image in images:
        ids += [model.config.image_token_id] * (image.width * image.height // 784)
    ids += tokenizer.encode("What does the green sign say?", add_special_tokens=False)
    pixels, grids = zip(*(patches(i) for i in images))
    with torch.no_grad():
        found = model(
            torch.tensor([ids]),
            torch.from_numpy(np.concatenate(pixels)),
            torch.from_numpy(np.concatenate(grids)),
        )
    assert np.abs(found.logits[0, -1].numpy() - run(runtime, images)).max() < 1e-3


@pytest.mark.parametrize(("kind", "share"), [("int8", 0.45), ("fp16", 0.55)])
def test_smaller_graphs(folder, tmp_path, kind, share):
    for file in quantise(folder / "onnx", kind):
        plain = file.with_name(file.name.replace(f"_{kind}", ""))
        (tmp_path / "onnx").mkdir(exist_ok=True)
        (tmp_path / "onnx" / plain.name).write_bytes(file.read_bytes())
    (tmp_path / "tokenizer.json").write_text((folder / "tokenizer.json").read_text())
    images = [picture(84, 56)]
    exact = run(Runtime(folder, 1), images)
    near = run(Runtime(tmp_path, 1), images)
    assert np.corrcoef(exact, near)[0, 1] > 0.98
    sizes = [
        sum(f.stat().st_size for f in (d / "onnx").glob("*.onnx") if "_" + kind not in f.name)
        for d in (folder, tmp_path)
    ]
    assert sizes[1] < share * sizes[0]


def test_weights_stored_in_half_compute_in_full(folder, tmp_path):
    (tmp_path / "onnx").mkdir()
    for file in (folder / "onnx").glob("*.onnx"):
        (tmp_path / "onnx" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "tokenizer.json").write_text((folder / "tokenizer.json").read_text())
    store_in_half(tmp_path / "onnx")
    images = [picture(84, 56)]
    exact = run(Runtime(folder, 1), images)
    near = run(Runtime(tmp_path, 1), images)
    assert near.dtype == np.float32
    assert 0 < np.abs(exact - near).max() < 0.02 * np.abs(exact).max()
    names = ("embed_tokens", "vision_encoder", "decoder_model_merged")
    sizes = [sum((d / "onnx" / f"{n}.onnx").stat().st_size for n in names) for d in (folder, tmp_path)]
    assert sizes[1] < 0.6 * sizes[0]
