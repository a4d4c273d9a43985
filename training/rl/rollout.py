"""What a rollout is, for every kind of policy, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import torch
from PIL import Image
from torch import Tensor, nn

from training import geometry
from training.rl.rewards import Written, answer_of


@dataclass
class Task:
    """A question to be answered, with what is needed to judge the answer and to write it down."""

    image: Image.Image
    question: str
    answer: str
    name: str = ""  # picture's path in the dump
    family: str = ""
    kind: str = ""
    boxes: list[list[int]] = field(default_factory=list)  # gold regions, picture pixels


@dataclass
class Rollout:
    """One sampled trajectory after the prompt. Lists run over its tokens, image tokens included."""

    ids: list[int] = field(default_factory=list)
    mask: list[int] = field(default_factory=list)  # 1: sampled by the model
    logprobs: list[float] = field(default_factory=list)  # 0 where mask is 0
    segments: list[str] = field(default_factory=lambda: [""])
    requested: list[geometry.Box | None] = field(default_factory=list)
    cuts: list[geometry.Box | None] = field(default_factory=list)
    extra: dict[str, list[Tensor]] = field(
        default_factory=dict
    )  # what the policy needs to run it again, such as crops

    def append(self, ids: list[int], logprobs: list[float] | None = None) -> None:
        """Sampled tokens with their log-probabilities, or appended ones without."""
        self.ids += ids
        self.mask += [int(logprobs is not None)] * len(ids)
        self.logprobs += logprobs if logprobs is not None else [0.0] * len(ids)

    @property
    def text(self) -> str:
        """Everything after `assistant`; a crop stands behind the newline that follows a request."""
        return "".join(self.segments)

    def written(self, task: Task, resized: tuple[int, int]) -> Written:
        """As the rewards see it."""
        return Written(
            text=self.text,
            gold=task.answer,
            requested=tuple(self.requested),
            resized=resized,
            original=task.image.size,
        )


class Policy(Protocol):
    """What the trainer needs of a model: sample groups, and run them again with gradients."""

    def sample(
        self, tasks: list[Task], group: int, temperature: float, generator: torch.Generator
    ) -> list[list[Rollout]]:
        """`group` rollouts of every task."""

    def logprobs(
        self, tasks: list[Task], groups: list[list[Rollout]], temperature: float = 1.0
    ) -> tuple[Tensor, Tensor]:
        """Log-probabilities of all tokens under what was sampled from, logits / `temperature`, and their
        mask, padded [rollouts, tokens], in the order of the groups."""

    def resized(self, task: Task) -> tuple[int, int]:
        """Overview size (width, height)."""

    def parameters(self) -> Iterator[nn.Parameter]:
        """What is trained; the vision encoder is frozen, as in the released code."""

    def decode(self, token: int) -> str:
        """Text of one token, for the dump."""


def row(
    step: int,
    task: Task,
    resized: tuple[int, int],
    prompt: str,
    rollouts: list[Rollout],
    terms: list[dict[str, float]],
    gains: list[float],
    policy: Policy,
) -> dict:
    """One line of rollouts.jsonl; the shape is described in training/README.md."""
    return {
        "step": step,
        "image": task.name,
        "image_size": list(task.image.size),
        "resized_size": list(resized),
        "question": task.question,
        "prompt": prompt,
        "answer": task.answer,
        "family": task.family,
        "kind": task.kind,
        "boxes": task.boxes,
        "rollouts": [
            {
                "text": r.text,
                "segments": r.segments,
                "looks": [{"requested": q, "box": c} for q, c in zip(r.requested, r.cuts)],
                "answer": answer_of(r.text),
                "rewards": {k: round(v, 4) for k, v in t.items()},
                "advantage": round(g, 4),
                "tokens": [
                    {"id": i, "text": policy.decode(i), "loss": m, "logprob": round(p, 4) if m else None}
                    for i, m, p in zip(r.ids, r.mask, r.logprobs)
                ],
            }
            for r, t, g in zip(rollouts, terms, gains)
        ],
    }
