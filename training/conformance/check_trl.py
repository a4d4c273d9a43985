"""Loads what Relook writes with `datasets`, and trains a step of SFT, DPO and GRPO on it with TRL's own
trainers."""

import sys
import tempfile
from pathlib import Path

import datasets
import tiny
import trl
from datasets import load_dataset
from tally import CROPS, ROWS, WHOLE, expect, row_line
from trl import DPOConfig, DPOTrainer, GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer
from trl.chat_template_utils import qwen2_5_vl_chat_template

OUT = Path(sys.argv[1])
datasets.disable_progress_bars()
print(f"datasets {datasets.__version__}, trl {trl.__version__}")

PARQUET = {
    "trl-sft": WHOLE + CROPS,
    "trl-sft-deepeyes": WHOLE + CROPS,
    "trl-grpo": WHOLE,
    "trl-preference": 2,
    "verl": WHOLE,
    "verl-deepeyes": WHOLE,
}
JSON = {
    "ms-swift": "jsonl",
    "ms-swift-deepeyes": "jsonl",
    "llama-factory": "json",
    "llama-factory-deepeyes": "json",
    "vlir-sft": "json",
    "vlir-rl": "json",
    "visual-cot": "json",
    "openai": "jsonl",
    "relook": "jsonl",
}


def parquet(name: str):
    return load_dataset("parquet", data_files=str(OUT / name / "*.parquet"), split="train")


print("\nRead with load_dataset:")
for name, pictures in PARQUET.items():
    data = parquet(name)
    sizes = [image.size for row in data for image in row["images"]]
    expect(f"{name}: pictures", len(sizes), pictures)
    expect(f"{name}: rows", len(data), 2 if name == "trl-preference" else ROWS)
    print(f"  {name}: {len(data)} rows, {len(sizes)} pictures ({sizes[:3]} …), columns {data.column_names}")
for name, container in JSON.items():
    data = load_dataset("json", data_files=str(OUT / name / f"train.{container}"), split="train")
    expect(f"{name}: rows", len(data), ROWS)
    print(f"  {name}: {len(data)} rows, columns {data.column_names}")

print("\nEvery folder by its own card, as `load_dataset(FOLDER)`:")
for folder in sorted(path for path in OUT.iterdir() if path.is_dir()):
    found = load_dataset(str(folder))
    print(f"  {folder.name}: { {split: len(rows) for split, rows in found.items()} }")

print("\nTrained a step:")
processor = tiny.processor()
# The template as the family's own repositories have it: TRL knows it by its words.
processor.chat_template = qwen2_5_vl_chat_template
pad = processor.image_token_id
common = dict(
    output_dir=tempfile.mkdtemp(),
    per_device_train_batch_size=2,
    max_steps=1,
    report_to=[],
    use_cpu=True,
    bf16=False,
    gradient_checkpointing=False,
    logging_strategy="no",
    save_strategy="no",
    disable_tqdm=True,
)


class WithoutPictures:
    """Around TRL's collator: what a crop looks like is no word of the model, so it is not learnt. As the card
    says."""

    def __init__(self, collator):
        self.collator = collator

    def __call__(self, rows):
        batch = self.collator(rows)
        batch["labels"][batch["input_ids"] == pad] = -100
        return batch


for name in ("trl-sft", "trl-sft-deepeyes"):
    rows = parquet(name).remove_columns("id")
    args = SFTConfig(max_length=None, assistant_only_loss=True, **common)
    trainer = SFTTrainer(
        model=tiny.model(processor.tokenizer), args=args, train_dataset=rows, processing_class=processor
    )
    plain = trainer.data_collator([rows[0]])
    row_line(
        f"SFT on {name}, as TRL puts it",
        plain["input_ids"][0],
        plain["labels"][0],
        pad,
        len(plain["image_grid_thw"]),
    )
    trainer.data_collator = WithoutPictures(trainer.data_collator)
    batch = trainer.data_collator([rows[0], rows[1]])
    row_line(
        "the same with the card's collator",
        batch["input_ids"][0],
        batch["labels"][0],
        pad,
        len(batch["image_grid_thw"]) // 2,
    )
    expect("labels of pictures", int((batch["labels"] == pad).sum()), 0)
    print(f"  loss {trainer.train().training_loss:.3f}")

rows = parquet("trl-preference").remove_columns("id")
trainer = DPOTrainer(
    model=tiny.model(processor.tokenizer),
    ref_model=tiny.model(processor.tokenizer),
    args=DPOConfig(max_length=None, **common),
    train_dataset=rows,
    processing_class=processor,
)
print(f"  DPO on trl-preference: loss {trainer.train().training_loss:.3f}")

seen: list[str] = []


def exact(completions, solution, **_):
    """A reward gets the answer by the column's name."""
    seen.extend(solution)
    return [float(len(str(c)) % 2) for c in completions]


rows = parquet("trl-grpo").remove_columns("id")
args = GRPOConfig(num_generations=2, max_completion_length=8, **common)
trainer = GRPOTrainer(
    model=tiny.model(processor.tokenizer),
    reward_funcs=exact,
    args=args,
    train_dataset=rows,
    processing_class=processor,
)
print(
    f"  GRPO on trl-grpo: loss {trainer.train().training_loss:.3f}, the reward was given the answers "
    f"{sorted(set(seen))}"
)
print("ok")
