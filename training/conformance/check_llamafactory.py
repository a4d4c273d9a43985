"""Loads what Relook writes with LLaMA-Factory's own loader, converter, template and multimodal plugin: what
`llamafactory-cli train` does with a data set before the first step."""

import contextlib
import importlib.metadata
import io
import sys
import tempfile
from pathlib import Path

import fitting
import tiny
from llamafactory.data import SFTDataCollatorWith4DAttentionMask, get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args
from llamafactory.model import load_tokenizer
from tally import CROPS, ROWS, WHOLE, expect, row_line, words

OUT = Path(sys.argv[1])
print(
    f"llamafactory {importlib.metadata.version('llamafactory')}, transformers "
    f"{importlib.metadata.version('transformers')}; "
    f"standing in: {', '.join(fitting.stand_ins) or 'nothing'}"
)
scratch = tempfile.TemporaryDirectory()
model = tiny.folder(Path(scratch.name) / "model")
for name in ("llama-factory", "llama-factory-deepeyes"):
    folder = str(OUT / name)
    # As the card says: both folders are the data set's own.
    settings = dict(
        model_name_or_path=str(model),
        stage="sft",
        do_train=True,
        finetuning_type="full",
        template="qwen2_vl",
        dataset_dir=folder,
        media_dir=folder,
        dataset=name,
        cutoff_len=16384,
        overwrite_cache=True,
        output_dir=f"{scratch.name}/out",
        report_to="none",
        preprocessing_num_workers=1,
        use_cpu=True,
        image_max_pixels=200_704,
    )
    model_args, data_args, training_args, _, _ = get_train_args(settings)
    module = load_tokenizer(model_args)
    tokenizer = module["tokenizer"]
    processor = module["processor"]
    template = get_template_and_fix_tokenizer(tokenizer, data_args)
    # It prints its first example, which is long.
    with contextlib.redirect_stdout(io.StringIO()):
        data = get_dataset(template, model_args, data_args, training_args, "sft", **module)["train_dataset"]
    pad = tokenizer.convert_tokens_to_ids("<|image_pad|>")
    expect(f"{name}: rows", len(data), ROWS)
    pictures = sum(len(row["images"]) for row in data)
    expect(f"{name}: pictures", pictures, WHOLE + CROPS)
    print(f"{name}: {len(data)} rows, {pictures} pictures")
    row = data[0]
    row_line("first row", row["input_ids"], row["labels"], pad, len(row["images"]))
    print("  it learns:", words(tokenizer.decode([t for t in row["labels"] if t not in (-100, pad)])))
    collator = SFTDataCollatorWith4DAttentionMask(
        template=template, tokenizer=tokenizer, processor=processor, label_pad_token_id=-100
    )
    batch = collator([data[0], data[1]])
    grid = batch["image_grid_thw"].tolist()
    expect(
        f"{name}: places for pictures",
        int((batch["input_ids"] == pad).sum()),
        sum(t * h * w // 4 for t, h, w in grid),
    )
    print(
        f"  batch of two: input_ids {tuple(batch['input_ids'].shape)}, pixel_values "
        f"{tuple(batch['pixel_values'].shape)}, grids {grid}"
    )
print("ok")
