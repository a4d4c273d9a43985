"""Calls what a GRPO job gives its engine, as the engine would: the reward functions of TRL, ms-swift and verl
by their signatures, and the geometry of crops. The engines themselves are stood in for; their own checks are
in training/conformance.

    python3 run-job.py JOBS < cases.json
"""

import importlib.util
import json
import sys
import types
from pathlib import Path
from unittest.mock import MagicMock

jobs = Path(sys.argv[1])
given = json.load(sys.stdin)


class Base:
    def __init__(self, *args, **kwargs):
        pass

    def check_finished(self, *args):
        return False


for name in ("datasets", "transformers", "trl", "trl.chat_template_utils"):
    sys.modules[name] = MagicMock()
orms = {}
loops = {}
sys.modules["swift"] = types.ModuleType("swift")
sys.modules["swift.rewards"] = types.SimpleNamespace(ORM=Base, orms=orms)
sys.modules["swift.rollout"] = types.ModuleType("swift.rollout")
sys.modules["swift.rollout.multi_turn"] = types.SimpleNamespace(MultiTurnScheduler=Base, multi_turns=loops)


def load(folder: str, file: str):
    """A module of a job with the neighbours it imports."""
    for name in ("rewards", "crops"):
        sys.modules.pop(name, None)
    sys.path.insert(0, str(jobs / folder))
    spec = importlib.util.spec_from_file_location(file, jobs / folder / f"{file}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.pop(0)
    return module


texts = [c["text"] for c in given["cases"]]
asked = [c["asked"] for c in given["cases"]]
found = {}

trl = load("grpo-trl", "train")
functions = [trl.reward_of(term) for term in trl.rewards.SETTINGS]
completions = [[{"role": "assistant", "content": text}] for text in texts]
columns = [
    f(prompts=texts, completions=completions, completion_ids=[], asked=asked, trainer_state=None)
    for f in functions
]
found["trl"] = [dict(zip(trl.rewards.SETTINGS, row)) for row in zip(*columns)]
call = {"function": {"name": "crop", "arguments": {"bbox_2d": [1, 2, 30, 40]}}}
found["told"] = trl.reply_text(
    [
        {"role": "assistant", "content": [{"type": "text", "text": "<think>I look."}], "tool_calls": [call]},
        {"role": "tool", "name": "crop", "content": [{"type": "image", "image": None}]},
        {"role": "assistant", "content": "Yes."},
    ]
)

swift = load("grpo-ms-swift", "plugin")
columns = [
    orms[f"relook_{term}"]()(texts, asked=asked, solution=[""] * len(texts), rollout_infos=[{}] * len(texts))
    for term in swift.rewards.SETTINGS
]
found["ms-swift"] = [dict(zip(swift.rewards.SETTINGS, row)) for row in zip(*columns)]
turns = [
    {"role": "user", "content": "?"},
    {"role": "assistant", "content": 'I look. {"bbox_2d": [1, 2, 3, 4'},
    {"role": "user", "content": "<image>"},
    {"role": "assistant", "content": "<answer>7"},
]
found["joined"] = swift.reply_text(turns, "")
found["loops"] = sorted(loops)

verl = load("grpo-verl", "relook_verl")
found["verl"] = [verl.compute_score("source", text, "", {"asked": row}) for text, row in zip(texts, asked)]
found["between"] = verl.BETWEEN.sub("\n", 'a {"bbox_2d": [1, 2, 3, 4]}\nuser\n\nassistant\nb')

found["cuts"] = []
for box, frame, size in given["boxes"]:
    cut = verl.rewards.cut(box, frame, size)
    found["cuts"].append([cut, None if cut is None else verl.crops.crop_size(cut, size, 3136, 3211264)])
found["requested"] = [[verl.crops.requested(turn), verl.crops.closed(turn)] for turn in given["turns"]]
json.dump(found, sys.stdout)
