"""The R-GRPO trainer: the same loop for r3-mini and for a Qwen2.5-VL folder, on one process or under
torchrun."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import torch
from torch import distributed, nn

from training import dialect
from training.rl import objective, rewards
from training.rl.rollout import Policy, Rollout, Task, row


@dataclass(frozen=True)
class RlPlan:
    """What a reinforcement run was asked to do. The defaults are the released code's where it has one."""

    out: Path
    steps: int = 300
    questions: int = 4  # per rank and step
    group: int = 5
    epochs: int = 1  # passes over each step's rollouts; with more than one the clip begins to bind
    lr: float = 1e-6
    temperature: float = 1.0
    rewards: rewards.Rewards = rewards.PAPER
    clip: objective.Clip = field(default_factory=objective.Clip)
    seed: int = 1
    minutes: float = 1e9
    keep: int = 1  # groups written to rollouts.jsonl per step


def rank() -> int:
    """Number of this process, 0 without torchrun."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def join() -> None:
    """Join the other processes when torchrun started this one."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and not distributed.is_initialized():
        distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")


def share_gradients(parameters: list[nn.Parameter]) -> None:
    """Mean gradient over all processes."""
    if not distributed.is_initialized():
        return
    for p in parameters:
        if p.grad is None:
            p.grad = torch.zeros_like(p)
        distributed.all_reduce(p.grad)
        p.grad /= distributed.get_world_size()


@torch.no_grad()
def reference_logprobs(
    policy: Policy,
    tasks: list[Task],
    groups: list[list[Rollout]],
    temperature: float,
    start: list[torch.Tensor],
) -> torch.Tensor:
    """Log-probabilities under the weights training began with, which are swapped in for the moment."""
    parameters = [p for p in policy.parameters() if p.requires_grad]
    now = [p.detach().clone() for p in parameters]
    for p, s in zip(parameters, start):
        p.copy_(s)
    found, _ = policy.logprobs(tasks, groups, temperature)
    for p, n in zip(parameters, now):
        p.copy_(n)
    return found


def step(
    policy: Policy,
    optimiser: torch.optim.Optimizer,
    tasks: list[Task],
    plan: RlPlan,
    generator: torch.Generator,
    start: list[torch.Tensor] | None,
) -> tuple[dict[str, float], list[list[Rollout]], list[list[dict[str, float]]], list[torch.Tensor]]:
    """Sample, judge, learn. Returns the numbers for the log and what was sampled, its terms and
    advantages."""
    groups = policy.sample(tasks, plan.group, plan.temperature, generator)
    terms = [
        [plan.rewards.terms(r.written(t, policy.resized(t))) for r in group]
        for t, group in zip(tasks, groups)
    ]
    gains = [objective.advantages(torch.tensor([t["total"] for t in group])) for group in terms]
    # A group whose rollouts all earned the same teaches nothing: without a KL term its part of the gradient
    # is zero.
    kept = [i for i, gain in enumerate(gains) if start is not None or gain.any()]
    chosen = [tasks[i] for i in kept], [groups[i] for i in kept]
    reference = reference_logprobs(policy, *chosen, plan.temperature, start) if start is not None else None
    parameters = [p for p in policy.parameters() if p.requires_grad]
    numbers: dict[str, float] = {}
    old = None
    for _ in range(plan.epochs):
        optimiser.zero_grad(set_to_none=True)
        loss = torch.zeros(())
        if kept:
            new, mask = policy.logprobs(*chosen, plan.temperature)
            old = new.detach() if old is None else old
            advantage = torch.cat([gains[i] for i in kept]).to(new.device)
            loss, numbers = objective.loss(new, old, advantage, mask, plan.clip, reference)
            loss = loss * (len(kept) / len(groups))  # the mean is over all rollouts
            loss.backward()
        share_gradients(parameters)
        norm = nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        numbers |= {"loss": float(loss.detach()), "gradient": float(norm)}
    flat = [t for group in terms for t in group]
    numbers |= {name: sum(t[name] for t in flat) / len(flat) for name in flat[0]}
    every = [r for group in groups for r in group]
    numbers |= {
        "looks": sum(len(r.cuts) for r in every) / len(every),
        "tokens": sum(sum(r.mask) for r in every) / len(every),
        "useful_groups": sum(float(g.abs().max() > 0) for g in gains) / len(gains),
    }
    return numbers, groups, terms, gains


STATE = "trainer.pt"


def interrupted(out: Path) -> dict | None:
    """What a run that was stopped (or killed) had reached: step, seconds, weights and optimiser. None for a
    new run."""
    file = out / STATE
    return torch.load(file, map_location="cpu", weights_only=True) if file.exists() else None


def cut_back(out: Path, step: int) -> None:
    """Drop what log and dump say about steps after `step`: they will be done again, and a killed process may
    have left half a line."""
    for file in (out / "log.jsonl", out / "rollouts.jsonl"):
        if not file.exists():
            continue
        kept = []
        for line in file.read_text().splitlines():
            try:
                if json.loads(line)["step"] <= step:
                    kept.append(line + "\n")
            except ValueError:
                continue
        Path(f"{file}.part").write_text("".join(kept))
        os.replace(f"{file}.part", file)


def train(
    policy: Policy,
    tasks: Iterator[list[Task]],
    plan: RlPlan,
    save: Callable[[int], None],
    state: dict | None = None,
) -> None:
    """Run until the steps or minutes are used up. `save(step)` is called every 50 steps or two minutes and at
    the end, on rank 0.

    Writes log.jsonl (every term of every step), rollouts.jsonl and trainer.pt into the run's folder. `state`
    is what `interrupted` found there; `tasks` then begin with the step after it.
    """
    plan.out.mkdir(parents=True, exist_ok=True)
    parameters = [p for p in policy.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=plan.lr, betas=(0.9, 0.95), weight_decay=0.0)
    start = [p.detach().clone() for p in parameters] if plan.clip.kl > 0 else None
    done = 0
    if state is not None:
        done = state["step"]
        optimiser.load_state_dict(state["optimiser"])
        with torch.no_grad():
            for p, value in zip(parameters, state["parameters"], strict=True):
                p.copy_(value)
    if rank() == 0:
        cut_back(plan.out, done)
    begun = time.time() - (state["seconds"] if state else 0.0)
    saved = time.time()
    with (plan.out / "log.jsonl").open("a") as log, (plan.out / "rollouts.jsonl").open("a") as dump:
        for number in range(done + 1, plan.steps + 1):
            batch = next(tasks)
            before = time.time()
            progress = max((number - 1) / plan.steps, (before - begun) / (plan.minutes * 60))
            for (
                group
            ) in optimiser.param_groups:  # linear to zero, what the released code's trainer does by default
                group["lr"] = plan.lr * max(0.0, 1 - progress)
            # By step and process, so that a run that goes on samples what it would have sampled.
            generator = torch.Generator().manual_seed((plan.seed * 1009 + rank()) * 1_000_003 + number)
            numbers, groups, terms, gains = step(policy, optimiser, batch, plan, generator, start)
            over = number == plan.steps or time.time() - begun > plan.minutes * 60
            if rank() == 0:
                report(log, number, numbers, time.time() - before, begun, plan)
                for task, group, judged, gain in list(zip(batch, groups, terms, gains))[: plan.keep]:
                    store(task, plan.out)
                    line = row(
                        number,
                        task,
                        policy.resized(task),
                        dialect.PROMPT,
                        group,
                        judged,
                        gain.tolist(),
                        policy,
                    )
                    dump.write(json.dumps(line, ensure_ascii=False) + "\n")
                if number % 50 == 0 or over or time.time() - saved > 120:
                    saved = time.time()
                    dump.flush()
                    save(number)
                    whole = {
                        "step": number,
                        "seconds": saved - begun,
                        "optimiser": optimiser.state_dict(),
                        "parameters": [p.detach() for p in parameters],
                    }
                    torch.save(whole, plan.out / f"{STATE}.part")
                    os.replace(plan.out / f"{STATE}.part", plan.out / STATE)
            if over:
                return


def store(task: Task, out: Path) -> None:
    """Keep the picture beside the dump; one with a path of its own is left where it is."""
    if not task.name.startswith("images/"):
        return
    path = out / task.name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        task.image.save(path)


def report(
    log: TextIO, number: int, numbers: dict[str, float], seconds: float, begun: float, plan: RlPlan
) -> None:
    """One line in log.jsonl, and now and then one on the screen."""
    log.write(
        json.dumps(
            {"step": number, **{k: round(v, 5) for k, v in numbers.items()}, "seconds": round(seconds, 2)}
        )
        + "\n"
    )
    log.flush()
    if number == 1 or number % 10 == 0:
        done = max(number / plan.steps, (time.time() - begun) / (plan.minutes * 60))
        left = (time.time() - begun) / 60 * (1 / done - 1)
        shown = " ".join(
            f"{k} {numbers[k]:.3f}"
            for k in ("accuracy", "format", "region", "length", "total", "looks", "gradient")
        )
        print(f"step {number} {seconds:.1f} s ETA {left:.0f} min {shown}", flush=True)
