"""`python -m training rgrpo`: puts policy, questions and trainer together."""

from __future__ import annotations

import argparse

import torch
from torch import distributed

from training.rl import objective, rewards, tasks
from training.rl.train import RlPlan, interrupted, join, rank, train


def run(o: argparse.Namespace, families: list[str]) -> None:
    """Train and save: a checkpoint that `export` and `eval` take, or a model folder."""
    join()
    clip = objective.Clip(o.clip_low, o.clip_high, o.kl)
    plan = RlPlan(o.out, o.steps, o.questions, o.group, o.epochs, o.lr, o.temperature, rewards.load(o.rewards), clip, o.seed,
                  o.minutes, o.keep)
    world = distributed.get_world_size() if distributed.is_initialized() else 1
    if o.model.suffix == ".pt":
        from training.rl.mini import MiniPolicy
        from training.sft import load_network, save

        torch.set_num_threads(1)
        network = load_network(o.model)
        policy = MiniPolicy(network, half=True)
        keep = lambda step: save(o.out / "last.pt", {"average": network.state_dict(), "step": step})  # noqa: E731
    else:
        from training.rl.qwen import Budget, QwenPolicy

        if o.data is None:
            raise SystemExit("a Qwen2.5-VL folder needs --data rl.jsonl (python -m training data writes one)")
        limits = (3136, o.max_pixels)
        device = f"cuda:{rank() % torch.cuda.device_count()}" if torch.cuda.is_available() else "cpu"
        policy = QwenPolicy(o.model, Budget(limits, limits, tokens=o.max_tokens), device,
                            torch.bfloat16 if device != "cpu" else torch.float32)

        def keep(step: int) -> None:
            policy.model.save_pretrained(o.out / "model")
            policy.tokenizer.save_pretrained(o.out / "model")

    state = interrupted(o.out)
    done = state["step"] if state else 0
    if done:
        print(f"going on after step {done} of {o.out}", flush=True)
    source = (tasks.recorded(o.data, o.seed, rank(), world, o.questions, done) if o.data
              else tasks.drawn(o.seed, rank(), o.questions, families, done))
    train(policy, source, plan, keep, state)
    if distributed.is_initialized():
        distributed.destroy_process_group()
