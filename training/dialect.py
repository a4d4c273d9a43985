"""The VLM-R³ dialect: prompt, chat template and the pieces an assistant turn is made of."""

from __future__ import annotations

from training.geometry import Box

SYSTEM = "You are a helpful assistant."
PROMPT = (
    "\nYou need to first think about the reasoning process in your mind, and then provide the answer. "
    'When thinking, you should call the "crop" tool (format: {"bbox_2d": [x1, y1, x2, y2]}) to focus '
    "on the key areas "
    "in the image. The reasoning process and the answer are included in the <think> </think> and "
    "<answer> </answer> tags respectively."
)
START = "<|im_start|>"
END = "<|im_end|>"
VISION_START = "<|vision_start|>"
VISION_END = "<|vision_end|>"
IMAGE_PAD = "<|image_pad|>"
HEAD = f"{START}system\n{SYSTEM}{END}\n{START}user\n"

CHAT_TEMPLATE = (
    "{% set image_count = namespace(value=0) %}{% set video_count = namespace(value=0) %}"
    "{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful "
    "assistant.<|im_end|>\n{% endif %}"
    "<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n"
    "{% else %}{% for content in message['content'] %}"
    "{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}"
    "<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif 'text' in content %}{{ content['text'] }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def user_turn(question: str, looks: bool = True) -> str:
    """Text between the image and the model's first token. Without looks the prompt is left out."""
    return f"{question}{PROMPT if looks else ''}{END}\n{START}assistant\n"


def request(box: Box) -> str:
    """The region request as the model writes it, up to the stop string."""
    return f' {{"bbox_2d": [{", ".join(str(int(edge)) for edge in box)}]}}'
