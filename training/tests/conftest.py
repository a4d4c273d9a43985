"""Shared, small fixtures. Tests that draw need the fonts named in README.md and say so when they skip."""

from __future__ import annotations

import os
import re

import pytest
import torch

from training.model.network import Network
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    return (yield from skipped_without_fonts())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    return (yield from skipped_without_fonts())


def skipped_without_fonts():
    """Whichever part of the fonts a test turns out to need: a machine may have one part and lack another."""
    try:
        return (yield)
    except Exception as problem:
        # What a process of the test raised arrives as text.
        missing = re.search(r"these fonts are missing: .*", str(problem))
        if missing is None:
            raise
        pytest.skip(missing[0])
