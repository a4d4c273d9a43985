"""Loads what Relook writes with verl's own `RLHFDataset` (length filter with the processor included) and its
collator, and makes the model's input of a row as its agent loop does."""

import importlib.metadata
import sys
import tempfile
from pathlib import Path

import fitting
import tiny
from omegaconf import OmegaConf
from tally import ROWS, expect, words
from transformers import AutoProcessor
from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn

OUT = Path(sys.argv[1])
print(
    f"verl {importlib.metadata.version('verl')}, transformers {importlib.metadata.version('transformers')}; "
    f"standing in: {', '.join(fitting.stand_ins) or 'nothing'}"
)
with tempfile.TemporaryDirectory() as scratch:
    processor = AutoProcessor.from_pretrained(tiny.folder(Path(scratch) / "model"))
    pad = processor.tokenizer.convert_tokens_to_ids("<|image_pad|>")
    for name in ("verl", "verl-deepeyes"):
        config = OmegaConf.create(
            dict(
                cache_dir=scratch,
                image_key="images",
                prompt_key="prompt",
                max_prompt_length=4096,
                filter_overlong_prompts_workers=None,
            )
        )
        data = RLHFDataset(
            [str(path) for path in sorted((OUT / name).glob("train-*.parquet"))],
            processor.tokenizer,
            config,
            processor,
        )
        expect(f"{name}: rows that its filter keeps", len(data), ROWS)
        row = data[0]
        batch = collate_fn([data[0], data[1]])
        messages = row["raw_prompt"]
        images = [
            part["image"]
            for m in messages
            if not isinstance(m["content"], str)
            for part in m["content"]
            if part["type"] == "image"
        ]
        text = processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        ids = processor(text=[text], images=images)["input_ids"][0]
        print(
            f"{name}: {len(data)} rows, agent {row['agent_name']}, index {row['index']}, reward_model "
            f"{row['reward_model']}"
        )
        print(
            f"  prompt: {len(ids)} tokens, {list(map(int, ids)).count(pad)} of them of {len(images)} "
            f"picture {images[0].size}; batch of two has {sorted(batch)}"
        )
        print("  it is asked:", words(text))
print("ok")
