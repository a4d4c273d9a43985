"""The training losses: next token, where to look, what stands where."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.dialogue import CONCLUSION_WEIGHT, VALUE_WEIGHT
from training.forward import Result
from training.labels import KEYS, ORDINALS
from training.model.decoder import Decoder
from training.packing import Packer
from training.settings import CHARACTERS, ModelSize


class Helpers(nn.Module):
    """Linear readouts that exist in training only."""

    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        self.keys = nn.Linear(size.hidden, len(KEYS) + 1)
        self.characters = nn.Linear(size.hidden, 8 * (len(CHARACTERS) + 1))
        self.ordinals = nn.Linear(size.hidden, 8 * ORDINALS)
        self.remaining = nn.Linear(size.hidden, 8 * ORDINALS)


def attention_losses(result: Result, batch: list[dict]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """-log of the attention on the asked-for region and on the crop token being read, and their mean
    masses."""
    asked = []
    covered = []
    rows = [row for item in batch for row in item["rows"]]
    r = 0
    for item in batch:
        for row in item["rows"]:
            asked += [(r, query) for query, _ in row.pointers]
            covered += [item["owner"] == thing for _, thing in row.pointers]
            r += 1
    # One gather each: the gradient of many single slices would fill the whole tensor many times.
    found = read = result.attention.new_ones(1)  # nothing asked: nothing to learn
    if asked:
        at = torch.tensor(asked)
        which = torch.stack(covered)
        seen = result.attention[at[:, 0], 1, 0, at[:, 1], result.first : result.first + which.shape[1]]
        found = (seen * which).sum(-1)
    at, which = reading_places(rows)
    if len(at):
        seen = result.attention[at[:, 0], 0, 0, at[:, 1], result.prefix :].gather(1, at[:, 2:])
        read = (seen * (which.sum(-1) > 0)).sum(-1)
    return (
        -(found + 1e-4).log().mean(),
        -(read + 1e-4).log().mean(),
        found.mean().detach(),
        read.mean().detach(),
    )


def reading_places(rows: list) -> tuple[Tensor, Tensor]:
    """Row, query and up to three tokens of each character to be read [n, 5], and which of their columns show
    it [n, 3, 4]."""
    asked = []
    which = []
    for r, row in enumerate(rows):
        for query, places in row.readings:
            tokens = sorted({t for t, _ in places})[:3]
            asked.append((r, query, *tokens, *[tokens[0]] * (3 - len(tokens))))
            which.append(
                [[(t, c) in places for c in range(4)] for t in tokens] + [[False] * 4] * (3 - len(tokens))
            )
    return torch.tensor(asked), torch.tensor(which)


def reader_losses(
    result: Result, batch: list[dict], decoder: Decoder, character_ids: Tensor
) -> tuple[Tensor, Tensor, float | None]:
    """Which column to read next (any that shows the character), and what each column of each crop token
    shows."""
    at, which = reading_places([row for item in batch for row in item["rows"]])
    if not len(at):
        return result.logits.new_zeros(()), result.logits.new_zeros(()), None
    right = which.any(1)
    guess = decoder.column(result.hidden[at[:, 0], at[:, 1]]).float()
    column = -(guess.log_softmax(-1).masked_fill(~right, -1e4).logsumexp(-1)).mean()
    upper, lower = result.shown.view(-1, 2, 4).unbind(1)
    shown = torch.where(upper > 0, upper, lower)
    kind = decoder.character(result.columns[shown > 0]).float()
    ids = character_ids[shown[shown > 0] - 1]
    hit = right.gather(1, guess.argmax(-1, keepdim=True)).float().mean().item()
    return column, F.cross_entropy(kind, ids), hit


def copy_loss(result: Result, batch: list[dict]) -> tuple[Tensor, float | None]:
    """-log of the copier's attention on the token to be repeated, and its mean."""
    rows = [row for item in batch for row in item["rows"]]
    asked = [(r, query, source) for r, row in enumerate(rows) for query, source in row.copies]
    if not asked:
        return result.logits.new_zeros(()), None
    r, query, source = torch.tensor(asked).unbind(1)
    mass = result.copying[r, query].log_softmax(-1).gather(1, (source + result.prefix)[:, None])
    return -mass.clamp(min=-9.0).mean(), mass.exp().mean().item()


def compute(
    result: Result, batch: list[dict], helpers: Helpers, decoder: Decoder, packer: Packer
) -> tuple[Tensor, dict[str, float]]:
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
    slots, *counts = torch.cat([s for _, s in result.crops], 1).flatten(1)
    guess = torch.cat([helpers.characters(f).float().view(-1, len(CHARACTERS) + 1) for f, _ in result.crops])
    character = F.cross_entropy(guess, slots, balance)
    ordinal, rest = (
        F.cross_entropy(
            torch.cat([head(f).float().view(-1, ORDINALS) for f, _ in result.crops])[count > 0],
            count[count > 0],
        )
        for head, count in zip((helpers.ordinals, helpers.remaining), counts)
    )
    # Characters weigh most: whatever else shares the encoder drowns them otherwise, and reading never starts.
    column, shown, right_column = reader_losses(result, batch, decoder, packer.characters)
    copy, copied = copy_loss(result, batch)
    total = (
        lm
        + 0.5 * copy
        + 0.5 * pointer
        + 0.2 * reading
        + box
        + 0.3 * key
        + 3.0 * character
        + column
        + shown
        + ordinal
        + rest
    )
    coordinates = packer.coordinates
    with torch.no_grad():
        right = result.logits.argmax(-1) == result.targets
        coordinate = coordinates[result.targets] >= 0
        near = (coordinates[result.logits.argmax(-1)] - coordinates[result.targets]).abs() <= 8
        text = ~coordinate & (result.weights == 1)
        value = result.weights == VALUE_WEIGHT
        drawn = slots > 0
        concluded = result.weights == CONCLUSION_WEIGHT
        shares = {
            "conclude": right[concluded],
            "value": right[value],
            "near": near[coordinate],
            "token": right[text],
        }
        seen = {"copied": copied, "col": right_column} | {
            n: v.float().mean().item() for n, v in shares.items() if len(v)
        }
    # A number that a batch says nothing about is left out: the log keeps what it was.
    return total, {
        **{n: v for n, v in seen.items() if v is not None},
        "loss": total.item(),
        "lm": lm.item(),
        "found": found.item(),
        "read": read.item(),
        "shown": shown.item(),
        "ce": character.item(),
        "order": ordinal.item(),
        "rest": rest.item(),
        "key": key.item(),
        "box": (result.edges[owner >= 0] - edges[owner >= 0]).abs().mean().item() * 100,
        "char": (guess.argmax(-1) == slots)[drawn].float().mean().item(),
    }
