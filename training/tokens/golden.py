"""Records the ids of the golden texts: `python -m training.tokens.golden`."""

from __future__ import annotations

import json
from pathlib import Path

from training.tests.golden_texts import TEXTS
from training.tokens.build import build

FILE = Path(__file__).parents[1] / "golden" / "tokenizer.json"

if __name__ == "__main__":
    tokenizer = build()
    rows = [{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False).ids} for t in TEXTS]
    FILE.write_text("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n")
