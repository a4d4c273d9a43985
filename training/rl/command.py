"""`python -m training rgrpo`: puts policy, questions and trainer together."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import torch
from torch import distributed

from training.rl import objective, rewards, tasks
from training.rl.rollout import Policy
from training.rl.train import RlPlan, interrupted, join, rank, train


def run(o: argparse.Namespace, families: list[str]) -> None:
    """Train and save: a checkpoint that `export` and `eval` take, or a model folder."""
    join()
    plan = RlPlan(
        out=o.out,
        steps=o.steps,
        questions=o.questions,
        group=o.group,
        epochs=o.epochs,
        lr=o.lr,
        temperature=o.temperature,
        rewards=rewards.load(o.rewards),
        clip=objective.Clip(o.clip_low, o.clip_high, o.kl),
        seed=o.seed,
        minutes=o.minutes,
        keep=o.keep,
    )
    world = distributed.get_world_size() if distributed.is_initialized() else 1
    policy, keep = _built_in(o) if o.model.suffix == ".pt" else _qwen(o)
    state = interrupted(o.out)
    done = state["step"] if state else 0
    if done:
        print(f"going on after step {done} of {o.out}", flush=True)
    source = (
        tasks.recorded(o.data, o.seed, rank(), world, o.questions, done)
        if o.data
        else tasks.drawn(o.seed, rank(), o.questions, families, done)
    )
    train(policy, source, plan, keep, state)
    if distributed.is_initialized():
        distributed.destroy_process_group()


def _built_in(o: argparse.Namespace) -> tuple[Policy, Callable[[int], None]]:
    """The built-in model, and how it is saved after a step."""
    from training.rl.mini import MiniPolicy
    from training.sft import load_network, save

    torch.set_num_threads(1)
    network = load_network(o.model)

    def keep(step: int) -> None:
        save(o.out / "last.pt", {"average": network.state_dict(), "step": step})

    return MiniPolicy(network, half=True), keep


def _qwen(o: argparse.Namespace) -> tuple[Policy, Callable[[int], None]]:
    """A Qwen2.5-VL folder, and how it is saved."""
    from training.rl.qwen import Budget, QwenPolicy

    if o.data is None:
        raise SystemExit("a Qwen2.5-VL folder needs --data rl.jsonl (python -m training data writes one)")
    limits = (3136, o.max_pixels)
    device = f"cuda:{rank() % torch.cuda.device_count()}" if torch.cuda.is_available() else "cpu"
    kind = torch.bfloat16 if device != "cpu" else torch.float32
    policy = QwenPolicy(o.model, Budget(limits, limits, tokens=o.max_tokens), device, kind)

    def keep(_step: int) -> None:
        policy.model.save_pretrained(o.out / "model")
        policy.tokenizer.save_pretrained(o.out / "model")

    return policy, keep
