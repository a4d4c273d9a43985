"""Checksums of the system messages of the families' own code, for `test/app/dialects/systems.test.ts`.

    python3 training/conformance/prompts.py CLONES

Tools are declared by `json.dumps` in Qwen-Agent's template (Qwen3-VL, Pixel-Reasoner); the others stand in a
script.
"""

import ast
import json
import os
import sys
import zlib

import upstream


def source(repo, path):
    return ast.parse(upstream.source(repo, path))


def assigned(tree, name):
    """The value of the first assignment to a name, at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            return ast.literal_eval(node.value)
    raise SystemExit(name)


def tool(tree, class_name, name):
    """What `BaseTool.function` gives: name, description, parameters."""
    body = next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == class_name)
    for node in body.body:
        if isinstance(node, ast.FunctionDef) and node.name == "description":
            said = next(
                n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
            )
            return {"name": name, "description": said.strip(), "parameters": assigned(body, "parameters")}
    return {
        "name": name,
        "description": assigned(body, "description"),
        "parameters": assigned(body, "parameters"),
    }


template = assigned(
    source("QwenLM+Qwen-Agent", "qwen_agent/llm/fncall_prompts/nous_fncall_prompt.py"), "FN_CALL_TEMPLATE"
)


def told(tools):
    lines = [json.dumps({"type": "function", "function": t}, ensure_ascii=False) for t in tools]
    return template.format(tool_descs="\n".join(lines))


zoom = source("QwenLM+Qwen-Agent", "qwen_agent/tools/image_zoom_in_qwen3vl.py")
maker = source(
    "TIGER-AI-Lab+Pixel-Reasoner", "curiosity_driven_rl/openrlhf/trainer/ppo_utils/experience_maker.py"
)
pixel = [
    tool(maker, "CropImageNormalized", "crop_image_normalized"),
    tool(maker, "SelectFrames", "select_frames"),
]
systems = {
    "qwen3-vl": told([tool(zoom, "ImageZoomInToolQwen3VL", "image_zoom_in_tool")]),
    "pixel-reasoner": "You are a helpful assistant.\n\n" + told(pixel),
    "chain-of-focus": assigned(
        source("xtong-zhang+Chain-of-Focus", "eval/vstar/vllm_inference.py"), "SYSTEM_PROMPT"
    ),
    "deepeyes": assigned(source("Visual-Agent+DeepEyes", "eval/eval_vstar.py"), "instruction_prompt_system"),
}
print(
    json.dumps({k: {"length": len(v), "crc32": f"{zlib.crc32(v.encode()):08x}"} for k, v in systems.items()})
)
if os.environ.get("SHOW") == "1":
    print(systems[sys.argv[2]])
