"""Loads what Relook writes with ms-swift's own `load_dataset` (preprocessors included) and encodes every row
with its template for Qwen2.5-VL, as `swift sft` does before the first step."""

import importlib.metadata
import os
import sys
import tempfile
from pathlib import Path

import fitting
import tiny
from tally import CROPS, ROWS, WHOLE, expect, row_line, words

OUT = Path(sys.argv[1])
# As for the other checks, so that a row is small.
os.environ["MAX_PIXELS"] = "200704"
# As the card says: paths in the records count from the data set's folder.
os.environ["ROOT_IMAGE_DIR"] = str(OUT / "ms-swift")

from swift.dataset import load_dataset
from swift.model import get_processor
from swift.template import get_template

print(
    f"ms-swift {importlib.metadata.version('ms-swift')}, transformers "
    f"{importlib.metadata.version('transformers')}; "
    f"standing in: {', '.join(fitting.stand_ins) or 'nothing'}"
)
scratch = tempfile.TemporaryDirectory()
processor = get_processor(str(tiny.folder(Path(scratch.name) / "model")), model_type="qwen2_5_vl")
tokenizer = processor.tokenizer
pad = tokenizer.convert_tokens_to_ids("<|image_pad|>")
for name in ("ms-swift", "ms-swift-deepeyes"):
    os.environ["ROOT_IMAGE_DIR"] = str(OUT / name)
    data, _ = load_dataset(
        str(OUT / name / "train.jsonl"), split_dataset_ratio=0, num_proc=1, load_from_cache_file=False
    )
    expect(f"{name}: rows", len(data), ROWS)
    expect(f"{name}: pictures", sum(len(row["images"]) for row in data), WHOLE + CROPS)
    template = get_template(processor, template_type="qwen2_5_vl")
    template.set_mode("train")
    # Its template knows the numbers of the published tokenizer; the small one has others.
    template.image_token_id = pad
    rows = [template.encode(dict(row)) for row in data]
    grids = sum(len(row["image_grid_thw"]) for row in rows)
    expect(f"{name}: pictures after its template", grids, WHOLE + CROPS)
    print(
        f"{name}: {len(data)} rows, {grids} pictures, roles "
        f"{[m['role'] for m in data[0]['messages']]}, columns {data.column_names}"
    )
    first = rows[0]
    row_line("first row", first["input_ids"], first["labels"], pad, len(first["image_grid_thw"]))
    learnt = tokenizer.decode([t for t in first["labels"] if t not in (-100, pad)])
    print("  it learns:", words(learnt))
    # A batch as the trainer's collator makes it.
    batch = template.data_collator(rows[:2])
    print(
        f"  batch of two: input_ids {tuple(batch['input_ids'].shape)}, pixel_values "
        f"{tuple(batch['pixel_values'].shape)}"
    )
print("ok")
