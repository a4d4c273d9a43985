"""Random weights that write text which repeats itself: the same shapes and the same work per token."""

from __future__ import annotations

import torch

# What a layer adds, as a share: the embedding of the last token decides, and the context next to nothing.
SHARE = 0.005


def repeat(model: torch.nn.Module, words: list[int], phrase: int) -> None:
    """Let each of `words` be followed by the next in its phrase, and the last by the first. Changes the head
    and what the decoder's layers add; the head must not be tied to the embeddings.
    """
    embeddings = model.get_input_embeddings().weight
    head = model.get_output_embeddings().weight
    if embeddings is head:
        raise ValueError("a tied head cannot say what follows a token: give the shape a head of its own")
    order = [words[i] for i in torch.randperm(len(words)).tolist()]
    with torch.no_grad():
        # What is no word is never the likeliest: a real vocabulary has hundreds of such rows for each word.
        head.mul_(0.1)
        for start in range(0, len(order), phrase):
            these = order[start : start + phrase]
            for word, following in zip(these, these[1:] + these[:1], strict=True):
                head[following] = embeddings[word]
        for name, p in model.named_parameters():
            if ".language_model." in name and name.endswith(("o_proj.weight", "down_proj.weight")):
                p.mul_(SHARE)
