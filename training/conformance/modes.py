"""What is shown of files in a mode other than RGB, for `test/main/images/modes.test.ts`.

    python3 training/conformance/modes.py CLONES QWEN_VL_UTILS OUT.json
    FILES=OUT.json python3 training/conformance/modes.py CLONES QWEN_VL_UTILS OTHER.json

VLM-R³ cuts from `Image.open(…).convert("RGB")`; DeepEyes' evaluation and Qwen-Agent's tool cut and resize
what they opened, and save that as PNG. vLLM reads it as `to_rgb` does (its `ImageMediaIO`: not run).
With FILES the files of another run are read, under another Pillow.
"""

import base64
import io
import json
import os
import sys

import numpy
import PIL
from drawing import drawn
from families import DeepEyesEval, Qwen3Vl, VlmR3, processor, vision
from PIL import Image
from standin import crc
from taken import take
from upstream import found, source, used

target = sys.argv[3]
to_rgb = take(vision, "to_rgb")["to_rgb"]
WIDTH = 105
HEIGHT = 72


def saved(image, kind="PNG", **more):
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def files():
    upright = drawn(WIDTH, HEIGHT)
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    # From nothing to whole and back, with stretches of both.
    alpha = Image.fromarray(numpy.clip((x * 7 + y * 3) % 400 - 60, 0, 255).astype(numpy.uint8))
    rgba = upright.copy()
    rgba.putalpha(alpha)
    grey = upright.convert("L")
    palette = upright.quantize(32)
    yield "rgba.png", saved(rgba)
    yield "rgba.webp", saved(rgba, "WEBP", lossless=True, exact=True)
    yield "la.png", saved(Image.merge("LA", (grey, alpha)))
    yield "palette.png", saved(palette)
    yield "palette-trns.png", saved(palette, transparency=bytes(range(0, 256, 8)))
    yield "palette.gif", saved(palette, "GIF")
    yield "palette.bmp", saved(palette, "BMP")
    yield "palette.tiff", saved(palette, "TIFF")
    yield "bit.png", saved(grey.convert("1"))
    yield "bit.bmp", saved(grey.convert("1"), "BMP")
    yield "bit.tiff", saved(grey.convert("1"), "TIFF")
    yield "grey.png", saved(grey)
    yield "grey.gif", saved(grey, "GIF")
    yield "grey.bmp", saved(grey, "BMP")
    yield "grey-trns.png", saved(grey, transparency=7)
    yield "rgb-trns.png", saved(upright, transparency=(0, 0, 0))
    yield "cmyk.jpeg", saved(upright.convert("CMYK"), "JPEG")
    yield "cmyk.tiff", saved(upright.convert("CMYK"), "TIFF")


def vlm_r3(data):
    """Whole image by qwen-vl-utils, crops of the file opened again."""
    family = VlmR3()
    text = source("justgogorunrun+VLM-R3", "src/model/r3_vllm.py")
    opened = found(r'(?<=raw_img = )Image\.open\(image_path\)\.convert\("RGB"\)', text)
    whole = family.overview(to_rgb(Image.open(io.BytesIO(data))))
    raw = eval(opened, {"Image": Image, "image_path": io.BytesIO(data)})
    w, h = family.scale(raw.size)
    boxes = [[0, 0, w, h], [w // 8, h // 6, w // 2, h // 2], [w // 3, 0, w - 5, h - 9]]
    return whole, [[box, family.crop(raw, box)] for box in boxes]


def read_again(tool, *budget):
    """A crop saved by the tool, read by vLLM, resized by the processor; None: it cannot be saved."""
    try:
        return processor(to_rgb(Image.open(io.BytesIO(saved(tool)))), *budget)
    except OSError:
        # “cannot write mode CMYK as PNG”
        return None


class Unprocessed:
    """A family's tool without the model's own resize after it."""

    def __init__(self, family):
        self.lines = family.lines
        self.space = {"Image": Image, "IMAGE_FACTOR": 28, "self": getattr(family, "tool", None)}
        self.space["smart_resize"] = getattr(family, "code", {}).get("smart_resize")

    def crop(self, image, box):
        space = {**self.space, "bbox": box, "pil_img": image, "image": image}
        exec(self.lines, space)
        return space["cropped_image"]


def deepeyes_eval(data):
    family = DeepEyesEval()
    tool = Unprocessed(family)
    image = Image.open(io.BytesIO(data))
    boxes = [[7, 6, 67, 52], [5, 5, 33, 33], [-15, -8, 45, 38], [75, 45, 130, 90], [0, 0, WIDTH, HEIGHT]]
    return family.overview(to_rgb(image)), [[box, read_again(tool.crop(image, box))] for box in boxes]


def qwen3_vl(data):
    family = Qwen3Vl()
    tool = Unprocessed(family)
    image = Image.open(io.BytesIO(data))
    budget = (65536, 16777216, 32)
    boxes = [[100, 80, 700, 900], [200, 300, 260, 350], [-50, 0, 400, 1000], [0, 0, 1000, 1000]]
    return family.overview(to_rgb(image)), [
        [box, read_again(tool.crop(image, box), *budget)] for box in boxes
    ]


def nested(data):
    """Qwen-Agent's tool on the crop it has saved before."""
    tool = Unprocessed(Qwen3Vl())
    first = tool.crop(Image.open(io.BytesIO(data)), [100, 80, 700, 900])
    try:
        again = Image.open(io.BytesIO(saved(first)))
    except OSError:
        return None
    return read_again(tool.crop(again, [250, 100, 800, 640]), 65536, 16777216, 32)


def sum_of(image):
    return "-" if image is None else crc(image.tobytes())


def summed(shown):
    whole, crops = shown
    return [sum_of(whole), [[box, sum_of(crop)] for box, crop in crops]]


def row(name, data):
    return {
        "name": name,
        "mode": Image.open(io.BytesIO(data)).mode,
        "file": base64.b64encode(data).decode(),
        "vlm-r3": summed(vlm_r3(data)),
        "deepeyes-eval": summed(deepeyes_eval(data)),
        "qwen3-vl": summed(qwen3_vl(data)),
        "nested": sum_of(nested(data)),
    }


if os.environ.get("FILES"):
    with open(os.environ["FILES"], encoding="utf-8") as file:
        made = {row["name"]: base64.b64decode(row["file"]) for row in json.load(file)["files"]}
else:
    made = dict(files())
rows = [row(name, data) for name, data in made.items()]
with open(target, "w", encoding="utf-8") as out:
    json.dump({"pillow": PIL.__version__, "sources": used, "files": rows}, out)
    out.write("\n")
print(PIL.__version__, len(rows), [(row["name"], row["mode"]) for row in rows])
