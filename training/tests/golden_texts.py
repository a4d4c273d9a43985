"""Strings whose token ids are recorded in golden/tokenizer.json."""

from __future__ import annotations

from training import dialect

TURN = (
    dialect.HEAD
    + "<|vision_start|><|image_pad|><|vision_end|>"
    + dialect.user_turn("What does the green sign say?")
)
TEXTS = [
    TURN,
    TURN
    + '<think>I look for the green sign. {"bbox_2d": [136, 48, 224, 96]}\n'
    + "<|vision_start|><|image_pad|><|vision_end|>"
    + 'It says "KX-482".</think>\n<answer>KX-482</answer><|im_end|>',
    dialect.user_turn("How much is the total?", looks=False),
    "What does the green sign say?",
    "Read the orange tile.",
    "How high is the purple bar?",
    "How much is the Coffee?",
    "What is the date?",
    "I need the total.",
    "What is in the red row in column B?",
    " Now I look for the blue tile.",
    " 47 + 31 = 78.",
    "The print is too small here. I look closer at the pink label.",
    " The gray bar is the largest.",
    "I do not see the text of the red sign here. I look again.",
    '{"bbox_2d": [13, 47, 83, 163]}',
    ' {"bbox_2d": [0, 0, 640, 640]}',
    ' {"bbox_2d": [136, 44, 220, 96]}\n',
    '{"bbox_2d": [1e3, -5, 7.5]}',
    "[136, 136]",
    "[8, 80, 800]",
    ", 8, 16",
    "]}",
    "]}\n",
    "]\n}",
    "\n",
    "\n\n",
    " ",
    "   x  y ",
    "",
    "KX-482",
    "OPEN",
    "72%",
    "12/03/24",
    "$12.50",
    "48.2",
    '"48.2".',
    "<think></think>\n<answer>B7</answer>",
    "<answer>",
    "<think> </think>",
    "What is the capital of France?",
    "user\nassistant\n",
    "déjà vu — naïve",
    "日本語のテキスト",
    "emoji 🙂🚀!",
    "don't I'll we've",
    "a\r\nb\tc",
    "<|im_start|><|im_end|><|image_pad|><|image_pad|>",
    "<|im_star",
    "É é",
    "ﬁ ½ ² Ⅷ",
    "price: 1,234.56 EUR (incl. VAT)",
]
