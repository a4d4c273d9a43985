"""verl's side of a Relook GRPO job: `compute_score`, and the agent loop that hands crops back.

`compute_score` is named by custom_reward_function.path; the loop by agent_loop_config_path (agent.yaml), the
rows ask for it as `relook_looks`. Source: verl-project/verl 0.9.1, verl/trainer/ppo/reward.py,
verl/experimental/reward_loop/reward_manager/ naive.py (arguments and result),
verl/experimental/agent_loop/single_turn_agent_loop.py and tool_agent_loop.py (the loop).
"""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import crops
import rewards

PICTURE_PIXELS = (int(os.environ.get("MIN_PIXELS", 3136)), int(os.environ.get("MAX_PIXELS", 3211264)))
CROP_PIXELS = (int(os.environ.get("CROP_MIN_PIXELS", 3136)), int(os.environ.get("CROP_MAX_PIXELS", 3211264)))
# What stands between two turns of the model once special tokens are gone: the end of its turn, the user's,
# the next one's head.
BETWEEN = re.compile(r"\n?user\n\s*assistant\n")


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
    """The total as `score`, and every term beside it for the logs."""
    terms = rewards.scored(BETWEEN.sub("\n", solution_str), extra_info["asked"])
    return {
        "score": terms["total"],
        "acc": terms["accuracy"],
        **{k: v for k, v in terms.items() if k != "total"},
    }


try:
    from uuid import uuid4

    from verl.experimental.agent_loop.agent_loop import AgentLoopBase, AgentLoopMetrics, AgentLoopOutput
except ImportError:  # rewards are also computed where no engine is installed
    AgentLoopBase = object


class Looks(AgentLoopBase):
    """Generates to a request, hands its crop back as a turn of the user, goes on; only generated tokens are
    learned."""

    async def run(self, sampling_params, priority: int = 0, **kwargs):
        messages = list(kwargs["raw_prompt"])
        shown = next(
            part
            for m in messages
            if isinstance(m["content"], list)
            for part in m["content"]
            if part["type"] == "image"
        )
        shown |= dict(
            zip(("min_pixels", "max_pixels"), PICTURE_PIXELS)
        )  # the reply's numbers count in this size
        picture = shown["image"]
        media = await self.process_multi_modal_info(messages)
        images = list(media.get("images") or [])
        self._assert_mm_supported(bool(images))
        ids = await self.ct_build_initial_tokens(messages, images=images)
        start = len(ids)
        mask: list[int] = []
        logprobs: list[float] = []
        frame = json.loads(kwargs["extra_info"]["asked"])["frame"]
        request = uuid4().hex
        turns = 0
        params = {**sampling_params, "stop": crops.STOP, "include_stop_str_in_output": True}
        limit = self.rollout_config.response_length
        while True:
            turns += 1
            out = await self.server_manager.generate(
                request_id=request, prompt_ids=ids, sampling_params=params, image_data=images
            )
            merged, mask, logs = await self.ct_merge_assistant_token(
                ids,
                out.token_ids,
                mask,
                logprobs if out.log_probs else None,
                assistant_logprobs=out.log_probs or None,
            )
            ids = merged.token_ids
            logprobs = logs or []
            said = self.tokenizer.decode(out.token_ids, skip_special_tokens=True)
            crop = crops.look(picture, said, frame, *CROP_PIXELS)
            if crop is None or turns >= crops.MAX_TURNS or len(mask) >= limit:
                break
            end = self.tokenizer.convert_tokens_to_ids("<|im_end|>")
            if ids[-1] != end:  # a stop string ended the turn, not the model
                ids = [*ids, end]
                mask = [*mask, 0]
                logprobs = [*logprobs, 0.0] if logprobs else logprobs
            before = [*messages, {"role": "assistant", "content": said}]
            messages = [*before, {"role": "user", "content": [{"type": "image", "image": crop}]}]
            merged, longer, logs = await self.ct_merge_context_msg(
                before, messages, ids, mask, logprobs or None
            )
            if len(longer) >= limit:
                break
            ids = merged.token_ids
            mask = longer
            logprobs = logs or []
            images.append(crop)
        return AgentLoopOutput(
            prompt_ids=ids[:start],
            response_ids=ids[start:][:limit],
            response_mask=mask[:limit],
            response_logprobs=logprobs[:limit] if logprobs else None,
            multi_modal_data={"images": images},
            num_turns=2 * turns,
            metrics=AgentLoopMetrics(),
            extra_fields={**out.extra_fields, "turn_scores": [], "tool_rewards": []},
        )
