"""Vision encoder, embeddings and decoder as one module, and how it is saved."""

from __future__ import annotations

import re

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.model.decoder import Decoder
from training.model.vision import Vision
from training.settings import ModelSize


def coordinate_values(tokenizer: Tokenizer) -> Tensor:
    """Pixels meant by each token ("[136" and ", 136" mean 136), -1 for all others."""
    values = torch.full((tokenizer.get_vocab_size(),), -1, dtype=torch.long)
    for text, index in tokenizer.get_vocab().items():
        match = re.fullmatch(r"(?:\[|, )(\d+)", text)
        if match:
            values[index] = int(match[1])
    return values


class Network(nn.Module):
    """Everything that is exported."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.size = ModelSize(vocab=tokenizer.get_vocab_size())
        self.embed = nn.Embedding(self.size.vocab, self.size.hidden)
        nn.init.normal_(self.embed.weight, std=0.3)
        self.vision = Vision(self.size)
        self.decoder = Decoder(self.size, coordinate_values(tokenizer))

    def count(self) -> int:
        """Number of parameters."""
        return sum(p.numel() for p in self.parameters())


def causal_mask(new: int, total: int) -> Tensor:
    """Additive mask [1, 1, 1, new, total] for `new` tokens at the end of `total`."""
    key = torch.arange(total)[None, :]
    query = torch.arange(total - new, total)[:, None]
    return torch.zeros(new, total).masked_fill_(key > query, -1e4)[None, None, None]
