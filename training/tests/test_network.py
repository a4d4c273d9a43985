"""Exported graphs against PyTorch, with and without cache, and the pointer's arithmetic."""

import numpy as np
import pytest
import torch
from PIL import Image

from training.evaluation.runtime import Runtime, Sequence, patches
from training.export import export
from training.forward import normalised
from training.model.network import causal_mask, coordinate_values
from training.model.rope import image_positions
from training.model.vision import image_from_patches
from training.packing import pixels


@pytest.fixture(scope="module")
def runtime(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    export(network, folder)
    return Runtime(folder, threads=1)


def picture(width, height):
    rng = np.random.default_rng(1)
    return Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


def test_patches_rebuild_the_image():
    image = picture(84, 56)
    flat, grid = patches(image)
    rebuilt = image_from_patches(torch.from_numpy(flat), torch.from_numpy(grid))
    assert torch.allclose(rebuilt, normalised([pixels(image)]), atol=1e-6)


@pytest.mark.parametrize("size", [(84, 56), (28, 28), (336, 336), (1120, 28)])
def test_vision_graph(network, runtime, size):
    image = picture(*size)
    flat, grid = patches(image)
    found = runtime.vision.run(None, {"pixel_values": flat, "image_grid_thw": grid})[0]
    with torch.no_grad():
        expected = network.vision(normalised([pixels(image)]))[0].numpy()
    assert np.abs(found - expected).max() < 1e-4


def test_logits_with_growing_cache(network, runtime):
    ids = runtime.encode("What does the green sign say?")
    more = runtime.encode(' {"bbox_2d": [8')
    image = picture(84, 56)
    sequence = Sequence(runtime)
    sequence.text(ids)
    sequence.image(image)
    for token in more:
        sequence.text([token])
    with torch.no_grad():
        features = network.vision(normalised([pixels(image)]))
        x = torch.cat((network.embed(torch.tensor([ids])), features, network.embed(torch.tensor([more]))), 1)
        n = len(ids)
        after = len(ids) + 3
        places = torch.cat(
            (
                torch.arange(n).expand(3, -1),
                image_positions(n, 2, 3),
                (torch.arange(len(more)) + after).expand(3, -1),
            ),
            1,
        )
        hidden, found, _ = network.decoder(x, places[:, None], causal_mask(x.shape[1], x.shape[1]))
        expected = network.decoder.logits(hidden, found)[0, -1].numpy()
    assert sequence.place == after + len(more)
    assert np.abs(sequence.logits - expected).max() < 1e-3


def test_pointer_prefers_the_near_coordinate(network, tokenizer):
    values = coordinate_values(tokenizer)
    hidden = torch.zeros(1, network.size.hidden)
    with torch.no_grad():
        logits = network.decoder.logits(
            hidden, (torch.full((1, 4), 1.36), torch.zeros(1, 60), torch.zeros(1, 32))
        )[0]
    near = (values == 136) | (values < 0)
    assert logits[near].min() > logits[~near].max()
