"""What comes back from the tools of the families whose crops are turns of their own, for `loops.py`.

Each gives for the text of one turn: `["end"]`, `["say", text]` (a turn of words), or `["show", n]` images.
"""

import ast
import contextlib
import io
import json
import logging
import os
import re
import sys
import tempfile
import textwrap
import types
from typing import Any

from loop_segments import broken
from PIL import Image
from taken import take

# Of the broken turns: another seed and count are the last two arguments.
SEED, COUNT = (int(n) for n in sys.argv[4:6] or (31, 60))
SIZE = (840, 588)
IMAGE = Image.new("RGB", SIZE)
ANSWER = "<think>So.</think><answer>7</answer>"

# Arguments of a call, whatever its tool is called: numbers in pixels of an image of 840 × 588.
ARGS = [
    '{"bbox_2d": [100, 100, 300, 300]}',
    '{"bbox_2d": [100, 100, 300, 300], "label": "cup"}',
    '{"bbox_2d": [100, 100, 300 300]}',
    "{'bbox_2d': [100, 100, 300, 300]}",
    '{"bbox_2d": [100, 100, 300, 300}',
    '{"bbox_2d": [100, 100, 300, 300]',
    '{"bbox_2d": ["100", "100", "300", "300"]}',
    '{"bbox_2d": [100, 100, 300]}',
    '{"bbox_2d": [100, 100, 300, 300, 5]}',
    '{"bbox_2d": [[100, 100, 300, 300]]}',
    '{"bbox_2d": []}',
    '{"bbox_2d": null}',
    '{"bbox_2d": 5}',
    '{"bbox_2d": "100, 100, 300, 300"}',
    '{"bbox": [100, 100, 300, 300]}',
    "{}",
    '{"bbox_2d": [300, 300, 100, 100]}',
    '{"bbox_2d": [100, 100, 100, 300]}',
    '{"bbox_2d": [-100, -100, 300, 300]}',
    '{"bbox_2d": [100, 100, 900, 900]}',
    '{"bbox_2d": [2000, 2000, 3000, 3000]}',
    '{"bbox_2d": [0, 100, 800, 101]}',
    '{"bbox_2d": [100, 100, 110, 105]}',
    '{"bbox_2d": [100.5, 100.25, 300.75, 300.5]}',
    '{"bbox_2d": [100, 100, null, 300]}',
    '{"bbox_2d": [100, 100, 300, 300],}',
    '{"bbox_2d": [100, 100, 300, 300]} // here',
    "[100, 100, 300, 300]",
]


def turns(name, args):
    """Turns with such a call, and turns around one."""
    for text in args:
        yield f'<think>Hm.</think>\n<tool_call>\n{{"name": "{name}", "arguments": {text}}}\n</tool_call>'
    good = f'{{"name": "{name}", "arguments": {args[0]}}}'
    for body in [
        good[:-1],
        good + "}",
        "",
        "{}",
        "not JSON",
        '"text"',
        good.replace(name, "look_closer"),
        good.replace('"name"', '"tool"'),
        good.replace('"arguments"', '"parameters"'),
        good.replace('": {"', '": \n {"'),
        '{"name": "' + name + '"}',
        '{"arguments": {}}',
        good.replace("100", "01"),
        good.replace("[100", "[1e999"),
        good.replace("[100", "[NaN"),
        good.replace("[100", "[true"),
        '{"name": "' + name + '", "arguments": ' + json.dumps(args[0]) + "}",
        '{"name": "a\\x"}',
        '{"name": "a\tb"}',
        '{"name": "a',
        '{"name" "a"}',
        "{1: 2}",
    ]:
        yield f"<think>Hm.</think>\n<tool_call>\n{body}\n</tool_call>"
    yield "<think>No call.</think>"
    yield ANSWER
    yield f"<tool_call>{good}"
    yield f"<tool_call>{good}</tool_call>"


def answered(run, texts):
    """What comes back for each of these turns, and for broken ones made of them."""
    return [called(run, text) for text in [*texts, *broken(texts, SEED, COUNT)]]


def called(run, text):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return [text, *run(text)]


def deepeyes(source):
    """`VisualToolBoxV5.execute`."""
    text = source("Visual-Agent+DeepEyes", "verl/workers/agent/envs/mm_process_engine/visual_toolbox_v5.py")
    names = ["verl", "verl.workers", "verl.workers.agent", "verl.workers.agent.tool_envs"]
    names += ["verl.workers.agent.envs", "verl.workers.agent.envs.mm_process_engine"]
    names += ["verl.workers.agent.envs.mm_process_engine.prompt"]
    for name in names:
        sys.modules[name] = types.ModuleType(name)

    class ToolBase:
        def __init__(self, name):
            self.name = name

    vars(sys.modules[names[3]])["ToolBase"] = ToolBase
    vars(sys.modules[names[6]])["PROMPT"] = types.SimpleNamespace(TURN_PROMPT_V5="")
    space: dict[str, Any] = {"__name__": names[5] + ".visual_toolbox_v5"}
    exec(compile(text, "visual_toolbox_v5", "exec"), space)
    for name in names:
        del sys.modules[name]

    def run(text):
        tool = space["VisualToolBoxV5"](None, None, None)
        tool.reset([], {}, {"image": [IMAGE]})
        back, _, done, _ = tool.execute(text)
        if done:
            return ["end"]
        if isinstance(back, dict):
            return ["show", len(back["multi_modal_data"]["image"])]
        return ["say", said(back)]

    return answered(run, list(turns("image_zoom_in_tool", ARGS)))


def group(pattern, text, flags=0):
    """What the last group of a pattern that must fit holds, or all of it."""
    match = re.search(pattern, text, flags)
    assert match is not None, pattern
    return match[match.re.groups]


def said(prompt):
    """The user's words between the marks of the chat template."""
    return group(
        r"^(?:<\|im_end\|>\n)?<\|im_start\|>user\n(.*)<\|im_end\|>\n<\|im_start\|>assistant\n$", prompt, re.S
    )


def mini_o3(source):
    """The lines of `generate_sequences` that read a request, and the words for an error."""
    tool = take(
        source("Mini-o3+Mini-o3", "verl/workers/rollout/vllm_rollout/function_tools.py"),
        "prepare_grounding_inputs_multi_turn",
    )["prepare_grounding_inputs_multi_turn"]
    loop = source("Mini-o3+Mini-o3", "verl/workers/rollout/vllm_rollout/vllm_rollout_spmd.py")
    lines = group(r'^ +pattern = "\.\*<grounding>.*?"source": source}\]\n', loop, re.M | re.S)
    lines = compile(textwrap.dedent(lines), "spmd", "exec")
    said_of = group(r'tool_outputs = (f"ERROR occurs.*?")\n', loop)
    constants = ast.parse(source("Mini-o3+Mini-o3", "verl/trainer/constants.py"))
    tail = next(
        ast.literal_eval(n.value)
        for n in constants.body
        if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "ERROR_INFO_MULTI_TURN_PROMPT"
    )

    def run(text):
        if not re.findall(r"<grounding>(.*?)</grounding>", text, re.DOTALL):
            return ["end"]
        space = {"re": re, "decoded_resp_": text}
        try:
            exec(lines, space)
            tool(space["json_objects"], [IMAGE], [SIZE], use_relative_coordinates=True)
        except Exception as error:
            return ["say", eval(said_of, {"error_info": str(error)}) + tail]
        return ["show", 1]

    bodies = [
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "original_image"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "observation_0"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "observation_3"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "image_1"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "observation_x"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5]}',
        '{"bbox_2d": [0.1, 0.1, 0.5], "source": "original_image"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5, 0.7], "source": "original_image"}',
        '{"bbox_2d": [0.5, 0.5, 0.1, 0.1], "source": "original_image"}',
        '{"bbox_2d": [0.1, 0.5, 0.5, 0.1], "source": "original_image"}',
        '{"bbox_2d": [0.1, 0.1, 0.1, 0.1], "source": "original_image"}',
        '{"bbox_2d": [-1, -1, 2, 2], "source": "original_image"}',
        '{"bbox_2d": [100, 100, 300, 300], "source": "original_image"}',
        '{"bbox_2d": [0, 0.1, 1, 0.102], "source": "original_image"}',
        '{"bbox_2d": [0, 0.1, 1, 0.104], "source": "original_image"}',
        "{'bbox_2d': [0.1, 0.1, 0.5, 0.5], 'source': 'original_image'}",
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": \'original_image\'}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "label": "x", "source": "original_image"}',
        '{"source": "original_image", "bbox_2d": [0.1, 0.1, 0.5, 0.5]}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5],"source": "original_image"}',
        '{ "bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "original_image"}',
        '{"bbox_2d": [0.1, 0.1, 0.5, 0.5], "source": "original_image" }',
        "[0.1, 0.1, 0.5, 0.5]",
        "",
        "the cup",
    ]
    texts = [f"<think>Hm.</think><grounding>{b}</grounding>" for b in bodies]
    return answered(run, [*texts, ANSWER, "<think>Hm.</think>", f"<grounding>{bodies[0]}"])


def qwen_agent(_source):
    """Qwen-Agent of PyPI: its reading of calls, `_call_tool`, and the tool."""
    logging.disable()
    from qwen_agent.agent import Agent
    from qwen_agent.llm.fncall_prompts.nous_fncall_prompt import NousFnCallPrompt
    from qwen_agent.llm.schema import ContentItem, Message
    from qwen_agent.tools.image_zoom_in_qwen3vl import ImageZoomInToolQwen3VL

    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "image.png")
    IMAGE.save(path)
    tool = ImageZoomInToolQwen3VL({"work_dir": folder})
    agent = types.SimpleNamespace(function_map={tool.name: tool})
    question = [Message("user", [ContentItem(image=path), ContentItem(text="Q")])]

    def run(text):
        calls = [
            m.function_call
            for m in NousFnCallPrompt().postprocess_fncall_messages(
                [Message("assistant", [ContentItem(text=text)])]
            )
            if m.function_call
        ]
        if not calls:
            return ["end"]
        back = Agent._call_tool(agent, calls[0].name, calls[0].arguments, messages=question)
        if isinstance(back, str):
            # Of an exception the first line; the schema and the paths of this machine follow.
            return ["say", "\n".join(back.split("\n")[:2])]
        if back[0].text:
            return ["say", back[0].text.replace(f" ['{path}']", "")]
        return ["show", len(back)]

    args = [a.replace("}", ', "label": "cup", "img_idx": 0}', 1) if a != "{}" else a for a in ARGS]
    args += ['{"bbox_2d": [100, 100, 300, 300], "label": "cup", "img_idx": 5}', ARGS[0], ARGS[1]]
    return answered(run, list(turns("image_zoom_in_tool", args)))


def pixel_reasoner(source):
    """`parse_last_tool` and `execute_tool`, as the evaluation calls them for an image."""
    text = source(
        "TIGER-AI-Lab+Pixel-Reasoner",
        "curiosity_driven_rl/openrlhf/trainer/ppo_utils/experience_maker.py",
    )
    code = take(text, "parse_last_tool", "execute_tool", tool_start="<tool_call>", tool_end="</tool_call>")
    crop = take(text, "crop_image_normalized")["crop_image_normalized"]
    words = group(r'text=(f"\\nExecution error:.*?")\)', text)
    operations = {"crop_image_normalized": crop, "select_frames": None}

    def run(text):
        if not text.endswith("</tool_call>"):
            return ["end"]
        try:
            call = code["parse_last_tool"](text)
            name = call["name"]
            args = call["arguments"]
            code["execute_tool"]([IMAGE], [IMAGE], args, name, is_video=False, function=operations[name])
        except Exception as error:
            return ["say", eval(words, {"error_info": str(error)})]
        return ["show", 1]

    args = [re.sub(r"\d+(?:\.\d+)?", lambda m: str(float(m[0]) / 1000), a) for a in ARGS]
    args = [a.replace("bbox_0.002d", "bbox_2d") for a in args]
    args = [a[:-1] + ', "target_image": 1}' if a.endswith("]}") else a for a in args]
    args += [args[0].replace(": 1}", f": {n}}}") for n in ("2", "0", '"1"', "1.0", "null")]
    args += ['{"bbox_2d": [0.1, 0.1, 0.3, 0.3]}', '{"target_frames": [1, 2]}']
    texts = list(turns("crop_image_normalized", args))
    texts += [texts[0].replace("crop_image_normalized", "select_frames"), texts[0] + " and"]
    return answered(run, texts)


def chain_of_focus(source):
    """`do_crop` and what the loop around it does; the number is the width of the picture shown."""
    import qwen_vl_utils

    text = source("xtong-zhang+Chain-of-Focus", "eval/vstar/vllm_inference.py")
    names = ["resize_image", "find_absolute_bboxes", "check_absolute_bbox_format", "do_crop"]
    code = take(text, *names, smart_resize=qwen_vl_utils.smart_resize)
    resized = code["resize_image"](IMAGE, min_pixels=112**2)

    def run(text):
        if "<tool_call>" not in text:
            return ["end"]
        try:
            return ["show", list(code["do_crop"](resized, text, 2, 1.5, 112**2).size)]
        except Exception:
            return ["show", list(resized.size)]

    return answered(run, list(turns("image_zoom_in_tool", ARGS)))


def tools(source):
    return {
        "deepeyes": deepeyes(source),
        "mini-o3": mini_o3(source),
        "qwen3-vl": qwen_agent(source),
        "pixel-reasoner": pixel_reasoner(source),
        "chain-of-focus": chain_of_focus(source),
    }
