"""Reading stage: the vision encoder alone learns characters from pages full of them, many times faster than
in whole trajectories."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import torch
from torch import distributed, multiprocessing
from torch.nn import functional as F

from training import losses
from training.forward import normalised
from training.model.network import Network
from training.optimiser import optimisers, set_rate
from training.packing import Packer
from training.settings import CHARACTERS
from training.sft import average_gradients, free_port, save, state_of
from training.tokens.build import build


def warm_up(out: Path, seed: int, minutes: float, lr: float, pages: int, ranks: int) -> None:
    """Train the encoder of `out`/last.pt (or a new one) for some minutes and write the checkpoint back."""
    out.mkdir(parents=True, exist_ok=True)
    multiprocessing.spawn(
        rank_main, (out, seed, minutes, lr, pages, ranks, f"tcp://127.0.0.1:{free_port()}"), nprocs=ranks
    )


def rank_main(
    rank: int, out: Path, seed: int, minutes: float, lr: float, pages: int, ranks: int, address: str
) -> None:
    """One process."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=ranks)
    torch.manual_seed(seed)
    packer = Packer(build())
    file = out / "last.pt"
    network = Network(packer.tokenizer)
    average = Network(packer.tokenizer)
    helpers = losses.Helpers(network.size)
    state = torch.load(file, map_location="cpu", weights_only=True) if file.exists() else None
    if state:
        network.load_state_dict(state["network"])
        helpers.load_state_dict(state["helpers"])
    made = optimisers(network, helpers, lr)
    trained = [*network.vision.parameters(), *helpers.characters.parameters()]
    balance = torch.ones(len(CHARACTERS) + 1)
    balance[0] = 0.05
    start = time.time()
    step = 0
    progress = 0.0
    right = 0.0
    while progress < 1:
        rng = Random(f"page/{seed}/{step * ranks + rank}")
        batch = [packer.page(rng) for _ in range(pages)]
        slots = torch.cat([s[0].flatten() for _, s in batch])
        with torch.autocast("cpu", torch.bfloat16):
            guess = helpers.characters(network.vision(normalised([p for p, _ in batch])))
        guess = guess.float().view(-1, len(balance))
        for p in trained:
            p.grad = None
        F.cross_entropy(guess, slots, balance).backward()
        progress = average_gradients(trained, (time.time() - start) / (60 * minutes), ranks)
        set_rate(made, step, progress)
        for optimiser in made:
            optimiser.step()
        step += 1
        right += 0.05 * ((guess.argmax(-1) == slots)[slots > 0].float().mean().item() - right)
        if rank == 0 and step % 50 == 0:
            print(f"reading step {step} {100 * progress:.0f} % char {right:.3f}", flush=True)
    if rank == 0:
        average.load_state_dict(network.state_dict())
        made = optimisers(network, helpers, lr)
        steps, spent = (state["step"], state["spent"]) if state else (0, 0.0)
        save(file, state_of(network, average, helpers, made, steps, spent + time.time() - start))
    distributed.destroy_process_group()
