"""The recipe as one command: stages follow each other, and what is done is not done again."""

import pytest
import torch

from training import rebuild
from training.model.network import Network


@pytest.fixture
def stages(monkeypatch, tokenizer):
    """Stages that leave a mark on the weights instead of training."""
    ran = []

    def leave(folder, name):
        file = folder / "last.pt"
        folder.mkdir(parents=True, exist_ok=True)
        state = (
            torch.load(file, weights_only=True)
            if file.exists()
            else {"average": Network(tokenizer).state_dict(), "helpers": {}}
        )
        assert state.get("step", 0) == 0
        state["average"]["decoder.sharpness"] = state["average"]["decoder.sharpness"] + 1
        ran.append(name)
        torch.save({**state, "step": 7, "spent": 60.0}, file)

    monkeypatch.setattr(rebuild, "warm_up", lambda folder, *_, **__: leave(folder, "read"))
    monkeypatch.setattr(rebuild, "train", lambda plan: leave(plan.out, "whole"))
    monkeypatch.setattr(rebuild, "export", lambda network, out: ran.append(float(network.decoder.sharpness)))
    return ran


def test_stages_begin_with_the_weights_of_the_one_before(stages, tmp_path):
    rebuild.rebuild(tmp_path, 100, 1, 1, ["sign"], tmp_path / "model")
    assert stages == ["read", "whole", 2.0]


def test_a_second_start_goes_on(stages, tmp_path):
    rebuild.rebuild(tmp_path, 100, 1, 1, ["sign"], tmp_path / "model")
    (tmp_path / "2-whole" / "done").unlink()
    (tmp_path / "2-whole" / "last.pt").unlink()
    rebuild.rebuild(tmp_path, 100, 1, 1, ["sign"], tmp_path / "model")
    assert stages == ["read", "whole", 2.0, "whole", 2.0]
