"""Rewards of R-GRPO as Relook shows them: the same numbers, to the last digit, from the same text.

Standard library only. `score` gives every term of a reply and their sum; the functions below it are what the
trainer calls. Each term measures an amount (1 for a right answer, the number of valid boxes, characters …);
it is worth `weight` for each unit, at most `cap`. Change SETTINGS to change the rewards.

Sources: VLM-R3 (arXiv:2505.16192, section 3) for the paper's terms; justgogorunrun/VLM-R3,
src/r1-v/src/open_r1/rgrpo.py and trainer/vllm_rgrpo_trainer.py for those whose name ends in "-released".
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

# --- settings: written by Relook ---
SETTINGS = {
    "accuracy": {"reward": "accuracy", "weight": 1, "cap": None},
    "format": {"reward": "format", "weight": 1, "cap": None},
    "region": {"reward": "region", "weight": 0.5, "cap": 0.5},
    "length": {"reward": "length", "weight": 0.001, "cap": 0.25},
    "iou": {"reward": "iou", "weight": 0, "cap": 1},
}
# --- end of settings ---

Box = Sequence[float]  # left, top, right, bottom; right and bottom are the first pixel outside
Size = Sequence[float]  # width, height


class Reply:
    """A reply and what it was asked: all that a term may look at.

    `gold`: accepted answers. `size`: of the picture in pixels. `frame`: size of the frame in which the
    reply's numbers count (the resized picture for VLM-R3). `boxes`: given regions in pixels of the picture.
    `verdict`: a judge's, 0 to 1. `source`: the data set; the released code compares answers of "textvqa" by a
    rule of their own.
    """

    def __init__(
        self,
        text: str,
        gold: Sequence[str],
        size: Size | None = None,
        frame: Size | None = None,
        boxes: Sequence[Box] = (),
        verdict: float | None = None,
        source: str | None = None,
    ) -> None:
        self.text = text
        self.gold = list(gold)
        self.size = size
        self.boxes = boxes
        self.verdict = verdict
        self.source = source
        self.frame = frame or size


def reply_of(text: str, asked: str) -> Reply:
    """A reply to a row of the data set, whose column `asked` is JSON: gold, size, frame, boxes, source.

    RELOOK_FRAME=1000 in the environment is for models that count in thousandths of the picture (Qwen3-VL).
    """
    row = json.loads(asked)
    frame = os.environ.get("RELOOK_FRAME")
    return Reply(
        text,
        row["gold"],
        row["size"],
        [float(frame)] * 2 if frame else row["frame"],
        row["boxes"],
        source=row.get("source"),
    )


def answer_of(text: str) -> str:
    """The text in the last pair of answer tags, else the last line."""
    found = None
    at = text.find("<answer>")
    while at >= 0:  # not re.findall: thousands of tags that never close would take quadratic time
        end = text.find("</answer>", at)
        if end < 0:
            break
        found = text[at + len("<answer>") : end]
        at = text.find("<answer>", end)
    return found.strip() if found is not None else text.strip().split("\n")[-1]


def braces(text: str) -> list[str]:
    """What re.findall(r"\\{.*?\\}", text, re.DOTALL) finds, in linear time."""
    found = []
    at = text.find("{")
    while at >= 0:
        end = text.find("}", at)
        if end < 0:
            break
        found.append(text[at : end + 1])
        at = text.find("{", end)
    return found


def read_object(text: str) -> dict | None:
    """A JSON object, or None. Whole numbers of any length are read as floats; absurd nesting is refused."""
    if text.count("[") + text.count("{") > 500:
        return None
    try:
        value = json.loads(text, parse_int=float)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def requests(text: str) -> list[tuple[float, ...]]:
    """The numbers of every {"bbox_2d": [x1, y1, x2, y2], ...} in a reply, in order."""
    found = []
    for one in re.findall(r"\{[^{}]*\}", text):
        numbers = (read_object(one) or {}).get("bbox_2d") if "bbox_2d" in one else None
        if (
            isinstance(numbers, list)
            and len(numbers) == 4
            and all(isinstance(n, float) and math.isfinite(n) for n in numbers)
        ):
            found.append(tuple(numbers))
    return found


def cut(box: Sequence[float], frame: Size, size: Size) -> Box | None:
    """The pixels of the picture that four numbers cut out, as VLM-R3 does: truncated, clamped, right and
    bottom included."""

    def whole(value: float) -> float:
        return value if math.isinf(value) else math.trunc(value)

    left = max(0, whole(box[0] * size[0] / frame[0]))
    top = max(0, whole(box[1] * size[1] / frame[1]))
    right = min(size[0] - 1, whole(box[2] * size[0] / frame[0]))
    bottom = min(size[1] - 1, whole(box[3] * size[1] / frame[1]))
    return (left, top, right + 1, bottom + 1) if left < right and top < bottom else None


def area(box: Box) -> float:
    """Square pixels; 0 for an inverted box."""
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    shared = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    union = area(a) + area(b) - shared
    return shared / union if union > 0 else 0.0


def judged(reply: Reply) -> float:
    """What stands when no text is equal: a judge's verdict, else nothing."""
    return 0.0 if reply.verdict is None or math.isnan(reply.verdict) else min(1.0, max(0.0, reply.verdict))


def accuracy(reply: Reply) -> float:
    """1 when the answer is an accepted text, or one of several with "/" between them (a date's slashes
    separate nothing)."""
    accepted = []
    for text in reply.gold:
        parts = [part.strip() for part in text.split("/")]
        accepted += [text.strip()] + ([] if all(re.fullmatch("[0-9]+", part) for part in parts) else parts)
    answer = answer_of(reply.text)
    return 1.0 if answer != "" and answer in accepted else judged(reply)


MARKS = ';/[]"{}()=+\\_-><@`,?!'
NUMBERS = {
    word: str(i)
    for i, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
} | {"none": "0"}
# Contractions that are recognised without their apostrophe; those of three words without either; and what
# follows no pattern.
SINGLE = (
    "ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's how'd "
    "how'll how's isn't it'd it'll "
    "ma'am mightn't might've mustn't must've needn't not've o'clock oughtn't shan't should've "
    "shouldn't that's there'd there're "
    "there's they'd they'll they're they've wasn't we've weren't what'll what're what's what've when's "
    "where'd where's where've "
    "who'd who'll who's who've why'll why're why's won't would've wouldn't y'all you'd you'll you're "
    "you've someone'd someone'll "
    "someone's something'd something'll"
)
DOUBLE = (
    "couldn't've hadn't've he'd've it'd've mightn't've she'd've shouldn't've someone'd've "
    "something'd've there'd've they'd've "
    "we'd've who'd've wouldn't've y'all'll y'all'd've you'd've somebody'd've"
)
CONTRACTIONS = {word.replace("'", ""): word for word in SINGLE.split()}
CONTRACTIONS |= {
    key: word for word in DOUBLE.split() for key in (word.replace("'", "", 1), "".join(word.rsplit("'", 1)))
}
CONTRACTIONS |= {
    "ow's'at": "'ow's'at",
    "'ows'at": "'ow's'at",
    "'ow'sat": "'ow's'at",
    "somebody'd": "somebodyd",
    "somebodyll": "somebody'll",
    "somebodys": "somebody's",
    "twas": "'twas",
    "y'allll": "y'all'll",
    "yall'd've": "y'all'd've",
    "y'alld've": "y'all'd've",
    "y'all'dve": "y'all'd've",
    "yall'll": "y'all'll",
}


def eval_ai(text: str) -> str:
    """A text as EvalAI's server compares it (EvalAIAnswerProcessor of the released code, its punctuation
    included)."""
    text = text.lower().replace(",", "").replace("?", "").replace("'s", " 's")
    text = out = text.replace("\n", " ").replace("\t", " ").strip()
    for mark in MARKS:
        out = out.replace(mark, "" if mark + " " in text or " " + mark in text else " ")
    words = re.sub(r"\.(?!\d)", "", out, count=32).lower().split()
    words = [word for word in (NUMBERS.get(word, word) for word in words) if word not in ("a", "an", "the")]
    return " ".join(CONTRACTIONS.get(word, word) for word in words)


def same_for_textvqa(answer: str, accepted: Sequence[str]) -> bool:
    """As textvqa_reward: equal after eval_ai, or a yes or no in a short sentence."""
    answer = answer.lower()
    for text in accepted:
        gold = eval_ai(text.strip().lower())
        answer = eval_ai(answer)
        if gold == answer:
            return True
        both = "yes" in answer and "no" in answer
        if gold in ("yes", "no") and gold in answer and not both and len(answer) < 48:
            return True
    return False


def accuracy_released(reply: Reply) -> float:
    """As accuracy_reward: textvqa as EvalAI; else equal is right, one letter against another is wrong at
    once, the rest is a judge's."""
    answer = answer_of(reply.text)
    if not any(text.strip() for text in reply.gold):
        return judged(reply)
    every = "/".join(reply.gold).split("/")
    if reply.source == "textvqa":
        return 1.0 if same_for_textvqa(answer, every) else judged(reply)
    for accepted in (text.strip() for text in every):
        if accepted == answer:
            return 1.0
        if len(accepted) == 1 and len(answer) == 1 and accepted.lower() != answer.lower():
            return 0.0
    return judged(reply)


def format_tags(reply: Reply) -> float:
    """1 for think and answer tags, each once, in order, with nothing outside them."""
    text = reply.text.strip()
    if any(text.count(tag) != 1 for tag in ("<think>", "</think>", "<answer>", "</answer>")):
        return 0.0
    thought = text.index("</think>")
    answer = text.index("<answer>")
    between = text[thought + len("</think>") : answer].strip() if thought < answer else "x"
    return float(text.startswith("<think>") and text.endswith("</answer>") and between == "")


def format_released(reply: Reply) -> float:
    """1 when the reply ends with an answer in tags: re.fullmatch(r".*?<answer>.*?</answer>\\s*", text,
    re.DOTALL)."""
    text = reply.text.rstrip()
    first = reply.text.find("<answer>")
    return float(text.endswith("</answer>") and 0 <= first <= len(text) - len("<answer></answer>"))


def region(reply: Reply) -> float:
    """The number of different requested boxes that lie in the picture with some area."""
    if reply.size is None or reply.frame is None:
        return 0.0
    width, height = reply.frame
    return float(
        len(
            {
                box
                for box in requests(reply.text)
                if 0 <= box[0] < box[2] <= width
                and 0 <= box[1] < box[3] <= height
                and cut(box, reply.frame, reply.size) is not None
            }
        )
    )


def region_released(reply: Reply) -> float:
    """1 when every {...} that mentions a bbox is JSON with bbox_2d, and there is one; geometry is not looked
    at."""
    found = [one for one in braces(reply.text) if "bbox" in one]
    return float(bool(found) and all("bbox_2d" in (read_object(one) or {}) for one in found))


def length(reply: Reply) -> float:
    """Characters of the whole reply."""
    return float(len(reply.text))


def length_released(reply: Reply) -> float:
    """Characters of the shortest stretch of thought between regions; an empty first or last one counts."""
    thought = reply.text.split("<answer>")[0].strip().replace("<think>", "").replace("</think>", "")
    thought = re.sub(r"\s+", " ", thought).strip()
    stretches = [one.strip() for one in re.split(r'\{"bbox_2d":\s*\[[^\]]*\]\}', thought)]
    return float(min(len(one) for i, one in enumerate(stretches) if one or i in (0, len(stretches) - 1)))


def iou(reply: Reply) -> float:
    """For each given box the best overlap of any requested region, averaged over the given boxes."""
    if reply.size is None or reply.frame is None or len(reply.boxes) == 0:
        return 0.0
    regions = [
        found
        for found in (cut(box, reply.frame, reply.size) for box in requests(reply.text))
        if found is not None
    ]
    total = 0.0
    for box in reply.boxes:
        total += max((overlap(found, box) for found in regions), default=0.0)
    return total / len(reply.boxes)


REWARDS = {
    "accuracy": accuracy,
    "accuracy-released": accuracy_released,
    "format": format_tags,
    "format-released": format_released,
    "region": region,
    "region-released": region_released,
    "length": length,
    "length-released": length_released,
    "iou": iou,
}
ONLY_IF_RIGHT = ("region", "region-released")


def score(reply: Reply) -> dict[str, float]:
    """Every term by name, and their sum as `total`."""
    settings: dict[str, dict[str, Any]] = SETTINGS
    amounts = {term: REWARDS[setting["reward"]](reply) for term, setting in settings.items()}
    right = amounts["accuracy"] == 1.0
    values = {}
    total = 0.0
    for term, setting in settings.items():
        value = setting["weight"] * amounts[term]
        if setting["cap"] is not None:
            value = min(setting["cap"], value)
        values[term] = 0.0 if setting["reward"] in ONLY_IF_RIGHT and not right else max(0.0, float(value))
        total += values[term]  # one after the other: sum() of newer Pythons rounds differently
    return {**values, "total": total}


@lru_cache(maxsize=4096)
def scored(text: str, asked: str) -> dict[str, float]:
    """`score` of a reply to a row of the data set. Remembered: engines ask for one term after the other."""
    return score(reply_of(text, asked))
