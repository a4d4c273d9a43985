"""The rewards of VLM-R³, term by term: as the paper describes them and as the released code computes them.

Sources: the paper's terms as summarised in arXiv:2505.16192 section 3 (accuracy, format, region validity,
length); the code's in justgogorunrun/VLM-R3, src/r1-v/src/open_r1/rgrpo.py (`accuracy_reward`,
`format_reward`, `repeat_reward`, `length_reward`). Weights and caps are settings; a judge model is no part of
this file, answers are compared as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path

from training.geometry import Box, to_original

REQUEST = re.compile(r'\{"bbox_2d":\s*\[[^\]]*\]\}')


@dataclass(frozen=True)
class Written:
    """One rollout as the rewards see it. Boxes are as requested, in overview pixels; sizes are (width,
    height)."""

    text: str
    gold: str
    requested: tuple[Box | None, ...] = ()
    resized: tuple[int, int] = (1, 1)
    original: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Rewards:
    """Which terms are used and how much each may give. `region` and `length` are per box and per character,
    with a cap."""

    variant: str = "paper"
    accuracy: float = 1.0
    format: float = 1.0
    region: float = 0.5
    region_cap: float = 0.5
    length: float = 0.001
    length_cap: float = 0.25

    def terms(self, written: Written) -> dict[str, float]:
        """Every term and their sum as `total`."""
        right = is_right(written)
        found = {
            "accuracy": self.accuracy * right,
            "format": self.format * FORMATS[self.variant](written.text),
            "region": min(self.region_cap, self.region * REGIONS[self.variant](written)) if right else 0.0,
            "length": max(0.0, min(self.length_cap, self.length * LENGTHS[self.variant](written.text))),
        }
        return {**found, "total": sum(found.values())}


PAPER = Rewards()
RELEASED = Rewards("released", format=0.5, length=0.01, length_cap=0.10)
VARIANTS = {"paper": PAPER, "released": RELEASED}


def load(name: str) -> Rewards:
    """A variant by name, or a JSON file {"variant": ..., and any field to change}."""
    if name in VARIANTS:
        return VARIANTS[name]
    given = json.loads(Path(name).read_text())
    unknown = set(given) - {f.name for f in fields(Rewards)}
    if unknown or given.get("variant", "paper") not in VARIANTS:
        raise SystemExit(
            f"{name}: unknown settings {sorted(unknown)} or variant; known are "
            f"{[f.name for f in fields(Rewards)]}"
        )
    return replace(VARIANTS[given.get("variant", "paper")], **given)


def answer_of(text: str) -> str:
    """The last answer in tags, else the last line (as the released code does)."""
    found = re.findall(r"<answer>(.*?)</answer>", text, re.DOTALL)
    return found[-1].strip() if found else text.strip().split("\n")[-1]


def is_right(written: Written) -> bool:
    """Whether the answer is the gold text, or one of several gold texts separated by "/" (a date's slashes
    separate nothing)."""
    gold = [g.strip() for g in written.gold.split("/")]
    choices = [] if all(g.isdigit() for g in gold) else gold
    return answer_of(written.text) in [written.gold.strip(), *choices]


def tags_in_order(text: str) -> float:
    """Paper: 1 for think and answer tags, each once, in order, with nothing outside them."""
    shape = re.fullmatch(r"\s*<think>(.*)</think>\s*<answer>(.*)</answer>\s*", text, re.DOTALL)
    if shape is None:
        return 0.0
    return float(not any(re.search(r"</?(think|answer)>", inner) for inner in shape.groups()))


def ends_with_answer(text: str) -> float:
    """Released code: 1 when the text ends with an answer; think tags are not looked at."""
    return float(re.fullmatch(r".*?<answer>.*?</answer>\s*", text, re.DOTALL) is not None)


def valid_boxes(written: Written) -> float:
    """Paper: number of different requested boxes that lie in the picture with some area."""
    width, height = written.resized
    inside = {
        b
        for b in written.requested
        if b is not None
        and 0 <= b[0] < b[2] <= width
        and 0 <= b[1] < b[3] <= height
        and to_original(b, written.resized, written.original) is not None
    }
    return float(len(inside))


def parsed_boxes(written: Written) -> float:
    """Released code ("repeat"): 1 when every {...} that mentions a bbox is JSON with `bbox_2d`, and there is
    one; geometry is not looked at."""
    found = [text for text in re.findall(r"\{.*?\}", written.text, re.DOTALL) if "bbox" in text]
    try:
        return float(bool(found) and all("bbox_2d" in json.loads(text) for text in found))
    except ValueError:
        return 0.0


def characters(text: str) -> float:
    """Paper: length of the whole response."""
    return float(len(text))


def shortest_stretch(text: str) -> float:
    """Released code: characters of the shortest stretch of thought between boxes; an empty first or last one
    counts."""
    thought = text.split("<answer>")[0].strip().replace("<think>", "").replace("</think>", "")
    stretches = [s.strip() for s in REQUEST.split(re.sub(r"\s+", " ", thought).strip())]
    kept = [s for i, s in enumerate(stretches) if s or i in (0, len(stretches) - 1)]
    return float(min(map(len, kept)))


FORMATS: dict[str, Callable[[str], float]] = {"paper": tags_in_order, "released": ends_with_answer}
REGIONS: dict[str, Callable[[Written], float]] = {"paper": valid_boxes, "released": parsed_boxes}
LENGTHS: dict[str, Callable[[str], float]] = {"paper": characters, "released": shortest_stretch}
