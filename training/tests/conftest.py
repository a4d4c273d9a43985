"""Shared, small fixtures. Tests that draw need the fonts named in README.md and say so when they skip."""

from __future__ import annotations

import os

import pytest
import torch

from training.model.network import Network
from training.scenes import fonts
from training.tokens.build import build

# These networks are so small that threads wait for each other longer than they compute: fifty times as long
# on a busy machine. Processes that tests start take it from the environment.
os.environ.setdefault("OMP_NUM_THREADS", "1")
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tokenizer():
    return build()


@pytest.fixture(scope="session")
def network(tokenizer):
    torch.manual_seed(0)
    return Network(tokenizer).eval()


@pytest.fixture
def drawing():
    try:
        fonts.paths()
    except fonts.MissingFonts as problem:
        pytest.skip(str(problem))
