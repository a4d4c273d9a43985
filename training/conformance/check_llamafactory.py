"""Loads what Relook writes with LLaMA-Factory's own loader, converter, template and multimodal plugin: what `llamafactory-cli
train` does with a data set before the first step. `torchaudio` and `torchvision` are not needed for pictures; where no build
of them fits this torch, an empty module stands in for the import."""

import importlib.machinery
import sys
import types
from pathlib import Path

for name in ("torchaudio",):
    try:
        __import__(name)
    except (ImportError, OSError):
        stand_in = types.ModuleType(name)
        stand_in.__spec__ = importlib.machinery.ModuleSpec(name, None)
        stand_in.__version__ = "0"
        sys.modules[name] = stand_in

import importlib.metadata

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args

import tiny

OUT = Path(sys.argv[1])
print(f"llamafactory {importlib.metadata.version('llamafactory')}")
processor = tiny.processor()
for name in ("llama-factory", "llama-factory-deepeyes"):
    folder = str(OUT / name)
    model_args, data_args, training_args, finetuning_args, _ = get_train_args(
        dict(
            model_name_or_path=str(tiny.FOLDER), stage="sft", do_train=True, finetuning_type="full", template="qwen2_vl",
            dataset_dir=folder, media_dir=folder, dataset=name, cutoff_len=16384, overwrite_cache=True,
            output_dir="/tmp/relook-conformance", report_to="none", preprocessing_num_workers=1, use_cpu=True,
        )
    )
    processor.image_max_pixels, processor.image_min_pixels = 1605632, 3136
    for key in ("video_max_pixels", "video_min_pixels", "video_fps", "video_maxlen", "image_do_pan_and_scan", "crop_to_patches"):
        setattr(processor, key, 0)
    tokenizer = processor.tokenizer
    template = get_template_and_fix_tokenizer(tokenizer, data_args)
    data = get_dataset(template, model_args, data_args, training_args, "sft", tokenizer=tokenizer, processor=processor)["train_dataset"]
    row = data[0]
    learned = tokenizer.decode([t for t in row["labels"] if t != -100])
    pads = row["input_ids"].count(tokenizer.convert_tokens_to_ids("<|image_pad|>"))
    print(f"{name}: {len(data)} of 6 rows kept, first row {len(row['input_ids'])} tokens of which {pads} are pictures ({len(row['images'])} files)")
    print("  it learns:", learned.replace("<|image_pad|>", "").replace("\n", "\\n")[:260])
print("ok")
