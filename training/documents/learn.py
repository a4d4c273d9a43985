"""Supervised training on simulated pages; a second start goes on where the first stopped."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, distributed, multiprocessing, nn
from torch.nn import functional

from training.documents.batches import Stream, ahead
from training.documents.network import DocumentNetwork, tokenizer
from training.documents.start import begun
from training.documents.writer import letter
from training.eyes import cells
from training.model.network import causal_mask
from training.optimiser import optimisers, set_base, set_rate
from training.packing import Packer
from training.settings import ModelSize
from training.sft import average_gradients, follow, free_port, save, state_of

# After these layers of the decoder the letters of a spelled word have been put together, and a name has come
# to where its region is asked for.
TOGETHER = 1
ASKING = 2


class Letters:
    """The token of each character class of a cell; -1 where there is none."""

    def __init__(self, packer: Packer) -> None:
        ids = [letter(packer, c) for c in cells.ALPHABET + " "]
        self.ids = torch.tensor([-1, -1, *ids])


class Helpers(nn.Module):
    """What only the training needs: from what is known at the end of a word, where a region is asked for, and
    in a cell, to the code of the words."""

    def __init__(self, size: ModelSize, packer: Packer) -> None:
        super().__init__()
        self.letters = Letters(packer)
        self.code = nn.Linear(size.hidden, cells.HASHED)
        self.sought = nn.Linear(size.hidden, cells.HASHED)
        self.stands = nn.Linear(size.hidden, cells.HASHED)


@dataclass
class Seen:
    """What the losses need of a pass."""

    logits: Tensor
    targets: Tensor
    weights: Tensor
    hidden: Tensor  # [rows, new, hidden]
    early: Tensor  # the same after layer TOGETHER
    asking: Tensor  # and after layer ASKING
    beneath: Tensor  # of the pages [pages, prefix, hidden] after layer ASKING
    attention: Tensor  # [rows, kv, group, new, total]
    copying: Tensor  # [rows, new, total]
    pages: tuple[Tensor, Tensor]  # edges [pages, prefix, 4] and columns of the prefix
    rows: tuple[Tensor, Tensor]  # the same of the rows
    first: int
    tokens: int  # of an overview
    prefix: int


def run(network: DocumentNetwork, packer: Packer, batch: list[dict]) -> Seen:
    """The overview once per page, then all its rows on the cached keys and values."""
    rows = [row for page in batch for row in page["rows"]]
    each = len(rows) // len(batch)
    prefix = batch[0]["prefix"]
    n = len(prefix.ids)
    first = len(packer.head) + 1
    overview = network.vision(torch.stack([page["overview"] for page in batch]), *batch[0]["shape"])
    x = network.embed(torch.tensor([prefix.ids] * len(batch)))
    x = torch.cat((x[:, :first], overview.to(x.dtype), x[:, first + overview.shape[1] :]), 1)
    places = torch.cat(prefix.places, 1)[:, None].expand(3, len(batch), n)
    with listening(network, ASKING) as beneath:
        _, _, past = network.decoder(x, places, causal_mask(n, n))
    layer = network.decoder.layers[network.size.pointer_layer]
    pages = (layer.edge_values, layer.columns)
    ids, weights, places = filled(rows)
    longest = ids.shape[1]
    x = network.embed(ids)
    views = [(r, *view) for r, row in enumerate(rows) for view in row.views]
    if views:
        features = network.vision.together([(seen, shape) for _, _, seen, shape in views])
        index = torch.cat([torch.arange(len(seen)) + r * longest + at for r, at, seen, _ in views])
        flat = torch.cat([f[: len(v[2])] for f, v in zip(features, views)])
        x = x.flatten(0, 1).index_copy(0, index, flat.to(x.dtype)).view_as(x)
    past = [tuple(t.repeat_interleave(each, 0) for t in pair) for pair in past]
    mask = causal_mask(longest, n + longest)
    with listening(network, TOGETHER) as early, listening(network, ASKING) as late:
        hidden, found, _ = network.decoder(x, places, mask, past)
    query, key = network.decoder.layers[network.size.copy_layer].copying
    chosen = weights[:, 1:] > 0
    return Seen(
        logits=network.decoder.logits(hidden[:, :-1][chosen], tuple(t[:, :-1][chosen] for t in found)),
        targets=ids[:, 1:][chosen],
        weights=weights[:, 1:][chosen],
        hidden=hidden,
        early=early[0],
        asking=late[0],
        beneath=beneath[0],
        attention=layer.weights,
        copying=(query @ key.transpose(1, 2)).float() + mask[0, 0],
        pages=pages,
        rows=(layer.edge_values, layer.columns),
        first=first,
        tokens=overview.shape[1],
        prefix=n,
    )


@contextmanager
def listening(network: DocumentNetwork, layer: int) -> Iterator[list[Tensor]]:
    """Collects what a layer of the decoder gives on."""
    heard: list[Tensor] = []
    hook = network.decoder.layers[layer].register_forward_hook(lambda *done: heard.append(done[2][0]))
    try:
        yield heard
    finally:
        hook.remove()


def filled(rows: list) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, weights and places of rows, filled up to the longest."""
    longest = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    weights = torch.zeros(len(rows), longest)
    places = torch.zeros(3, len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        weights[i, : len(row.ids)] = torch.tensor(row.weights)
        places[:, i, : len(row.ids)] = torch.cat(row.places, 1)
    return ids, weights, places


def found_loss(seen: Seen, rows: list) -> tuple[Tensor, float]:
    """-log of the pointer's attention on what is asked for."""
    asked = [(r, query, tokens) for r, row in enumerate(rows) for query, tokens in row.found]
    at = torch.tensor([a[:2] for a in asked])
    mask = torch.zeros(len(asked), seen.attention.shape[-1])
    for i, (_, _, tokens) in enumerate(asked):
        start = seen.first + seen.tokens if tokens[0] < 0 else seen.prefix
        mask[i, [start + t for t in tokens]] = 1
    mass = (seen.attention[at[:, 0], 1, 0, at[:, 1]] * mask).sum(-1)
    return -(mass + 1e-4).log().mean(), mass.mean().item()


def reading_loss(seen: Seen, rows: list, network: DocumentNetwork) -> tuple[Tensor, Tensor, float, float]:
    """-log of the reader's attention on the cell of the next character, and of its slot's column."""
    asked = [(r, query, *spot[0]) for r, row in enumerate(rows) for query, spot in row.readings]
    r, query, token, slot = torch.tensor(asked).unbind(1)
    mass = seen.attention[r, 0, 0, query].gather(1, (token + seen.prefix)[:, None])
    guess = network.decoder.column(seen.hidden[r, query]).float()
    hit = (guess.argmax(-1) == slot).float().mean().item()
    return -(mass + 1e-4).log().mean(), functional.cross_entropy(guess, slot), mass.mean().item(), hit


def edge_loss(seen: Seen, batch: list[dict]) -> Tensor:
    """How far the edges that tokens hold are from their regions: of each region its first and last token."""
    parts = []
    for held, owners, start in (
        (seen.pages[0], [page["regions"] for page in batch], seen.first),
        (seen.rows[0], [row.regions for page in batch for row in page["rows"]], 0),
    ):
        asked = [
            (i, start + t, box)
            for i, regions in enumerate(owners)
            for tokens, box in regions
            for t in {*tokens[:1], *tokens[-1:]}
        ]
        if asked:
            # One gather: the gradient of many single slices would fill the whole tensor many times.
            at = torch.tensor([a[:2] for a in asked])
            wanted = torch.tensor([a[2] for a in asked])
            parts.append(functional.smooth_l1_loss(held[at[:, 0], at[:, 1]], wanted, beta=0.05))
    return torch.stack(parts).sum() if parts else seen.logits.new_zeros(())


def shown_loss(seen: Seen, batch: list[dict], network: DocumentNetwork, letters: Letters) -> Tensor:
    """Whether the columns of each token hold its characters."""
    columns = []
    kinds = []
    rows = [row for page in batch for row in page["rows"]]
    for i, row in enumerate(rows):
        for at, view, _ in row.views:
            columns.append(seen.rows[1][i, at : at + len(view)])
            kinds.append(view)
    for i, page in enumerate(batch):
        columns.append(seen.pages[1][i, seen.first : seen.first + seen.tokens])
        kinds.append(page["overview"])
    held = torch.cat(kinds)[:, : cells.STATE : cells.PER_SLOT].long()
    there = letters.ids[held]
    values = torch.cat(columns).unflatten(-1, (network.size.columns, network.size.channels))
    chosen = values[there >= 0]
    wanted = there[there >= 0]
    some = torch.randperm(len(wanted))[:800]
    return functional.cross_entropy(network.decoder.character(chosen[some]).float(), wanted[some])


def apart(guess: Tensor, codes: Tensor) -> Tensor:
    """How far guesses are from codes: 0 at best, 1 where they have nothing in common."""
    return (1 - functional.cosine_similarity(guess.float(), codes, dim=-1)).mean()


def naming_loss(seen: Seen, batch: list[dict], helpers: Helpers) -> tuple[Tensor, Tensor, Tensor]:
    """How far what is known at the end of a word of the question is from the code of that word in cells,
    where a region is asked for from that of its name, and in a cell of the overview from that of its
    words."""
    rows = [row for page in batch for row in page["rows"]]
    words = [(r, at, word) for r, row in enumerate(rows) for at, word in row.words]
    names = [(r, at, name) for r, row in enumerate(rows) for at, name in row.sought]
    made = []
    for asked, hidden, helper in ((words, seen.early, helpers.code), (names, seen.asking, helpers.sought)):
        if not asked:
            made.append(hidden.new_zeros(()))
            continue
        at = torch.tensor([a[:2] for a in asked])
        codes = torch.from_numpy(np.stack([code_of(text) for _, _, text in asked]))
        made.append(apart(helper(hidden[at[:, 0], at[:, 1]]), codes))
    held = torch.stack([page["overview"] for page in batch])[..., cells.HASH :]
    there = held.abs().sum(-1) > 0
    tokens = seen.beneath[:, seen.first : seen.first + seen.tokens]
    stands = apart(helpers.stands(tokens[there]), held[there]) if there.any() else seen.early.new_zeros(())
    return made[0], made[1], stands


def code_of(text: str) -> np.ndarray:
    """The sum of the codes of a text's words."""
    return np.sum([cells.word_hash(w) for w in text.split()], axis=0)


def losses(
    seen: Seen, batch: list[dict], network: DocumentNetwork, helpers: Helpers
) -> tuple[Tensor, dict[str, float]]:
    """Weighted sum of all losses, and numbers for the log."""
    rows = [row for page in batch for row in page["rows"]]
    token = functional.cross_entropy(seen.logits, seen.targets, reduction="none")
    lm = (token * seen.weights).sum() / seen.weights.sum()
    zero = lm.new_zeros(())
    found, mass = found_loss(seen, rows) if any(r.found for r in rows) else (zero, 0.0)
    read, column, reads, right = (
        reading_loss(seen, rows, network) if any(r.readings for r in rows) else (zero, zero, 0.0, 0.0)
    )
    edge = edge_loss(seen, batch)
    shown = shown_loss(seen, batch, network, helpers.letters)
    naming, sought, stands = naming_loss(seen, batch, helpers)
    spots = [(r, q, s) for r, row in enumerate(rows) for q, s in row.copies]
    copy = zero
    if spots:
        r, q, s = torch.tensor(spots).unbind(1)
        copy = -seen.copying[r, q].log_softmax(-1).gather(1, (s + seen.prefix)[:, None]).clamp(min=-9).mean()
    total = (
        lm
        + 0.5 * found
        + 0.3 * read
        + 0.5 * column
        + edge
        + 0.5 * shown
        + 0.3 * copy
        + naming
        + 0.5 * (sought + stands)
    )
    with torch.no_grad():
        hit = (seen.logits.argmax(-1) == seen.targets).float()
        value = seen.weights == 3.0
        numbers = {
            "loss": total,
            "lm": lm,
            "value": hit[value].mean() if value.any() else zero,
            "token": hit.mean(),
            "shown": shown,
            "edge": edge,
            "copy": copy,
            "naming": naming,
            "sought": sought,
            "stands": stands,
        }
    return total, {k: v.item() for k, v in numbers.items()} | {"found": mass, "read": reads, "column": right}


@dataclass(frozen=True)
class Plan:
    """What a training was asked to do."""

    out: Path
    seed: int
    minutes: float
    lr: float
    pages: int
    questions: int
    ranks: int


def train(plan: Plan) -> None:
    """Train for so many minutes of its own clock. Each rank is a process with one thread."""
    plan.out.mkdir(parents=True, exist_ok=True)
    multiprocessing.spawn(rank_main, (plan, f"tcp://127.0.0.1:{free_port()}"), nprocs=plan.ranks)


def rank_main(rank: int, plan: Plan, address: str) -> None:
    """One process of the training."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=plan.ranks)
    torch.manual_seed(plan.seed)
    words = tokenizer()
    packer = Packer(words)
    network = DocumentNetwork(words)
    helpers = Helpers(network.size, packer)
    average = DocumentNetwork(words)
    step = begun(network, helpers, words)
    average.load_state_dict(network.state_dict())
    made = optimisers(network, helpers, plan.lr)
    spent = 0.0
    file = plan.out / "last.pt"
    if file.exists():
        state = torch.load(file, map_location="cpu", weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        helpers.load_state_dict(state["helpers"])
        for optimiser, saved in zip(made, state["optimisers"]):
            optimiser.load_state_dict(saved)
        set_base(made, plan.lr)
        step = state["step"]
        spent = state["spent"]
    numbered = (step * plan.ranks + rank, plan.ranks)
    stream = ahead(Stream(packer, plan.seed, numbered, (plan.pages, plan.questions)))
    parent = os.getppid()
    log: dict[str, float] = {}
    start = saved_at = mark = time.time()
    start -= spent
    progress = spent / 60 / plan.minutes
    while progress < 1 and os.getppid() == parent:  # a rank whose parent was killed ends, too
        batch = next(stream)
        with torch.autocast("cpu", torch.bfloat16):
            seen = run(network, packer, batch)
            loss, numbers = losses(seen, batch, network, helpers)
        for optimiser in made:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        progress = (time.time() - start) / 60 / plan.minutes
        progress = average_gradients([*network.parameters(), *helpers.parameters()], progress, plan.ranks)
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        set_rate(made, step, progress)
        for optimiser in made:
            optimiser.step()
        step += 1
        follow(average, network, step)
        log = {k: v if k not in log else 0.97 * log[k] + 0.03 * v for k, v in numbers.items()}
        if rank == 0 and step % 25 == 0:
            rate = 25 * plan.ranks * plan.pages * plan.questions / (time.time() - mark)
            row = {"step": step, "minutes": (time.time() - start) / 60, "dialogues/s": rate, **log}
            with (plan.out / "log.jsonl").open("a") as out:
                out.write(json.dumps({k: round(v, 4) for k, v in row.items()}) + "\n")
            mark = time.time()
        if rank == 0 and (time.time() - saved_at > 90 or progress >= 1):
            saved_at = time.time()
            save(file, state_of(network, average, helpers, made, step, time.time() - start))
    distributed.destroy_process_group()
