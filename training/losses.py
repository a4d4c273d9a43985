"""The training losses: next token, where to look, what stands where."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.dialogue import VALUE_WEIGHT
from training.forward import Result
from training.labels import KEYS
from training.model.decoder import Decoder
from training.packing import Packer
from training.settings import CHARACTERS, ModelSize


class Helpers(nn.Module):
    """Linear readouts that exist in training only."""

    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        self.keys = nn.Linear(size.hidden, len(KEYS) + 1)
        self.characters = nn.Linear(size.hidden, 8 * (len(CHARACTERS) + 1))


def attention_losses(result: Result, batch: list[dict]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """-log of the attention on the asked-for region and on the crop token being read, and their mean masses."""
    asked, covered, reading = [], [], []
    r = 0
    for item in batch:
        for row in item["rows"]:
            asked += [(r, query) for query, _ in row.pointers]
            covered += [item["owner"] == thing for _, thing in row.pointers]
            reading += [(r, *place) for place in row.readings]
            r += 1
    # One gather each: the gradient of many single slices would fill the whole tensor many times.
    at, which = torch.tensor(asked), torch.stack(covered)
    seen = result.attention[at[:, 0], 1, 0, at[:, 1], result.first : result.first + which.shape[1]]
    read_at = torch.tensor(reading)
    found = (seen * which).sum(-1)
    read = result.attention[read_at[:, 0], 0, 0, read_at[:, 1], read_at[:, 2] + result.prefix]
    return -(found + 1e-4).log().mean(), -(read + 1e-4).log().mean(), found.mean().detach(), read.mean().detach()


def reader_losses(result: Result, batch: list[dict], decoder: Decoder, character_ids: Tensor) -> tuple[Tensor, Tensor, float]:
    """Which column to read next, and what each column of each crop token shows."""
    rows = (row for item in batch for row in item["rows"])
    at = torch.tensor([(r, query, column) for r, row in enumerate(rows) for query, _, column in row.readings])
    guess = decoder.column(result.hidden[at[:, 0], at[:, 1]]).float()
    upper, lower = result.shown.view(-1, 2, 4).unbind(1)
    shown = torch.where(upper > 0, upper, lower)
    kind = decoder.character(result.columns[shown > 0]).float()
    ids = character_ids[shown[shown > 0] - 1]
    return F.cross_entropy(guess, at[:, 2]), F.cross_entropy(kind, ids), (guess.argmax(-1) == at[:, 2]).float().mean().item()


def compute(result: Result, batch: list[dict], helpers: Helpers, decoder: Decoder, packer: Packer) -> tuple[Tensor, dict[str, float]]:
    """Weighted sum of all losses and numbers for the log."""
    token = F.cross_entropy(result.logits, result.targets, reduction="none")
    lm = (token * result.weights).sum() / result.weights.sum()
    pointer, reading, found, read = attention_losses(result, batch)
    owner = torch.stack([item["owner"] for item in batch])
    edges = torch.stack([item["edges"][item["owner"].clamp(min=0)] for item in batch])
    box = F.smooth_l1_loss(result.edges[owner >= 0], edges[owner >= 0], beta=0.05)
    keys = torch.stack([item["keys"] for item in batch])
    rare = torch.ones(len(KEYS) + 1)
    rare[0] = 0.2
    key = F.cross_entropy(helpers.keys(result.overview).flatten(0, 1).float(), keys.flatten(), rare)
    balance = torch.ones(len(CHARACTERS) + 1)
    balance[0] = 0.05
    slots = torch.cat([s.flatten() for _, s in result.crops])
    guess = torch.cat([helpers.characters(f).float().view(-1, len(CHARACTERS) + 1) for f, _ in result.crops])
    character = F.cross_entropy(guess, slots, balance)
    # Characters weigh most: whatever else shares the encoder drowns them otherwise, and reading never starts.
    column, shown, right_column = reader_losses(result, batch, decoder, packer.characters)
    total = lm + 0.5 * pointer + 0.2 * reading + box + 0.3 * key + 2.0 * character + column + shown
    coordinates = packer.coordinates
    with torch.no_grad():
        right = result.logits.argmax(-1) == result.targets
        coordinate = coordinates[result.targets] >= 0
        near = (coordinates[result.logits.argmax(-1)] - coordinates[result.targets]).abs() <= 8
        text, value = ~coordinate & (result.weights == 1), result.weights == VALUE_WEIGHT
        drawn = slots > 0
    return total, {
        "loss": total.item(), "lm": lm.item(), "token": right[text].float().mean().item(),
        "value": right[value].float().mean().item(), "near": near[coordinate].float().mean().item(), "found": found.item(), "read": read.item(),
        "col": right_column, "shown": shown.item(), "ce": character.item(), "box": (result.edges[owner >= 0] - edges[owner >= 0]).abs().mean().item() * 100, "key": key.item(),
        "char": (guess.argmax(-1) == slots)[drawn].float().mean().item(),
    }
