"""Processes that train in whatever time the machine has to spare: they compute gradients of slightly old weights at idle
priority, and the main process mixes them in when they are there. It never waits for them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training import forward, losses
from training.memory import keep_freed_memory
from training.model.network import Network
from training.packing import Packer
from training.stream import Batches, ahead
from training.tokens.build import build

STALE = 4  # gradients of weights older than this many steps are thrown away


@dataclass
class Board:
    """Memory shared with one spare process: weights [n], gradients [n], and (gradients ready, step of their
    weights, current step: 0 before the first, -1 after the last)."""

    weights: Tensor
    gradients: Tensor
    state: Tensor

    def post(self, parameters: list[nn.Parameter], step: int) -> None:
        """Show the newest weights."""
        self.weights.copy_(flat(parameters))
        self.state[2] = step

    def take(self) -> Tensor | None:
        """Gradients, if some are ready and fresh enough."""
        if not self.state[0]:
            return None
        fresh = int(self.state[2] - self.state[1]) <= STALE
        found = self.gradients.clone() if fresh else None
        self.state[0] = 0
        return found


def flat(parameters: list[nn.Parameter]) -> Tensor:
    """All parameters in one row."""
    return torch.cat([p.detach().flatten() for p in parameters])


def board() -> Board:
    """Shared memory of the right size."""
    network = Network(build())
    count = sum(p.numel() for m in (network, losses.Helpers(network.size)) for p in m.parameters())
    tensors = (torch.zeros(count), torch.zeros(count), torch.zeros(3, dtype=torch.long))
    return Board(*(t.share_memory_() for t in tensors))


def work(number: int, shared: Board, seed: int, images: int, queries: int, families: list[str]) -> None:
    """One spare process; ends with the process that started it."""
    keep_freed_memory()
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    torch.set_num_threads(1)
    started_by, packer = os.getppid(), Packer(build())
    network = Network(packer.tokenizer)
    helpers = losses.Helpers(network.size)
    parameters = [*network.parameters(), *helpers.parameters()]
    # Its own pictures: batch numbers that the main process never reaches. They differ from start to start, like the timing.
    stream = ahead(Batches(seed, images, queries, families), packer, 10**7 * (number + 1) + int(time.time()) % 10**6, 1)
    while shared.state[2] == 0 and os.getppid() == started_by:
        time.sleep(0.2)
    while os.getppid() == started_by and shared.state[2] > 0:
        batch, step, at = next(stream), int(shared.state[2]), 0
        with torch.no_grad():
            for p in parameters:
                p.copy_(shared.weights[at : at + p.numel()].view_as(p))
                p.grad, at = None, at + p.numel()
        with torch.autocast("cpu", torch.bfloat16):
            result = forward.run(network, packer, batch)
            loss, _ = losses.compute(result, batch, helpers, network.decoder, packer)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        while shared.state[0] and shared.state[2] > 0 and os.getppid() == started_by:
            time.sleep(0.02)
        torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad).flatten() for p in parameters], out=shared.gradients)
        shared.state[1], shared.state[0] = step, 1
