"""Writes the Hugging Face folder: `python -m training export --hf DIR`."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import save_file

from training import dialect
from training.export import ABOUT, configuration
from training.model.network import Network, coordinate_values
from training.tokens.build import build

ROOT = Path(__file__).parents[1]
FILES = (
    "model/attention.py",
    "model/layers.py",
    "model/rope.py",
    "model/vision.py",
    "model/decoder.py",
    "settings.py",
)


def write(network: Network, out: Path) -> None:
    """safetensors, configuration, tokenizer, template, and the network's files with imports made relative."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = build()
    config = {
        "model_type": "r3_mini",
        "architectures": ["R3MiniModel"],
        "dtype": "float32",
        "auto_map": {
            "AutoConfig": "modeling_r3_mini.R3MiniConfig",
            "AutoModel": "modeling_r3_mini.R3MiniModel",
        },
        "size": asdict(network.size),
        "coordinates": coordinate_values(tokenizer).tolist(),
        "image_token_id": tokenizer.token_to_id(dialect.IMAGE_PAD),
    }
    others = {
        k: v
        for k, v in configuration(network, tokenizer.get_vocab(), ABOUT).items()
        if k not in ("config.json", "relook.json")
    }
    for name, content in {"config.json": config, **others}.items():
        (out / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    tokenizer.save(str(out / "tokenizer.json"))
    (out / "chat_template.jinja").write_text(dialect.CHAT_TEMPLATE)
    save_file(
        {k: v.contiguous() for k, v in network.state_dict().items()},
        out / "model.safetensors",
        {"format": "pt"},
    )
    shutil.copy(Path(__file__).parent / "modeling_r3_mini.py", out)
    for file in FILES:
        text = (
            (ROOT / file)
            .read_text()
            .replace("from training.model.", "from .")
            .replace("from training.settings", "from .settings")
        )
        (out / Path(file).name).write_text(text)
