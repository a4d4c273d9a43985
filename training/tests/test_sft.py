"""Supervised training: fifty steps lower the loss, and a second start goes on where the first one stopped."""

import re

import torch

from training.sft import Plan, load_network, train


def test_fifty_steps_lower_the_loss_and_go_on_after_a_stop(tmp_path, capfd):
    def plan(steps):
        return Plan(
            tmp_path,
            seed=1,
            minutes=1e9,
            steps=steps,
            lr=0.02,
            images=1,
            queries=2,
            families=["sign"],
            ranks=1,
        )

    train(plan(25))
    state = torch.load(tmp_path / "last.pt", weights_only=True)
    assert state["step"] == 25
    train(plan(50))
    after = torch.load(tmp_path / "last.pt", weights_only=True)
    assert after["step"] == 50
    # The moving averages the log prints: by step 50 the second half has long replaced the first steps.
    losses = [float(v) for v in re.findall(r"step (?:25|50) .* loss ([\d.]+)", capfd.readouterr().out)]
    assert len(losses) == 2
    assert losses[1] < 0.92 * losses[0]
    assert load_network(tmp_path / "last.pt").count() > 4_000_000
    assert not torch.equal(state["network"]["embed.weight"], after["network"]["embed.weight"])
