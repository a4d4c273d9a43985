"""Makes trainers importable on a machine without a card: imported first by every check.

Their packages name `torchvision` and `torchaudio`, whose builds on the index are for CUDA and do not load
beside a torch for the processor. Of torchvision only the picture functions are used, which are Python over
torch: its two compiled detection operators are declared, so that the import goes through, and never called.
Of torchaudio nothing is used: an empty module stands in for the import."""

import importlib.machinery
import sys
import types

import torch

_declared: list[torch.library.Library] = []


def fit() -> list[str]:
    """Names of what stands in; empty where the real builds load."""
    standing = []
    try:
        import torchvision
    except ImportError:
        pass
    except RuntimeError:
        for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "DEF")
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _declared.append(library)
        import torchvision  # noqa: F401

        standing.append("torchvision's compiled operators")
    try:
        import torchaudio  # noqa: F401
    except (ImportError, OSError, RuntimeError):
        module = types.ModuleType("torchaudio")
        module.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
        setattr(module, "__version__", "0")  # noqa: B010 (a module has none by its type)
        sys.modules["torchaudio"] = module
        standing.append("torchaudio")
    return standing


stand_ins = fit()
