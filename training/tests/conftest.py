"""Shared, small fixtures. Tests that draw need the fonts named in README.md and say so when they skip."""

from __future__ import annotations

import pytest
import torch

from training.model.network import Network
from training.scenes import fonts
from training.tokens.build import build


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
