"""A Qwen2.5-VL folder as a policy, through transformers; the vision tower and its merger are frozen, as in
the released code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from transformers import (
    AutoTokenizer,
    Qwen2_5_VLForConditionalGeneration,
    StoppingCriteria,
    StoppingCriteriaList,
)

from training import dialect, geometry
from training.evaluation.loop import parse
from training.rl.rollout import Rollout, Task

Pixels = tuple[Tensor, Tensor]  # patches [n, 1176] and one (t, h, w) row


@dataclass(frozen=True)
class Budget:
    """Pixel budgets and limits of the loop; the defaults are the released reinforcement script's (max_pixels
    4096 * 28 * 28)."""

    image: tuple[int, int] = (3136, 3211264)
    crop: tuple[int, int] = (3136, 3211264)
    looks: int = 7
    tokens: int = 2048  # per stretch between crops


class Ends(StoppingCriteria):
    """Stops at a request or an answer."""

    def __init__(self, policy: QwenPolicy, start: int) -> None:
        self.policy = policy
        self.start = start

    def __call__(self, input_ids: Tensor, _scores: Tensor, **_: object) -> Tensor:
        tails = [self.policy.text(row[self.start :].tolist()[-12:]) for row in input_ids]
        return torch.tensor(
            [t.endswith(("]}", "]\n}", "] }", "</answer>")) for t in tails], device=input_ids.device
        )


class QwenPolicy:
    """One rollout at a time: `generate` up to a request, crop, go on. Plain and slow; the trainer around it
    is the same."""

    def __init__(
        self, folder: Path, budget: Budget = Budget(), device: str = "cpu", dtype: torch.dtype = torch.float32
    ) -> None:
        self.model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=dtype).to(device)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.budget = budget
        self.device = device
        given = json.loads((folder / "preprocessor_config.json").read_text())
        self.mean = np.array(given["image_mean"], np.float32)
        self.std = np.array(given["image_std"], np.float32)
        self.pad = self.model.config.image_token_id
        self.stop = set(self.ids(dialect.END) + self.ids("<|endoftext|>"))
        for p in self.model.model.visual.parameters():
            p.requires_grad_(False)

    def parameters(self) -> Iterator[nn.Parameter]:
        return self.model.parameters()

    def ids(self, text: str) -> list[int]:
        """Ids of a text, special tokens included."""
        return self.tokenizer.encode(text, add_special_tokens=False)

    def text(self, ids: list[int]) -> str:
        """Text of ids."""
        return self.tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)

    def decode(self, token: int) -> str:
        return self.text([token])

    def resized(self, task: Task) -> tuple[int, int]:
        h, w = geometry.smart_resize(task.image.height, task.image.width, *self.budget.image)
        return w, h

    def pixels(self, image: Image.Image) -> Pixels:
        """Qwen2-VL's patch layout of an image whose size is a multiple of 28."""
        x = ((np.asarray(image, dtype=np.float32) / 255 - self.mean) / self.std).transpose(2, 0, 1)
        c, h, w = x.shape
        x = (
            np.stack((x, x))
            .reshape(1, 2, c, h // 28, 2, 14, w // 28, 2, 14)
            .transpose(0, 3, 6, 4, 7, 2, 1, 5, 8)
        )
        return torch.from_numpy(np.ascontiguousarray(x.reshape(h * w // 196, 1176))), torch.tensor(
            [[1, h // 14, w // 14]]
        )

    def picture(self, grid: Tensor) -> list[int]:
        """Ids of one image with its marks."""
        return [
            *self.ids(dialect.VISION_START),
            *[self.pad] * int(grid.prod() // 4),
            *self.ids(dialect.VISION_END),
        ]

    def prompt(self, task: Task) -> tuple[list[int], Pixels]:
        """Ids up to the model's first token, and the overview."""
        overview = self.pixels(task.image.resize(self.resized(task), Image.Resampling.BICUBIC))
        return [
            *self.ids(dialect.HEAD),
            *self.picture(overview[1]),
            *self.ids(dialect.user_turn(task.question)),
        ], overview

    def inputs(self, ids: list[int], images: list[Pixels]) -> dict[str, Tensor]:
        """The model's arguments for one sequence."""
        tokens = torch.tensor([ids], device=self.device)
        return {
            "input_ids": tokens,
            "attention_mask": torch.ones_like(tokens),
            "mm_token_type_ids": (tokens == self.pad).int(),
            "pixel_values": torch.cat([p for p, _ in images]).to(self.device, self.model.dtype),
            "image_grid_thw": torch.cat([g for _, g in images]).to(self.device),
        }

    @torch.no_grad()
    def sample(
        self, tasks: list[Task], group: int, temperature: float, generator: torch.Generator
    ) -> list[list[Rollout]]:
        torch.manual_seed(
            int(torch.randint(2**31, (1,), generator=generator))
        )  # `generate` draws from the global generator
        return [[self.one(task, temperature) for _ in range(group)] for task in tasks]

    def one(self, task: Task, temperature: float) -> Rollout:
        """One trajectory through the loop."""
        prompt, overview = self.prompt(task)
        rollout = Rollout()
        images = [overview]
        while True:
            ids = [*prompt, *rollout.ids]
            made = self.model.generate(
                **self.inputs(ids, images),
                max_new_tokens=self.budget.tokens,
                do_sample=temperature > 0,
                **({"temperature": temperature, "top_k": 0, "top_p": 1.0} if temperature > 0 else {}),
                return_dict_in_generate=True,
                output_logits=True,
                stopping_criteria=StoppingCriteriaList([Ends(self, len(ids))]),
            )
            new = made.sequences[0, len(ids) :].tolist()
            chosen = [
                float((s[0].float() / (temperature or 1.0)).log_softmax(-1)[t])
                for s, t in zip(made.logits, new)
            ]
            rollout.append(new, chosen)
            rollout.segments[-1] = self.text([t for t in new if t not in self.stop])
            box = parse(rollout.segments[-1]) if rollout.segments[-1].rstrip().endswith("}") else None
            if not rollout.segments[-1].rstrip().endswith("}"):
                return rollout
            cut = geometry.to_original(box, self.resized(task), task.image.size) if box else None
            rollout.requested.append(box)
            rollout.cuts.append(cut)
            if cut is None or len(rollout.cuts) > self.budget.looks:
                return rollout
            crop = self.pixels(geometry.crop(task.image, cut, *self.budget.crop))
            images.append(crop)
            rollout.extra.setdefault("pixels", []).append(crop[0])
            rollout.extra.setdefault("grid", []).append(crop[1])
            rollout.append([*self.ids("\n"), *self.picture(crop[1])])
            rollout.segments[-1] += "\n"
            rollout.segments.append("")

    def logprobs(
        self, tasks: list[Task], groups: list[list[Rollout]], temperature: float = 1.0
    ) -> tuple[Tensor, Tensor]:
        each = [(t, r) for t, group in zip(tasks, groups) for r in group]
        longest = max(len(r.ids) for _, r in each)
        values = []
        mask = torch.zeros(len(each), longest, device=self.device)
        for i, (task, rollout) in enumerate(each):
            prompt, overview = self.prompt(task)
            images = [overview, *zip(rollout.extra.get("pixels", []), rollout.extra.get("grid", []))]
            n = len(rollout.ids)
            logits = self.model(
                **self.inputs([*prompt, *rollout.ids], images), use_cache=False, logits_to_keep=n + 1
            ).logits[0, :-1]
            chosen = (
                (logits.float() / temperature)
                .log_softmax(-1)
                .gather(1, torch.tensor(rollout.ids, device=self.device)[:, None])[:, 0]
            )
            values.append(nn.functional.pad(chosen, (0, longest - n)))
            mask[i, :n] = torch.tensor(rollout.mask, dtype=torch.float, device=self.device)
        return torch.stack(values), mask
