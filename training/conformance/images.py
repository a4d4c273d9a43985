"""Picture files of every kind and the pixels the field's code reads, for `test/main/images/readers.test.ts`.

    python3 training/conformance/images.py QWEN_VL_UTILS OUT.json

QWEN_VL_UTILS holds the unpacked wheel; its `to_rgb` is run as it stands. Beside it Pillow's
`Image.open(…).convert("RGB")` and, where transformers is installed, its `load_image`. Run it with several
versions of Pillow: the file says which.
"""

import base64
import io
import json
import os
import struct
import sys
import zlib

import numpy
import PIL
from PIL import Image, ImageOps, features
from taken import take

utils, target = sys.argv[1:3]
SIDES = (20, 12)


def noise(channels, seed=1, depth=8):
    random = numpy.random.default_rng(seed)
    shape = (SIDES[1], SIDES[0], channels) if channels > 1 else (SIDES[1], SIDES[0])
    return random.integers(0, 2**depth, shape, dtype=numpy.uint16 if depth == 16 else numpy.uint8)


def saved(image, kind, **more):
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    return data.tobytes()


def png(colour, depth, rows, *chunks):
    """A PNG of a colour type that Pillow does not write."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", *SIDES, depth, colour, 0, 0, 0)
    body = b"".join(b"\0" + row.astype(">u2" if depth == 16 else "u1").tobytes() for row in rows)
    parts = [chunk(b"IHDR", head), *(chunk(n, b) for n, b in chunks), chunk(b"IDAT", zlib.compress(body))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def files():
    rgb = Image.fromarray(noise(3))
    rgba = Image.fromarray(noise(4))
    grey = Image.fromarray(noise(1))
    la = Image.fromarray(noise(2), "LA")
    cmyk = Image.fromarray(noise(4), "CMYK")
    palette = rgb.quantize(16)
    for orientation in range(1, 9):
        for kind in ("PNG", "JPEG", "WEBP"):
            more = {"lossless": True} if kind == "WEBP" else {}
            yield f"exif-{orientation}.{kind.lower()}", saved(rgb, kind, exif=exif(orientation), **more)
    for quality, sampling in ((30, 2), (75, 1), (95, 0)):
        yield f"q{quality}.jpeg", saved(rgb, "JPEG", quality=quality, subsampling=sampling)
    yield "grey.jpeg", saved(grey, "JPEG")
    yield "cmyk.jpeg", saved(cmyk, "JPEG")
    yield "cmyk-exif-6.jpeg", saved(cmyk, "JPEG", exif=exif(6))
    yield "cmyk.tiff", saved(cmyk, "TIFF")
    for name, image in (("rgb", rgb), ("rgba", rgba), ("grey", grey), ("la", la), ("palette", palette)):
        yield f"{name}.png", saved(image, "PNG")
    yield "one-bit.png", saved(grey.convert("1"), "PNG")
    yield "palette-trns.png", saved(palette, "PNG", transparency=bytes(range(0, 256, 16)))
    yield "palette-trns-exif-8.png", saved(palette, "PNG", transparency=3, exif=exif(8))
    yield "grey-trns.png", saved(grey, "PNG", transparency=int(noise(1)[0, 0]))
    yield "rgb-trns.png", saved(rgb, "PNG", transparency=tuple(int(v) for v in noise(3)[0, 0]))
    yield "rgba-exif-6.png", saved(rgba, "PNG", exif=exif(6))
    yield "grey-16.png", png(0, 16, noise(1, depth=16))
    low = noise(1, depth=16) // 200
    yield "grey-16-low.png", png(0, 16, low)
    yield "grey-16.tiff", saved(Image.fromarray(noise(1, depth=16)), "TIFF")
    yield "rgb-16.png", png(2, 16, noise(3, depth=16).reshape(SIDES[1], -1))
    yield "la-16.png", png(4, 16, noise(2, depth=16).reshape(SIDES[1], -1))
    yield "rgba-16.png", png(6, 16, noise(4, depth=16).reshape(SIDES[1], -1))
    others = [Image.fromarray(noise(3, seed)) for seed in (2, 3)]
    yield "animated.png", saved(rgb, "PNG", save_all=True, append_images=others)
    yield "animated.webp", saved(rgb, "WEBP", save_all=True, append_images=others, lossless=True)
    yield "rgba.webp", saved(rgba, "WEBP", lossless=True, exact=True)
    yield "lossy.webp", saved(rgb, "WEBP")
    yield "still.gif", saved(palette, "GIF")
    yield "transparent.gif", saved(palette, "GIF", transparency=3)
    yield "animated.gif", saved(palette, "GIF", save_all=True, append_images=others)
    yield "rgb.bmp", saved(rgb, "BMP")
    yield "rgb.tiff", saved(rgb, "TIFF")
    yield "rgba.tiff", saved(rgba, "TIFF")
    if features.check("avif"):
        yield "rgb.avif", saved(rgb, "AVIF", quality=100, subsampling="4:4:4")


with open(os.path.join(utils, "qwen_vl_utils", "vision_process.py"), encoding="utf-8") as file:
    to_rgb = take(file.read(), "to_rgb")["to_rgb"]
readers = {
    "qwen-vl-utils": to_rgb,
    "pillow": lambda image: image.convert("RGB"),
    # The last two lines of its `load_image`.
    "transformers": lambda image: ImageOps.exif_transpose(image).convert("RGB"),
}


def read(data):
    """What each reader makes of it: the same pixels are written once."""
    rows: list[list] = []
    for name, reader in readers.items():
        image = reader(Image.open(io.BytesIO(data)))
        pixels = [*image.size, base64.b64encode(image.tobytes()).decode()]
        same = next((row for row in rows if row[1:] == pixels), None)
        if same is None:
            rows.append([[name], *pixels])
        else:
            same[0].append(name)
    return rows


about = {"pillow": PIL.__version__}
if os.environ.get("FILES"):
    # The same files under another Pillow.
    with open(os.environ["FILES"], encoding="utf-8") as file:
        made = {name: base64.b64decode(f) for name, f, _ in json.load(file)["files"]}
else:
    made = dict(files())
kept = []
for name, data in made.items():
    try:
        kept.append([name, base64.b64encode(data).decode(), read(data)])
    except PIL.UnidentifiedImageError:
        print(name, "is not read by Pillow", PIL.__version__)
with open(target, "w", encoding="utf-8") as out:
    json.dump({"about": about, "files": kept}, out)
    out.write("\n")
print(about, len(kept))
