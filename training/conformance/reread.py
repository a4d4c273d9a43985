"""What the families' own tools cut for the numbers in exports, for `test/app/exports/reread.test.ts`.

    RELOOK_REREAD=REQUESTS.json npx vitest run --project app test/app/exports/reread.test.ts
    python3 training/conformance/reread.py CLONES QWEN_VL_UTILS REQUESTS.json OUT.json

The numbers are found by the patterns of the family's own loop.
"""

import ast
import json
import re
import sys

from families import families
from standin import bound, crc, shown
from upstream import found, source

requests, target = sys.argv[3:5]


def asked_in(name, text):
    """The box of an export's text."""
    if name == "vlm-r3":
        return json.loads(re.findall(r"\{.*?\}", text, re.DOTALL)[-1])["bbox_2d"]
    if name == "mini-o3":
        loop = source("Mini-o3+Mini-o3", "verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py")
        pattern = ast.literal_eval(found(r'(?<=pattern = )"\.\*<grounding>[^\n]*', loop))
        match = re.match(pattern, text, re.DOTALL)
        assert match is not None, text
        return json.loads(match[1])
    call = text.split("<tool_call>")[1].split("</tool_call>")[0].strip()
    return json.loads(call)["arguments"]["bbox_2d"]


def reread(name, family, rows):
    """What its own tool does for the numbers of exports: a checksum of the text and one of the way, each."""
    sums = []
    for width, height, text in rows:
        cut = bound(family.crop, asked_in(name, text))
        sums.append(crc(text) + crc(shown(cut, (width, height))))
    return "".join(sums)


with open(requests, encoding="utf-8") as file:
    asked = json.load(file)
sums = {name: reread(name, families[name](), rows) for name, rows in asked.items()}
with open(target, "w", encoding="utf-8") as out:
    json.dump({"count": len(next(iter(asked.values()))), "families": sums}, out)
    out.write("\n")
