"""Teacher-forced pass over a batch: the overview once per image, then all trajectories on its cached keys and
values.

Batches without pages of characters are there for what is done with what was read, so the vision encoder does
not learn from them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import torch
from torch import Tensor

from training import settings
from training.model.network import Network, causal_mask
from training.packing import Packer


def normalised(images: list[Tensor]) -> Tensor:
    """Byte images of one size -> network input."""
    return (torch.stack(images).float() / 255 - settings.IMAGE_MEAN) / settings.IMAGE_STD


@dataclass
class Result:
    """What the losses need."""

    logits: Tensor  # [selected, vocab]
    targets: Tensor
    weights: Tensor
    attention: Tensor  # [rows, kv, group, new, total] of the pointer layer
    edges: Tensor  # [images, overview tokens, 4]
    overview: Tensor  # vision features
    # features [tokens, hidden] and slot labels [3, tokens, 8], grouped by size
    crops: list[tuple[Tensor, Tensor]]
    first: int  # index of the first overview token in the prefix
    prefix: int
    hidden: Tensor  # [rows, new, hidden]
    columns: Tensor  # [crop tokens, 4, 15]: what the reader finds there
    shown: Tensor  # [crop tokens, 8]: character classes
    copying: Tensor  # [rows, new, total]: scores of the copier's attention, before its softmax


def encode_crops(
    network: Network, rows: list
) -> tuple[list[tuple[int, int, Tensor]], list[tuple[Tensor, Tensor]]]:
    """Encode crops of one size together. Returns (row, first id, features) and (features, slots)."""
    groups: dict[tuple, list] = defaultdict(list)
    for r, row in enumerate(rows):
        for first, pixels, slots in row.crops:
            groups[tuple(pixels.shape)].append((r, first, pixels, slots))
    placed = []
    labelled = []
    for members in groups.values():
        features = network.vision(normalised([m[2] for m in members]))
        placed += [(m[0], m[1], f) for m, f in zip(members, features)]
        labelled.append((features.flatten(0, 1), torch.cat([m[3] for m in members], 1)))
    placed.sort(key=lambda p: p[:2])
    return placed, labelled


def run(network: Network, packer: Packer, batch: list[dict]) -> Result:
    """Forward pass of one batch."""
    images = len(batch)
    rows = [row for item in batch for row in item["rows"]]
    per_image = len(rows) // images
    prefix = batch[0]["prefix"]
    n = len(prefix.ids)
    first = len(packer.head) + 1
    pages = [page for item in batch for page in item["pages"]]
    with torch.set_grad_enabled(torch.is_grad_enabled() and bool(pages)):
        overview = network.vision(normalised([item["overview"] for item in batch]))
        placed, labelled = encode_crops(network, rows)
        if pages:
            features = network.vision(normalised([image for image, _ in pages]))
            labelled.append((features.flatten(0, 1), torch.cat([slots for _, slots in pages], 1)))
    x = network.embed(torch.tensor([prefix.ids] * images))
    x = torch.cat((x[:, :first], overview.to(x.dtype), x[:, first + overview.shape[1] :]), 1)
    places = torch.cat(prefix.places, 1)[:, None].expand(3, images, n)
    _, _, past = network.decoder(x, places, causal_mask(n, n))
    layer = network.decoder.layers[network.size.pointer_layer]
    edges = layer.edge_values[:, first : first + overview.shape[1]]

    longest = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    weights = torch.zeros(len(rows), longest)
    places = torch.zeros(3, len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        weights[i, : len(row.ids)] = torch.tensor(row.weights)
        places[:, i, : len(row.ids)] = torch.cat(row.places, 1)
    x = network.embed(ids)
    index = torch.tensor([], dtype=torch.long)
    if placed:
        index = torch.cat([torch.arange(f.shape[0]) + r * longest + at for r, at, f in placed])
        x = x.flatten(0, 1).index_copy(0, index, torch.cat([f for _, _, f in placed]).to(x.dtype)).view_as(x)
    past = [tuple(t.repeat_interleave(per_image, 0) for t in pair) for pair in past]
    mask = causal_mask(longest, n + longest)
    hidden, found, _ = network.decoder(x, places, mask, past)
    query, key = network.decoder.layers[network.size.copy_layer].copying
    copying = (query @ key.transpose(1, 2)).float() + mask[0, 0]
    chosen = weights[:, 1:] > 0
    logits = network.decoder.logits(hidden[:, :-1][chosen], tuple(t[:, :-1][chosen] for t in found))
    columns = layer.columns.flatten(0, 1)[index].view(-1, network.size.columns, network.size.channels)
    shown = torch.cat(
        [torch.zeros(0, 8, dtype=torch.long), *(slots[0] for row in rows for _, _, slots in row.crops)]
    )
    return Result(
        logits=logits,
        targets=ids[:, 1:][chosen],
        weights=weights[:, 1:][chosen],
        attention=layer.weights,
        edges=edges,
        overview=overview,
        crops=labelled,
        first=first,
        prefix=n,
        hidden=hidden,
        columns=columns,
        shown=shown,
        copying=copying,
    )
