"""r3-mini as a policy: all rollouts of a step advance together through one cache, each at its own place in
the loop."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import torch
from torch import Tensor, nn

from training import dialect, geometry, settings
from training.evaluation.loop import MAX_LOOKS, MAX_TOKENS, parse
from training.forward import normalised
from training.model.decoder import Cache
from training.model.network import Network
from training.model.rope import image_positions
from training.packing import pixels
from training.rl.rollout import Rollout, Task
from training.tokens.build import build

Block = tuple[Tensor, Tensor]  # embeddings [n, hidden] and positions [3, n] of one sequence


class Sequences:
    """Sequences of different lengths in one padded cache; what is padding stays masked."""

    def __init__(self, network: Network, count: int) -> None:
        self.network = network
        self.past: Cache | None = None
        self.valid = torch.zeros(count, 0, dtype=torch.bool)
        self.place = [0] * count

    def text(self, i: int, ids: list[int]) -> Block:
        """Tokens at the next places of sequence i."""
        places = (torch.arange(len(ids)) + self.place[i]).expand(3, -1)
        self.place[i] += len(ids)
        return self.network.embed(torch.tensor(ids, dtype=torch.long)), places

    def image(self, i: int, features: Tensor, rows: int, columns: int) -> Block:
        """Image tokens at the next places of sequence i."""
        places = image_positions(self.place[i], rows, columns)
        self.place[i] += max(rows, columns)
        return features, places

    def feed(self, blocks: list[list[Block]]) -> tuple[Tensor, Tensor]:
        """Append blocks to each sequence (none for some). Returns the hidden states' log-probabilities [b, n,
        vocab] and what is real [b, n]."""
        lengths = [sum(x.shape[0] for x, _ in row) for row in blocks]
        b = len(blocks)
        n = max(lengths)
        before = self.valid.shape[1]
        x = torch.zeros(b, n, self.network.size.hidden)
        places = torch.zeros(3, b, n, dtype=torch.long)
        for i, row in enumerate(blocks):
            if row:
                x[i, : lengths[i]] = torch.cat([e for e, _ in row])
                places[:, i, : lengths[i]] = torch.cat([p for _, p in row], 1)
        real = torch.arange(n)[None] < torch.tensor(lengths)[:, None]
        self.valid = torch.cat((self.valid, real), 1)
        causal = torch.arange(before + n)[None] <= torch.arange(n)[:, None] + before
        visible = causal[None] & (
            self.valid[:, None] | torch.eye(before + n, dtype=torch.bool)[before:][None]
        )
        mask = torch.zeros(visible.shape).masked_fill_(~visible, -1e4)[:, None, None]
        hidden, found, self.past = self.network.decoder(x, places, mask, self.past)
        return self.network.decoder.logits(hidden, found), real


def shared_prompts(sequences: Sequences, prompts: list[list[Block]], group: int) -> Tensor:
    """Feed each question's prompt once and let its whole group go on from there. Returns the logits for the
    first tokens [b, vocab]."""
    logits, real = sequences.feed(prompts)
    first = logits[torch.arange(len(prompts)), real.sum(1) - 1]
    assert sequences.past is not None
    sequences.past = [
        (k.repeat_interleave(group, 0), v.repeat_interleave(group, 0)) for k, v in sequences.past
    ]
    sequences.valid = sequences.valid.repeat_interleave(group, 0)
    sequences.place = [p for p in sequences.place for _ in range(group)]
    return first.repeat_interleave(group, 0)


class MiniPolicy:
    """Samples and re-runs r3-mini. The pointer learns too: its box is part of the policy here, so it is not
    detached."""

    def __init__(self, network: Network, half: bool = False) -> None:
        """`half`: sample and learn in bfloat16 arithmetic, which is twice as fast on recent processors."""
        self.network = network
        self.tokenizer = build()
        self.half = half
        vocabulary = self.tokenizer.get_vocab()
        self.pad = vocabulary[dialect.IMAGE_PAD]
        self.stop = vocabulary[dialect.END]
        self.start = vocabulary[dialect.VISION_START]
        self.end = vocabulary[dialect.VISION_END]
        network.decoder.detach_pointer = False
        for p in network.vision.parameters():
            p.requires_grad_(False)

    def parameters(self) -> Iterator[nn.Parameter]:
        return chain(self.network.decoder.parameters(), self.network.embed.parameters())

    def decode(self, token: int) -> str:
        return self.tokenizer.decode([token], skip_special_tokens=False)

    def encode(self, text: str) -> list[int]:
        """Ids of a text."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def resized(self, task: Task) -> tuple[int, int]:
        h, w = geometry.smart_resize(
            task.image.height, task.image.width, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX
        )
        return w, h

    def prompt(self, sequences: Sequences, i: int, task: Task, features: Tensor) -> list[Block]:
        """Everything before the model's first token."""
        w, h = self.resized(task)
        return [
            sequences.text(i, [*self.encode(dialect.HEAD), self.start]),
            sequences.image(i, features, h // 28, w // 28),
            sequences.text(i, [self.end, *self.encode(dialect.user_turn(task.question))]),
        ]

    @torch.no_grad()
    def overview(self, task: Task) -> Tensor:
        """Vision features of the whole picture [tokens, hidden]."""
        small = geometry.overview(task.image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        return self.network.vision(normalised([pixels(small)]))[0]

    @torch.no_grad()
    def sample(
        self, tasks: list[Task], group: int, temperature: float, generator: torch.Generator
    ) -> list[list[Rollout]]:
        """A temperature of 0 is greedy."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            return self.rollouts(tasks, group, temperature, generator)

    def rollouts(
        self, tasks: list[Task], group: int, temperature: float, generator: torch.Generator
    ) -> list[list[Rollout]]:
        """What `sample` gives, in the arithmetic of the moment."""
        each = [t for t in tasks for _ in range(group)]
        rollouts = [Rollout() for _ in each]
        open_ = [True] * len(each)
        count = [0] * len(each)
        sequences = Sequences(self.network, len(tasks))
        last = shared_prompts(
            sequences, [self.prompt(sequences, i, t, self.overview(t)) for i, t in enumerate(tasks)], group
        ).float()
        waiting: dict[
            int, list[Block]
        ] = {}  # crops go in together, when every open rollout has asked for one
        while any(open_):
            logp = (last / (temperature or 1.0)).log_softmax(-1)
            tokens = (
                last.argmax(-1)
                if temperature == 0
                else torch.multinomial(logp.exp(), 1, generator=generator)[:, 0]
            )
            blocks: list[list[Block]] = [[] for _ in each]
            for i, token in enumerate(tokens.tolist()):
                if not open_[i] or i in waiting:
                    continue
                count[i] += 1
                blocks[i] = self.advance(sequences, i, each[i], rollouts[i], token, float(logp[i, token]))
                open_[i] = bool(blocks[i]) and count[i] < MAX_TOKENS
                if open_[i] and len(blocks[i]) > 1:
                    waiting[i] = blocks[i]
                    blocks[i] = []
                elif not open_[i]:
                    blocks[i] = []
            if not any(blocks):
                for i, pending in waiting.items():
                    blocks[i] = pending
                waiting = {}
            if any(blocks):
                logits, real = sequences.feed(blocks)
                fed = real.sum(1)
                last = torch.where(
                    (fed > 0)[:, None], logits[torch.arange(len(each)), fed.clamp(min=1) - 1].float(), last
                )
        return [rollouts[k : k + group] for k in range(0, len(each), group)]

    def advance(
        self, sequences: Sequences, i: int, task: Task, rollout: Rollout, token: int, logprob: float
    ) -> list[Block]:
        """Take one sampled token. Returns what comes next in the sequence: the token, or also a crop; nothing
        at the end."""
        rollout.append([token], [logprob])
        if token == self.stop:
            return []
        rollout.segments[-1] += self.decode(token)
        blocks = [sequences.text(i, [token])]
        if rollout.segments[-1].endswith("</answer>"):
            return []
        if not rollout.segments[-1].endswith("]}"):
            return blocks
        box = parse(rollout.segments[-1])
        cut = geometry.to_original(box, self.resized(task), task.image.size) if box else None
        rollout.requested.append(box)
        rollout.cuts.append(cut)
        if cut is None or len(rollout.cuts) > MAX_LOOKS:
            return []
        image = geometry.crop(task.image, cut, settings.CROP_MIN, settings.CROP_MAX)
        features = self.network.vision(normalised([pixels(image)]))[0]
        before = [*self.encode("\n"), self.start]
        rollout.append([*before, *[self.pad] * len(features), self.end])
        rollout.extra.setdefault("features", []).append(features)
        rollout.extra.setdefault("grid", []).append(torch.tensor([image.height // 28, image.width // 28]))
        rollout.segments[-1] += "\n"
        rollout.segments.append("")
        return [
            *blocks,
            sequences.text(i, before),
            sequences.image(i, features, image.height // 28, image.width // 28),
            sequences.text(i, [self.end]),
        ]

    def logprobs(
        self, tasks: list[Task], groups: list[list[Rollout]], temperature: float = 1.0
    ) -> tuple[Tensor, Tensor]:
        each = [r for group in groups for r in group]
        group = len(groups[0])
        sequences = Sequences(self.network, len(tasks))
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            first = shared_prompts(
                sequences,
                [self.prompt(sequences, i, t, self.overview(t)) for i, t in enumerate(tasks)],
                group,
            )
            logits, _ = sequences.feed([self.replay(sequences, i, rollout) for i, rollout in enumerate(each)])
        longest = max(len(r.ids) for r in each)
        logits = torch.cat((first[:, None], logits[:, : longest - 1]), 1).float()
        ids = torch.zeros(len(each), longest, dtype=torch.long)
        mask = torch.zeros(len(each), longest)
        for i, rollout in enumerate(each):
            ids[i, : len(rollout.ids)] = torch.tensor(rollout.ids)
            mask[i, : len(rollout.ids)] = torch.tensor(rollout.mask, dtype=torch.float)
        chosen = (logits / temperature).log_softmax(-1).gather(2, ids[..., None])[..., 0]
        return chosen * (mask > 0), mask

    def replay(self, sequences: Sequences, i: int, rollout: Rollout) -> list[Block]:
        """The tokens of a rollout with its crops in their places."""
        blocks = []
        crops = 0
        run = []
        at = 0
        while at < len(rollout.ids):
            if rollout.ids[at] != self.pad or rollout.mask[at]:
                run.append(rollout.ids[at])
                at += 1
                continue
            features = rollout.extra["features"][crops]
            grid = rollout.extra["grid"][crops]
            blocks += [sequences.text(i, run), sequences.image(i, features, int(grid[0]), int(grid[1]))]
            run = []
            crops = crops + 1
            at = at + len(features)
        return [*blocks, sequences.text(i, run)] if run else blocks
