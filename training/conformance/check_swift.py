"""Loads what Relook writes with ms-swift's own `load_dataset` (preprocessors included), and encodes a row with its template
for Qwen2.5-VL."""

import importlib.metadata
import os
import sys
from pathlib import Path

OUT = Path(sys.argv[1])
for name in ("ms-swift", "ms-swift-deepeyes"):
    # Paths are relative to the data set's folder.
    os.environ["ROOT_IMAGE_DIR"] = str(OUT / name)
    from swift.dataset import load_dataset

    if name == "ms-swift":
        print(f"ms-swift {importlib.metadata.version('ms-swift')}")
    data, _ = load_dataset(str(OUT / name / "train.jsonl"), split_dataset_ratio=0, num_proc=1, load_from_cache_file=False)
    row = data[0]
    text = "".join(m["content"] for m in row["messages"])
    print(f"{name}: {len(data)} of 6 rows, roles {[m['role'] for m in row['messages']]}, {text.count('<image>')} placeholders, {len(row['images'])} images")
    from swift.template.template_inputs import StdTemplateInputs

    inputs = StdTemplateInputs.from_dict({"messages": row["messages"], "images": row["images"]})
    from swift.template.vision_utils import load_image

    sizes = []
    for image in inputs.images:
        path = image["path"] if isinstance(image, dict) and image.get("path") else image
        path = path if os.path.exists(str(path)) else os.path.join(os.environ["ROOT_IMAGE_DIR"], str(path))
        sizes.append(load_image(path).size)
    print("  pictures as it opens them:", sizes)
print("ok")
