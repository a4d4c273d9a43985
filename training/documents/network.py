"""The model that sees with the eyes for text: cells into visual tokens, then r3-mini's decoder with its
pointer, reader and copier."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.documents import asking
from training.eyes import cells
from training.model.decoder import Decoder
from training.model.layers import RMSNorm, scaled_init
from training.model.network import coordinate_values
from training.model.vision import Block
from training.settings import ModelSize
from training.tokens.build import spelling
from training.tokens.corpus import corpus as drawn_corpus

# Numbers that stand for one place in a segment or a word, and for one character.
PLACE = 4
LETTER = 20
PER_SLOT = LETTER + 1 + 4 * PLACE
GRID = 160


def tokenizer() -> Tokenizer:
    """Knows the words of questions and thoughts, and spells the rest."""
    return spelling(corpus(), cells.ALPHABET)


def corpus() -> list[str]:
    """Every sentence once, as it is and in lower case; and those of the drawn families."""
    filled = [q.format(n=" ", c=" ") for forms in asking.QUESTIONS.values() for q in forms]
    thoughts = [text for text, _ in asking.PLACES.values()]
    thoughts += [
        asking.LOOK,
        asking.IN_COLUMN,
        ".",
        asking.CLOSER,
        asking.READ,
        asking.READ_END,
        asking.MISSING,
    ]
    names = [f" {n}" for n in (*asking.QUESTIONS, *asking.NAMES.values())]
    own = [*filled, *(q.lower() for q in filled), *thoughts, *names, asking.ABSENT]
    return [*own, *drawn_corpus()]


def size_of(vocab: int) -> ModelSize:
    """r3-mini's shape with a third value head, so that a token can hold the characters of six slots."""
    return ModelSize(vocab=vocab, kv_heads=3, columns=cells.SLOTS, channels=15, vision_layers=2)


class CellVision(nn.Module):
    """Cells [b, rows * columns, cells.WIDTH] -> tokens [b, rows * columns, hidden]."""

    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        self.letters = nn.Embedding(cells.CLASSES, LETTER)
        self.ordinals = nn.ModuleList([nn.Embedding(cells.MOST + 1, PLACE) for _ in range(4)])
        rest = cells.WIDTH - cells.STATE
        self.merge = nn.Linear(cells.SLOTS * PER_SLOT + rest, size.hidden, bias=False)
        self.row = nn.Parameter(torch.randn(GRID, size.hidden) * 0.05)
        self.column = nn.Parameter(torch.randn(GRID, size.hidden) * 0.05)
        self.blocks = nn.ModuleList(
            [Block(size.hidden, size.vision_heads) for _ in range(size.vision_layers)]
        )
        self.norm = RMSNorm(size.hidden)
        for block in self.blocks:
            scaled_init(block)

    def forward(self, seen: Tensor, rows: int | Tensor, columns: int | Tensor) -> Tensor:
        place = (self.row[:rows, None] + self.column[None, :columns]).flatten(0, 1)[None]
        return self.encoded(seen, place)

    def together(self, views: list[tuple[Tensor, tuple[int, int]]]) -> Tensor:
        """Views of several shapes (rows, columns) at once, each filled up to the longest."""
        longest = max(len(seen) for seen, _ in views)
        filled = torch.stack([functional.pad(seen, (0, 0, 0, longest - len(seen))) for seen, _ in views])
        at = torch.zeros(2, len(views), longest, dtype=torch.long)
        mask = torch.zeros(len(views), 1, 1, longest)
        for i, (seen, (_, columns)) in enumerate(views):
            number = torch.arange(len(seen))
            at[0, i, : len(seen)] = number // columns
            at[1, i, : len(seen)] = number % columns
            mask[i, ..., len(seen) :] = -1e4
        return self.encoded(filled, self.row[at[0]] + self.column[at[1]], mask)

    def encoded(self, seen: Tensor, place: Tensor, mask: Tensor | None = None) -> Tensor:
        """Cells with what stands for their places."""
        slots = seen[..., : cells.STATE].unflatten(-1, (cells.SLOTS, cells.PER_SLOT))
        kinds = slots[..., 0].long()
        there = (kinds > 0).to(seen.dtype)[..., None]
        parts = [self.letters(kinds) * slots[..., 1:2], slots[..., 1:2]]
        parts += [table(slots[..., 2 + i].long()) * there for i, table in enumerate(self.ordinals)]
        x = torch.cat((torch.cat(parts, -1).flatten(-2), seen[..., cells.STATE :]), -1)
        x = self.merge(x) + place
        for block in self.blocks:
            x = block(x, mask)
        return self.norm(x)


class DocumentNetwork(nn.Module):
    """Everything that is exported."""

    def __init__(self, words: Tokenizer, size: ModelSize | None = None) -> None:
        super().__init__()
        self.size = size or size_of(words.get_vocab_size())
        self.embed = nn.Embedding(self.size.vocab, self.size.hidden)
        nn.init.normal_(self.embed.weight, std=0.3)
        self.vision = CellVision(self.size)
        self.decoder = Decoder(self.size, coordinate_values(words))

    def count(self) -> int:
        """Number of parameters."""
        return sum(p.numel() for p in self.parameters())
