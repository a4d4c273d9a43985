"""Starts `transformers serve` where torch is the processor-only build.

The registry's torchvision is built for graphics cards: its native operators do not load beside such a torch, and importing
it fails on the first of them. Resizing pictures needs none of them, so their names are declared, without a body, before
transformers imports it.
"""

import io
import re
import sys

import numpy as np
import torch
from PIL import Image

try:
    import torchvision  # noqa: F401
except RuntimeError:
    library = torch.library.Library("torchvision", "FRAGMENT")
    for _ in range(40):
        try:
            import torchvision  # noqa: F401

            break
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if missing is None:
                raise
            # Never called, so any signature does.
            library.define(f"{missing[1]}(Tensor x) -> Tensor")
            for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
                del sys.modules[name]

import torchvision.io


def decode_image(data, mode=None, **_options):
    """As torchvision's own, whose native part is missing here, too: bytes to RGB, channels first."""
    picture = Image.open(io.BytesIO(bytes(data.numpy()))).convert("RGB")
    return torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1)


if not torchvision.extension._has_ops():
    torchvision.io.decode_image = torchvision.io.image.decode_image = decode_image

from transformers.cli.transformers import main

main()
