"""Chat templates of the tiny checkpoints: what those of the real ones do with text, pictures and thinking."""

from __future__ import annotations

# Qwen2.5-VL's, as far as it concerns text and pictures.
QWEN2 = (
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system\n"
    "You are a helpful assistant.<|im_end|>\n{% endif %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}"
    "{% for content in message['content'] %}{% if content['type'] == 'image' or 'image' in content %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% "
    "endif %}{% endfor %}"
    "<|im_end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

# No system message of its own; a tool's answer is a user's turn; an image in the assistant's turn is not
# written.
QWEN3 = """{%- macro said(content, pictures) -%}
    {%- if content is string -%}{{ content }}{%- else -%}
        {%- for item in content -%}
            {%- if item.type == 'image' or 'image' in item -%}
                {%- if pictures -%}{{ '<|vision_start|><|image_pad|><|vision_end|>' }}{%- endif -%}
            {%- elif 'text' in item -%}{{ item.text }}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
{%- for message in messages -%}
    {%- if message.role == 'tool' -%}
        {{- '<|im_start|>user\\n<tool_response>\\n' + said(message.content, true) }}
        {{- '\\n</tool_response><|im_end|>\\n' }}
    {%- else -%}
        {{- '<|im_start|>' + message.role + '\\n' }}
        {{- said(message.content, message.role == 'user') + '<|im_end|>\\n' }}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}
"""

# As Qwen3-VL's thinking checkpoints: the turn begins inside the thinking, and of turns before the last
# question the thinking is left out. What a tool answered is no question.
QWEN3_THINKING = """{%- macro said(content) -%}
    {%- if content is string -%}{{ content }}{%- else -%}
        {%- for item in content -%}
            {%- if item.type == 'image' or 'image' in item -%}
                {{- '<|vision_start|><|image_pad|><|vision_end|>' }}
            {%- elif 'text' in item -%}{{ item.text }}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
{%- set asked = namespace(at=-1) -%}
{%- for message in messages -%}
    {%- if message.role == 'user' -%}
        {%- set text = said(message.content) -%}
        {%- if not (text.startswith('<tool_response>') and text.endswith('</tool_response>')) -%}
            {%- set asked.at = loop.index0 -%}
        {%- endif -%}
    {%- endif -%}
{%- endfor -%}
{%- for message in messages -%}
    {%- set text = said(message.content) -%}
    {%- if message.role == 'tool' -%}
        {{- '<|im_start|>user\\n<tool_response>\\n' + text + '\\n</tool_response><|im_end|>\\n' }}
    {%- elif message.role != 'assistant' -%}
        {{- '<|im_start|>' + message.role + '\\n' + text + '<|im_end|>\\n' }}
    {%- else -%}
        {%- set thought = '' -%}
        {%- if '</think>' in text -%}
            {%- set thought = text.split('</think>')[0].split('<think>')[-1].strip('\\n') -%}
            {%- set text = text.split('</think>')[-1].lstrip('\\n') -%}
        {%- endif -%}
        {{- '<|im_start|>assistant\\n' }}
        {%- if loop.index0 > asked.at and (loop.last or thought) -%}
            {{- '<think>\\n' + thought + '\\n</think>\\n\\n' }}
        {%- endif -%}
        {{- text + '<|im_end|>\\n' }}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n<think>\\n' }}{%- endif -%}
"""

# As Qwen3.5's: every turn behind the last question has its thinking, be it empty; whether the model thinks is
# said by how its turn begins.
_QWEN35 = QWEN3_THINKING.replace(" and (loop.last or thought)", "")
QWEN35_THINKING = _QWEN35
QWEN35 = _QWEN35.replace(
    "assistant\\n<think>\\n' }}{%- endif -%}", "assistant\\n<think>\\n\\n</think>\\n\\n' }}{%- endif -%}"
)
