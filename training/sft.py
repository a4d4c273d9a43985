"""Supervised training on interleaved trajectories; resumable at any step."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import distributed, multiprocessing, nn

from training import forward, losses
from training.model.network import Network
from training.optimiser import optimisers, set_base, set_rate
from training.packing import Packer
from training.stream import Batches, ahead
from training.tokens.build import build


def save(path: Path, state: dict) -> None:
    """Write a checkpoint beside the old one, then replace it in one step."""
    torch.save(state, f"{path}.part")
    os.replace(f"{path}.part", path)


def load_network(path: Path) -> Network:
    """The network of a checkpoint, for evaluation and export."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    network = Network(build())
    missing, unexpected = network.load_state_dict(state["average"], strict=False)
    # A copier that was never trained adds nothing, so weights from before there was one still mean the same.
    if unexpected or not set(missing) <= {
        "decoder.copied.weight",
        "decoder.copies.weight",
        "decoder.copies.bias",
    }:
        raise SystemExit(f"{path} holds another network: missing {missing}, unexpected {unexpected}")
    return network.eval()


@dataclass(frozen=True)
class Plan:
    """What a training run was asked to do."""

    out: Path
    seed: int
    minutes: float
    steps: int
    lr: float
    images: int
    queries: int
    families: list[str]
    ranks: int


def train(plan: Plan) -> None:
    """Train until `steps` or `minutes` are used up, whichever comes first; a second start goes on where it
    stopped.

    Each rank is a process with one thread: many small operations gain more from that than from threads inside
    each.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    multiprocessing.spawn(rank_main, (plan, f"tcp://127.0.0.1:{free_port()}"), nprocs=plan.ranks)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def average_gradients(parameters: list[nn.Parameter], progress: float, ranks: int) -> float:
    """Mean gradient over the ranks, in one message. Returns the mean progress, so that all ranks share one
    schedule."""
    flat = torch.cat(
        [
            torch.tensor([progress]),
            *(p.grad.flatten() if p.grad is not None else torch.zeros(p.numel()) for p in parameters),
        ]
    )
    distributed.all_reduce(flat)
    flat /= ranks
    at = 1
    for p in parameters:
        p.grad = flat[at : at + p.numel()].view_as(p)
        at += p.numel()
    return float(flat[0])


def rank_main(rank: int, plan: Plan, address: str) -> None:
    """One process of the training."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=plan.ranks)
    torch.manual_seed(plan.seed)
    tokenizer = build()
    packer = Packer(tokenizer)
    network = Network(tokenizer)
    average = Network(tokenizer)
    helpers = losses.Helpers(network.size)
    average.load_state_dict(network.state_dict())
    made = optimisers(network, helpers, plan.lr)
    step = 0
    spent = 0.0
    file = plan.out / "last.pt"
    if file.exists():
        state = torch.load(file, map_location="cpu", weights_only=True)
        fresh = network.load_state_dict(state["network"], strict=False).missing_keys
        average.load_state_dict(network.state_dict() if fresh else state["average"])
        fresh = [*fresh, *helpers.load_state_dict(state["helpers"], strict=False).missing_keys]
        for optimiser, saved in zip(made, [] if fresh else state.get("optimisers", [])):
            optimiser.load_state_dict(saved)
        set_base(made, plan.lr)
        step = state["step"]
        spent = state["spent"]
    batches = Batches(plan.seed, plan.images, plan.queries, plan.families)
    stream = ahead(batches, packer, step * plan.ranks + rank, plan.ranks)
    trained = [*network.parameters(), *helpers.parameters()]
    log: dict[str, float] = {}
    parent = os.getppid()
    mark = time.time()
    saved_at = time.time()
    start = time.time() - spent
    progress = 0.0
    while progress < 1 and os.getppid() == parent:  # a rank whose parent was killed ends, too
        batch = next(stream)
        with torch.autocast("cpu", torch.bfloat16):
            result = forward.run(network, packer, batch)
            loss, numbers = losses.compute(result, batch, helpers, network.decoder, packer)
        for optimiser in made:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        progress = max((step + 1) / plan.steps, (time.time() - start) / (60 * plan.minutes))
        progress = average_gradients(trained, progress, plan.ranks)
        nn.utils.clip_grad_norm_(trained, 1.0)
        set_rate(made, step, progress)
        for optimiser in made:
            optimiser.step()
        step += 1
        follow(average, network, step)
        log = {k: v if k not in log else 0.95 * log[k] + 0.05 * v for k, v in numbers.items()}
        if rank == 0 and step % 25 == 0:
            rate = 25 * plan.images * plan.ranks / (time.time() - mark)
            left = (time.time() - start) / 60 * (1 / progress - 1)
            print(
                f"step {step} {rate:.1f} img/s ETA {left:.0f} min",
                *(f"{k} {v:.3f}" for k, v in log.items()),
                flush=True,
            )
            mark = time.time()
        if rank == 0 and (time.time() - saved_at > 120 or progress >= 1):
            saved_at = time.time()
            save(file, state_of(network, average, helpers, made, step, time.time() - start))
    distributed.destroy_process_group()


@torch.no_grad()
def follow(average: Network, network: Network, step: int) -> None:
    """Moving average of the weights, which is what is exported."""
    for mean, p in zip(average.parameters(), network.parameters()):
        mean.lerp_(p, max(0.01, 1 / (step + 1)))


def state_of(
    network: nn.Module,
    average: nn.Module,
    helpers: nn.Module,
    made: list[torch.optim.Optimizer],
    step: int,
    spent: float,
) -> dict:
    """Everything needed to go on."""
    return {
        "network": network.state_dict(),
        "average": average.state_dict(),
        "helpers": helpers.state_dict(),
        "optimisers": [o.state_dict() for o in made],
        "step": step,
        "spent": spent,
    }
