"""What the families' own code shows a model, for `test/main/images/family-views.test.ts`.

    python3 training/conformance/views.py CLONES QWEN_VL_UTILS OUT.json [PIXELS [SEED [COUNT]]]

Sizes and boxes follow from one seed (drawing.py and the test): the file holds only a checksum of each way.
PIXELS of the smaller pictures of each family are run through Pillow too.
"""

import json
import os
import sys
from typing import Any

import PIL
import transformers
from drawing import Random, drawn, drawn_box, drawn_side
from families import families, utils_version
from standin import bound, crc, shown
from upstream import used

target = sys.argv[3]
# A few small ones for every test run, or as many as asked for, and larger ones.
pixels = int(sys.argv[4]) if len(sys.argv) > 4 else 12
most = 90_000 if pixels < 100 else 1_500_000
seed = int(sys.argv[5]) if len(sys.argv) > 5 else 31
count = int(sys.argv[6]) if len(sys.argv) > 6 else 2000


def pixels_of(make, size):
    try:
        return crc(make(drawn(*size)).tobytes())
    except AssertionError:
        return ""


def of(family):
    random = Random(seed)
    crops: list[str] = []
    overviews: list[str] = []
    images: list[list[Any]] = []
    for number in range(count):
        width = drawn_side(random)
        size = (width, drawn_side(random))
        unscaled = getattr(family, "unit", False) or max(size) > 200 * min(size)
        box = drawn_box(random, None if unscaled else family.scale(size))
        if getattr(family, "points", False):
            box = [int(v) for v in box[:2]]
        cut = bound(family.crop, box)
        way = shown(cut, size)
        crops.append(crc(way))
        if os.environ.get("SHOW") == "1":
            print(number, size, box, way, file=sys.stderr)
        overviews.append(crc(shown(family.overview, size)))
        if len(images) < pixels and size[0] * size[1] < most and way != "-":
            images.append([number, pixels_of(family.overview, size), pixels_of(cut, size)])
    return {"crops": "".join(crops), "overviews": "".join(overviews), "pixels": images}


rows = {name: of(family()) for name, family in families.items()}
about = {
    "seed": seed,
    "count": count,
    "pillow": PIL.__version__,
    "transformers": transformers.__version__,
    "qwen-vl-utils": utils_version,
    "sources": used,
}
with open(target, "w", encoding="utf-8") as out:
    json.dump({"about": about, "families": rows}, out)
    out.write("\n")
print(json.dumps(about, indent=1))
