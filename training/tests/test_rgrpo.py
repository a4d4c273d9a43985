"""R-GRPO steps: rollouts through the loop, the token mask, gradients, the dump; for r3-mini and for a tiny
Qwen2.5-VL."""

import dataclasses
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from PIL import Image

from training import dialect
from training.model.network import Network
from training.rl import objective, rewards, tasks, train
from training.rl.mini import MiniPolicy
from training.rl.rollout import Task

FIRST = '<think>I look for the red sign. {"bbox_2d": [8, 16, 80, 64]}'
SECOND = 'It says "47".</think>\n<answer>47</answer>'
WRONG = "<think>I look for the red sign.</think>\n<answer>48</answer>"


def task():
    rows = torch.arange(280 * 364 * 3).remainder(251).byte().view(280, 364, 3)
    return Task(
        image=Image.fromarray(rows.numpy()).resize((728, 560)),
        question="What does the red sign say?",
        answer="47",
        name="picture.png",
        family="sign",
        kind="one",
        boxes=[[16, 32, 160, 128]],
    )


@pytest.fixture
def policy(tokenizer):
    torch.manual_seed(0)
    return MiniPolicy(Network(tokenizer))


@pytest.fixture
def scripted(policy, monkeypatch):
    """Sampling that writes given texts: an untrained network would never ask for a region."""
    texts = [policy.encode(FIRST) + policy.encode(SECOND), policy.encode(WRONG)] * 2
    at = [0] * len(texts)

    def choose(chances, count, generator=None):
        return torch.tensor([[text[min(k, len(text) - 1)]] for text, k in zip(texts[: len(chances)], at)])

    original = MiniPolicy.advance

    def advance(self, sequences, i, task, rollout, token, logprob):
        at[i] += (
            1  # a rollout that waits for its crop, or has ended, does not come here: its script stands still
        )
        return original(self, sequences, i, task, rollout, token, logprob)

    monkeypatch.setattr(torch, "multinomial", choose)
    monkeypatch.setattr(MiniPolicy, "advance", advance)
    policy.again = lambda: at.__setitem__(slice(None), [0] * len(texts))
    return policy


def test_rollout_goes_through_the_loop(scripted):
    [group] = scripted.sample([task()], 2, 1.0, torch.Generator())
    assert group[0].segments == [FIRST + "\n", SECOND]
    assert group[0].requested == [(8, 16, 80, 64)]
    assert group[0].cuts == [(16, 32, 160, 128)]
    assert group[1].segments == [WRONG]
    assert group[1].cuts == []


def test_only_what_the_model_wrote_is_learned(scripted):
    [group] = scripted.sample([task()], 2, 1.0, torch.Generator())
    for rollout, text in zip(group, (FIRST + SECOND, WRONG)):
        kept = [i for i, m in zip(rollout.ids, rollout.mask) if m]
        assert scripted.tokenizer.decode(kept, skip_special_tokens=False) == text
    left = [i for i, m in zip(group[0].ids, group[0].mask) if not m]
    assert scripted.pad in left
    assert set(left) <= {scripted.pad, scripted.start, scripted.end, *scripted.encode("\n")}


@pytest.mark.parametrize("temperature", [1.0, 0.6])
def test_running_again_gives_the_probabilities_of_sampling(scripted, temperature):
    # Cached, padded, crop by crop against one pass over everything: a wrong place or mask anywhere would
    # show.
    groups = scripted.sample([task()], 2, temperature, torch.Generator())
    found, mask = scripted.logprobs([task()], groups, temperature)
    for i, rollout in enumerate(groups[0]):
        sampled = torch.tensor(rollout.logprobs)
        assert ((found[i, : len(sampled)] - sampled) * mask[i, : len(sampled)]).abs().max() < 1e-3


def test_gradient_touches_only_allowed_tokens(scripted):
    groups = scripted.sample([task()], 2, 1.0, torch.Generator())
    found, mask = scripted.logprobs([task()], groups)
    found.retain_grad()
    value, _ = objective.loss(found, found.detach(), torch.tensor([1.0, -1.0]), mask, objective.Clip())
    value.backward()
    assert (found.grad != 0).equal(mask > 0)
    assert (
        found.grad[0].sum() < 0 < found.grad[1].sum()
    )  # descent makes the better rollout likelier, the other less
    assert all(p.grad is None for p in scripted.network.vision.parameters())


def test_a_step_raises_the_better_rollout(scripted, tmp_path):
    plan = train.RlPlan(tmp_path, group=2, lr=1e-5, epochs=2)
    optimiser = torch.optim.AdamW(scripted.parameters(), lr=plan.lr)
    batch = [task()]
    numbers, groups, terms, gains = train.step(scripted, optimiser, batch, plan, torch.Generator(), None)
    assert [t["accuracy"] for t in terms[0]] == [1, 0]
    assert gains[0][0] > 0 > gains[0][1]
    assert numbers["useful_groups"] == 1
    with torch.no_grad():
        after, mask = scripted.logprobs(batch, groups)
    before = [sum(r.logprobs) for r in groups[0]]
    assert (after * mask)[0].sum() > before[0]
    assert (after * mask)[1].sum() < before[1]


def test_groups_that_all_earned_the_same_are_left_out(scripted, tmp_path, monkeypatch):
    asked = []
    original = MiniPolicy.logprobs
    monkeypatch.setattr(
        MiniPolicy,
        "logprobs",
        lambda self, tasks, *rest: asked.append(len(tasks)) or original(self, tasks, *rest),
    )
    plan = train.RlPlan(tmp_path, group=2, rewards=dataclasses.replace(rewards.PAPER, length=0.0))

    def gradient(*answers):
        """Norm and direction of a step over questions with these gold answers; 47 and 48 are written to
        each."""
        scripted.again()
        batch = [dataclasses.replace(task(), answer=a) for a in answers]
        numbers, *_ = train.step(
            scripted, torch.optim.SGD(scripted.parameters(), lr=0.0), batch, plan, torch.Generator(), None
        )
        found = scripted.network.embed.weight.grad
        return numbers["gradient"], None if found is None else found / found.norm()

    norm, direction = gradient("47")
    half, same = gradient("47", "nothing")
    assert asked == [1, 1]  # the rollouts of the question nobody answered are not run again
    assert half == pytest.approx(norm / 2, rel=1e-2)  # and count as what they are, zero
    assert torch.nn.functional.cosine_similarity(direction.flatten(), same.flatten(), dim=0) > 0.999
    assert gradient("nothing") == (0.0, None)


def test_log_and_dump(scripted, tmp_path):
    saved = []
    train.train(scripted, iter([[task()]]), train.RlPlan(tmp_path, steps=1, group=2), saved.append)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert log[0]["step"] == 1
    assert log[0]["total"] == pytest.approx(
        sum(log[0][k] for k in ("accuracy", "format", "region", "length")), abs=1e-4
    )
    [row] = [json.loads(line) for line in (tmp_path / "rollouts.jsonl").read_text().splitlines()]
    assert row["image_size"] == [728, 560]
    assert row["resized_size"] == [364, 280]
    first, second = row["rollouts"]
    assert first["looks"] == [{"requested": [8, 16, 80, 64], "box": [16, 32, 160, 128]}]
    assert first["text"] == FIRST + "\n" + SECOND
    assert first["advantage"] > 0 > second["advantage"]
    assert "".join(t["text"] for t in first["tokens"] if t["loss"]) == FIRST + SECOND
    assert all((t["logprob"] is None) == (t["loss"] == 0) for t in first["tokens"])
    assert saved == [1]


def test_the_learning_rate_falls_linearly_to_zero(scripted, tmp_path):
    def batches():
        while True:
            scripted.again()
            yield [task()]

    train.train(scripted, batches(), train.RlPlan(tmp_path, steps=4, group=2, lr=1e-3), lambda step: None)
    assert train.interrupted(tmp_path)["optimiser"]["param_groups"][0]["lr"] == pytest.approx(1e-3 / 4)


def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(scripted, tmp_path):
    batch = [task()]
    whole, parts = (train.RlPlan(tmp_path / name, steps=2, group=2, lr=1e-3) for name in ("whole", "parts"))
    before = [p.detach().clone() for p in scripted.parameters()]

    def batches():
        while True:
            scripted.again()
            yield batch

    def run(plan, steps):
        with torch.no_grad():
            for p, value in zip(scripted.parameters(), before):
                p.copy_(value)
        state = train.interrupted(plan.out)
        train.train(scripted, batches(), dataclasses.replace(plan, steps=steps), lambda step: None, state)
        return [p.detach().clone() for p in scripted.parameters()]

    expected = run(whole, 2)
    run(parts, 1)
    with (parts.out / "log.jsonl").open("a") as log:
        log.write(
            '{"step": 2, "loss": 9}\n{"step": 3, "lo'
        )  # what a killed process had written after its last checkpoint
    found = run(parts, 2)
    assert [json.loads(line)["step"] for line in (parts.out / "log.jsonl").read_text().splitlines()] == [1, 2]
    assert all(torch.equal(a, b) for a, b in zip(expected, found))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    pytest.importorskip("transformers")
    from training.qwen.shapes import SHAPES
    from training.qwen.tiny import make_tiny

    return make_tiny(tmp_path_factory.mktemp("qwen"), SHAPES["grouped"])


def test_tiny_qwen(folder, tmp_path, monkeypatch):
    from training.rl.qwen import Budget, QwenPolicy

    policy = QwenPolicy(folder, Budget((3136, 50176), (3136, 25088), tokens=60))
    script = [FIRST, SECOND, WRONG]

    def generate(**inputs):
        new = policy.ids(script.pop(0))
        ids = inputs["input_ids"][0].tolist()
        rest = {k: v for k, v in inputs.items() if k in ("pixel_values", "image_grid_thw")}
        tokens = torch.tensor([ids + new])
        logits = policy.model(tokens, mm_token_type_ids=(tokens == policy.pad).int(), **rest).logits[0]
        return SimpleNamespace(
            sequences=tokens, logits=[logits[len(ids) - 1 + i][None] for i in range(len(new))]
        )

    monkeypatch.setattr(policy.model, "generate", generate)
    plan = train.RlPlan(tmp_path, group=2, lr=1e-3)
    before = [p.detach().clone() for p in policy.model.model.visual.parameters()]
    optimiser = torch.optim.AdamW([p for p in policy.parameters() if p.requires_grad], lr=plan.lr)
    _, groups, _terms, gains = train.step(policy, optimiser, [task()], plan, torch.Generator(), None)
    first = groups[0][0]
    assert first.segments == [FIRST + "\n", SECOND]
    assert first.requested == [(8, 16, 80, 64)]
    grid = first.extra["grid"][0]
    assert first.ids.count(policy.pad) == int(grid.prod() // 4)
    assert policy.text([i for i, m in zip(first.ids, first.mask) if m]) == FIRST + SECOND
    assert gains[0][0] > 0 > gains[0][1]
    with torch.no_grad():
        after, mask = policy.logprobs([task()], groups)
    assert (after * mask)[0].sum() > sum(first.logprobs)
    assert all(torch.equal(a, b) for a, b in zip(before, policy.model.model.visual.parameters()))


def test_torchrun_trains_a_qwen_folder_on_two_processes(folder, tmp_path):
    picture = task()
    picture.image.save(tmp_path / "picture.png")
    record = {
        "image_path": "picture.png",
        "question": picture.question,
        "answer": "47",
        "source": "relook-synthetic",
    }
    (tmp_path / "rl.jsonl").write_text(2 * (json.dumps(record) + "\n"))
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--nproc-per-node",
        "2",
        "--master-port",
        str(20000 + os.getpid() % 20000),
        "-m",
        "training",
        "rgrpo",
        "--model",
        str(folder),
        "--data",
        str(tmp_path / "rl.jsonl"),
        "--out",
        str(tmp_path / "run"),
        "--steps",
        "1",
        "--questions",
        "1",
        "--group",
        "2",
        "--max-tokens",
        "4",
        "--max-pixels",
        "6272",
    ]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / "run" / "model" / "model.safetensors").exists()
    [line] = (tmp_path / "run" / "log.jsonl").read_text().splitlines()
    assert math.isfinite(json.loads(line)["loss"])
    [row] = (tmp_path / "run" / "rollouts.jsonl").read_text().splitlines()
    assert len(json.loads(row)["rollouts"]) == 2


def test_processes_share_the_records(tmp_path):
    rows = [{"image_path": f"{i}.png", "question": str(i), "answer": "x"} for i in range(6)]
    for i in range(6):
        Image.new("RGB", (56, 56)).save(tmp_path / f"{i}.png")
    (tmp_path / "rl.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    shares = [next(tasks.recorded(tmp_path / "rl.jsonl", 1, rank, 2, 3)) for rank in range(2)]
    assert sorted(t.question for share in shares for t in share) == [str(i) for i in range(6)]
    assert dialect.PROMPT not in shares[0][0].question
