"""Lets a torchvision that was built for graphics cards be imported beside a torch that was built for
processors.

Its native operators do not load there, and importing it fails on the first of them. Resizing pictures needs
none of them, so their names are declared, without a body, when the import asks for them. Python runs this
file at its start where this folder is in PYTHONPATH: the servers under test are started as anyone would start
them, and so are the processes they start.
"""

import importlib.machinery
import io
import re
import sys


def import_torchvision() -> None:
    """Imports it, declaring what it misses."""
    try:
        import torchvision
    except RuntimeError:
        import torch

        library = torch.library.Library("torchvision", "FRAGMENT")
        for _ in range(40):
            try:
                import torchvision

                break
            except RuntimeError as error:
                missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
                if missing is None:
                    raise
                # Never called, so any signature does.
                library.define(f"{missing[1]}(Tensor x) -> Tensor")
                for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
                    del sys.modules[name]
        # The declarations last as long as this does.
        torchvision.relook_library = library
    if not torchvision.extension._has_ops():
        import torchvision.io

        torchvision.io.decode_image = torchvision.io.image.decode_image = decode_image


def decode_image(data, mode=None, **_options):
    """As torchvision's own, whose native part is missing here, too: bytes to RGB, channels first."""
    import numpy as np
    import torch
    from PIL import Image

    picture = Image.open(io.BytesIO(bytes(data.numpy()))).convert("RGB")
    return torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1)


class Hook:
    """Asked for torchvision once, before the ordinary finders are."""

    def find_spec(self, name, path, target=None):
        if name != "torchvision":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None:
            import_torchvision()
        return spec


sys.meta_path.insert(0, Hook())
