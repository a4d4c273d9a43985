"""Loads what Relook writes with `datasets`, and trains a step of SFT and of DPO on it with TRL's own trainers."""

import sys
from pathlib import Path

import datasets
import trl
from datasets import load_dataset
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

import tiny

OUT = Path(sys.argv[1])
print(f"datasets {datasets.__version__}, trl {trl.__version__}")


def parquet(name: str):
    return load_dataset("parquet", data_files=str(OUT / name / "*.parquet"), split="train")


for name in ("trl-sft", "trl-sft-deepeyes", "trl-grpo", "trl-preference", "verl", "verl-deepeyes"):
    data = parquet(name)
    row = data[0]
    pictures = [image.size for image in row["images"]]
    print(f"{name}: {len(data)} rows, columns {data.column_names}, pictures of the first row {pictures}")

for name, container in (("ms-swift", "jsonl"), ("llama-factory", "json"), ("vlir-sft", "json"), ("visual-cot", "json"), ("openai", "jsonl"), ("relook", "jsonl")):
    data = load_dataset("json", data_files=str(OUT / name / f"train.{container}"), split="train")
    print(f"{name}: {len(data)} rows, columns {data.column_names}")

# By its card: a folder is a data set.
data = load_dataset(str(OUT / "trl-sft"))
print("by its card:", {split: len(rows) for split, rows in data.items()})

processor = tiny.processor()
common = dict(output_dir="/tmp/relook-conformance", per_device_train_batch_size=2, max_steps=1, report_to=[], use_cpu=True, bf16=False, gradient_checkpointing=False, logging_steps=1, save_strategy="no")

for name in ("trl-sft", "trl-sft-deepeyes"):
    rows = parquet(name).remove_columns("id")
    trainer = SFTTrainer(model=tiny.model(processor.tokenizer), args=SFTConfig(max_length=None, **common), train_dataset=rows, processing_class=processor)
    batch = trainer.data_collator([rows[0], rows[1]])
    grid = batch["image_grid_thw"].tolist()
    print(f"SFT on {name}: batch {tuple(batch['input_ids'].shape)}, pictures {grid}, loss {trainer.train().training_loss:.3f}")

rows = parquet("trl-preference").remove_columns("id")
trainer = DPOTrainer(model=tiny.model(processor.tokenizer), ref_model=tiny.model(processor.tokenizer), args=DPOConfig(max_length=None, **common), train_dataset=rows, processing_class=processor)
print(f"DPO on trl-preference: loss {trainer.train().training_loss:.3f}")
print("ok")
