"""Supervised training on interleaved trajectories; resumable at any step."""

from __future__ import annotations

import os
import time
from pathlib import Path

import torch
from torch import nn

from training import forward, losses
from training.model.network import Network, coordinate_values
from training.optimiser import optimisers, set_rate
from training.packing import Packer
from training.stream import loader
from training.tokens.build import build


def save(path: Path, state: dict) -> None:
    """Write a checkpoint beside the old one, then replace it in one step."""
    torch.save(state, f"{path}.part")
    os.replace(f"{path}.part", path)


def load_network(path: Path) -> Network:
    """The network of a checkpoint, for evaluation and export."""
    network = Network(build())
    state = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(state["average"])
    return network.eval()


def train(out: Path, seed: int, minutes: float, steps: int, lr: float, images: int, queries: int, families: list[str]) -> None:
    """Train until `steps` or `minutes` are used up, whichever comes first; a second start goes on where it stopped."""
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    tokenizer = build()
    packer, network = Packer(tokenizer), Network(tokenizer)
    helpers, coordinates = losses.Helpers(network.size), coordinate_values(tokenizer)
    average = Network(tokenizer)
    average.load_state_dict(network.state_dict())
    made = optimisers(network, helpers, lr)
    step, spent, file = 0, 0.0, out / "last.pt"
    if file.exists():
        state = torch.load(file, map_location="cpu", weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        helpers.load_state_dict(state["helpers"])
        for optimiser, saved in zip(made, state["optimisers"]):
            optimiser.load_state_dict(saved)
            for group in optimiser.param_groups:
                group["base"] = lr if isinstance(optimiser, torch.optim.Muon) else lr * 0.15
        step, spent = state["step"], state["spent"]
    stream = iter(loader(seed, step, images, queries, families))
    trained = [*network.parameters(), *helpers.parameters()]
    log: dict[str, float] = {}
    mark, saved_at, start = time.time(), time.time(), time.time() - spent
    while True:
        spent = time.time() - start
        progress = max(step / steps, spent / (60 * minutes))
        if progress >= 1:
            break
        set_rate(made, step, progress)
        batch = next(stream)
        with torch.autocast("cpu", torch.bfloat16):
            result = forward.run(network, packer, batch)
            loss, numbers = losses.compute(result, batch, helpers, coordinates)
        for optimiser in made:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        for optimiser in made:
            optimiser.step()
        step += 1
        with torch.no_grad():
            for mean, p in zip(average.parameters(), network.parameters()):
                mean.lerp_(p, max(0.01, 1 / (step + 1)) if step < 300 else 0.01)
        log = {k: v if k not in log else 0.95 * log[k] + 0.05 * v for k, v in numbers.items()}
        if step % 25 == 0:
            rate = 25 / (time.time() - mark)
            left = min((steps - step) / rate, 60 * minutes - spent) / 60
            print(f"step {step} {rate * images:.1f} img/s ETA {left:.0f} min", *(f"{k} {v:.3f}" for k, v in log.items()), flush=True)
            mark = time.time()
        if time.time() - saved_at > 120:
            saved_at = time.time()
            save(file, state_of(network, average, helpers, made, step, spent))
    save(file, state_of(network, average, helpers, made, step, time.time() - start))


def state_of(network, average, helpers, made, step: int, spent: float) -> dict:
    """Everything needed to go on."""
    return {
        "network": network.state_dict(), "average": average.state_dict(), "helpers": helpers.state_dict(),
        "optimisers": [o.state_dict() for o in made], "step": step, "spent": spent,
    }
