"""ms-swift plugin of a Relook GRPO job: the rewards, one function for each term, and the loop that hands
crops back.

Given to `swift rlhf` and `swift rollout` as --external_plugins. Source: modelscope/ms-swift 4.6,
swift/rewards/orm.py (`orms`), swift/rollout/multi_turn.py (`MultiTurnScheduler`, `multi_turns`),
swift/rl_core/data.py (what a reward is given).
"""

import base64
import io
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import crops
import rewards
from swift.rewards import ORM, orms
from swift.rollout.multi_turn import MultiTurnScheduler, multi_turns

CROP_PIXELS = (int(os.environ.get("CROP_MIN_PIXELS", 3136)), int(os.environ.get("CROP_MAX_PIXELS", 3211264)))


def reply_text(messages, fallback):
    """Everything the model wrote, turn after turn, without what it was given back."""
    turns = [
        m["content"] for m in messages or [] if m["role"] == "assistant" and isinstance(m["content"], str)
    ]
    return "".join(map(crops.closed, turns)) if turns else fallback


class Term(ORM):
    """One term of the total, already weighted and capped; ms-swift adds them up."""

    name = ""

    def __call__(self, completions, asked, rollout_infos=None, **kwargs):
        infos = rollout_infos or [{}] * len(completions)
        texts = [(info or {}).get("reply", words) for info, words in zip(infos, completions)]
        return [rewards.scored(text, row)[self.name] for text, row in zip(texts, asked)]


for term in rewards.SETTINGS:
    orms[f"relook_{term}"] = type(f"Relook{term.title()}", (Term,), {"name": term})


class Looks(MultiTurnScheduler):
    """A turn that asks for a region is answered with its crop, as a turn of the user; the answer ends it."""

    async def on_turn_end(self, infer_request, response_choice, current_turn):
        # History is kept as tokens between turns; here, and only here, all of it is text.
        return {
            "rollout_infos": {"reply": reply_text(infer_request.messages, response_choice.message.content)}
        }

    def check_finished(self, infer_request, response_choice, current_turn):
        finished = self.crop(infer_request, response_choice) is None or current_turn >= crops.MAX_TURNS
        return finished or super().check_finished(infer_request, response_choice, current_turn)

    def step(self, infer_request, response_choice, current_turn):
        out = io.BytesIO()
        self.crop(infer_request, response_choice).save(out, "PNG")
        infer_request.messages.append({"role": "user", "content": "<image>"})
        infer_request.images.append("data:image/png;base64," + base64.b64encode(out.getvalue()).decode())
        return {"infer_request": infer_request}

    def crop(self, infer_request, response_choice):
        """The crop of the newest turn's request."""
        from swift.template.vision_utils import load_image

        frame = json.loads(infer_request.data_dict["asked"])["frame"]
        first = infer_request.images[0]
        image = load_image(first["path"] or first["bytes"] if isinstance(first, dict) else first)
        return crops.look(image, response_choice.message.content, frame, *CROP_PIXELS)


multi_turns["relook_looks"] = Looks
