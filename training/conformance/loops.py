"""What the families' own loops do with odd segments, for `test/app/reasoning/family-loops.test.ts`.

    python3 training/conformance/loops.py CLONES QWEN_VL_UTILS OUT.json [SEED COUNT]

CLONES holds git clones named OWNER+NAME/repo, QWEN_VL_UTILS the unpacked wheel. Upstream's loop runs as it
stands; the model is a script of tokens, and where vLLM stands there is a stub that keeps its rule for stop
texts (after each token, the first of the list that is there; what begins with it is cut off). Written
down: the assistant's turn of every prompt, with the size of each picture shown. SEED and COUNT are of the
broken turns the other families' tools are given.
"""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
import types

import numpy
import PIL
from loop_segments import SEGMENTS, mutated, tokens_of
from loop_tools import tools
from PIL import Image
from upstream import source, used

utils, target = sys.argv[2:4]
sys.path.insert(0, utils)
# Pictures alone are read: nothing of torchvision is called.
vision = types.ModuleType("torchvision")
for name in ("io", "transforms"):
    setattr(vision, name, types.ModuleType(f"torchvision.{name}"))
    sys.modules[f"torchvision.{name}"] = getattr(vision, name)
vars(sys.modules["torchvision.transforms"])["InterpolationMode"] = None
sys.modules["torchvision"] = vision
import qwen_vl_utils  # noqa: F401

EOS = 7


class Engine:
    """vLLM's `generate` for a script of tokens: one list for every call."""

    def __init__(self, script):
        self.script = list(script)
        self.prompts = []

    def generate(self, inputs, sampling_params):
        given = inputs[0]
        self.prompts.append((given["prompt"], [i.size for i in given["multi_modal_data"]["image"]]))
        text = ""
        for token in self.script.pop(0):
            text += token
            for stop in sampling_params.stop:
                at = text.find(stop, max(0, len(text) - len(token) - len(stop) + 1))
                if at >= 0:
                    return self.output(text[:at], 5)
        return self.output(text, EOS)

    def output(self, text, last):
        out = types.SimpleNamespace(text=text, token_ids=[1, last])
        return [types.SimpleNamespace(outputs=[out])]


class Processor:
    """The chat template of Qwen2.5-VL for one question, and as many ids as nobody reads."""

    tokenizer = types.SimpleNamespace(eos_token_id=EOS)

    def apply_chat_template(self, messages, tokenize, add_generation_prompt):
        text = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
        for message in messages:
            text += f"<|im_start|>{message['role']}\n"
            for part in message["content"]:
                text += part.get("text", "<|vision_start|><|image_pad|><|vision_end|>")
            text += "<|im_end|>\n"
        return text + ("<|im_start|>assistant\n" if add_generation_prompt else "")

    def __call__(self, **_):
        ids = types.SimpleNamespace(cpu=lambda: types.SimpleNamespace(tolist=lambda: [1]))

        class Ids(list):
            def __getitem__(self, _):
                return IdRow(ids)

        class IdRow:
            def __init__(self, cpu):
                self.cpu = cpu.cpu

            def __len__(self):
                return 1

        return {"input_ids": Ids()}


def vlm_r3():
    """`AgentVLMVLLM` with the settings of its evaluation."""
    vllm = types.ModuleType("vllm")
    vars(vllm).update(LLM=object, SamplingParams=lambda **given: types.SimpleNamespace(**given))
    space = {"__name__": "r3"}
    stubs = {"vllm": vllm}
    for name in ("torch", "torch.multiprocessing", "tqdm", "transformers"):
        stub = types.ModuleType(name)
        vars(stub).update(tqdm=None, AutoProcessor=None)
        stubs[name] = stub
    vars(stubs["torch"])["multiprocessing"] = stubs["torch.multiprocessing"]
    before = {name: sys.modules.get(name) for name in stubs}
    sys.modules.update(stubs)
    exec(compile(source("justgogorunrun+VLM-R3", "src/model/r3_vllm.py"), "r3_vllm", "exec"), space)
    for name, module in before.items():
        if module is None:
            del sys.modules[name]
        else:
            sys.modules[name] = module
    return space["AgentVLMVLLM"]


def run_r3(agent_class, folder, size, script):
    path = os.path.join(folder, f"{size[0]}x{size[1]}.png")
    if not os.path.exists(path):
        rows = numpy.arange(size[0] * size[1] * 3, dtype=numpy.uint32).reshape(size[1], size[0], 3)
        Image.fromarray((rows * 7 % 251).astype(numpy.uint8)).save(path)
    cell = 28 * 28
    engine = Engine(script)
    agent = agent_class(
        model=engine,
        processor=Processor(),
        temp_dir=os.path.join(folder, "crops"),
        device="cpu",
        min_pixels=32 * cell,
        max_pixels=8192 * cell,
        crop_min_pixels=32 * cell,
        crop_max_pixels=4096 * cell,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        response, *_ = agent.process(path, "Q", max_iterations=len(script))
    turns = []
    for prompt, sizes in engine.prompts:
        turn = prompt.split("<|im_start|>assistant\n", 1)[1]
        first, *rest = re.split(r"<\|vision_start\|>.*?<\|vision_end\|>", turn)
        turns.append(first + "".join(picture(size) + text for size, text in zip(sizes[1:], rest)))
    return {"turns": turns, "last": response[-1], "left": len(engine.script)}


def picture(size):
    return f"[{size[0]}x{size[1]}]"


def runs_of_r3():
    agent_class = vlm_r3()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size, script in scripts():
            rows.append({"size": size, "script": script, **run_r3(agent_class, folder, size, script)})
    return rows


def scripts():
    """Each segment first, and after a good look; then broken ones made from one seed."""
    good = tokens_of('<think>There. {"bbox_2d": [50, 60, 250, 200]}', 4)
    answer = tokens_of("It is 7.</think>\n<answer>7</answer>", 4)
    size = [640, 480]
    for tokens in SEGMENTS:
        yield size, [tokens, answer]
        yield size, [good, tokens, good, answer]
    for tokens in mutated(31, 150):
        yield size, [good, tokens, tokens, answer]


rows = {"vlm-r3": runs_of_r3()}
about = {"pillow": PIL.__version__, "sources": used, "segments": len(SEGMENTS)}
with open(target, "w", encoding="utf-8") as out:
    json.dump({"about": about, **rows, "tools": tools(source)}, out, ensure_ascii=False)
    out.write("\n")
print(json.dumps(about, indent=1))
