"""Trains on a Relook GRPO job with TRL's GRPOTrainer: `accelerate launch train.py --model … [options of
GRPOConfig]`.

Crops are handed back through a tool when the model's chat template can call tools (Qwen3-VL; TRL's own test).
For other models regions are named, not shown: TRL has no way to put a picture into a reply that calls no
tool. Source: huggingface/trl 1.16, trl/trainer/grpo_trainer.py (rewards get every column by name; a tool may
return a picture).
"""

import argparse
import json
import os
import sys
from pathlib import Path

import crops
import rewards
from datasets import Image, Sequence, load_dataset
from transformers import AutoModelForImageTextToText, AutoProcessor
from trl import GRPOConfig, GRPOTrainer, TrlParser
from trl.chat_template_utils import supports_tool_calling

HERE = Path(__file__).parent
PICTURE_PIXELS = (int(os.environ.get("MIN_PIXELS", 3136)), int(os.environ.get("MAX_PIXELS", 3211264)))
CROP_PIXELS = (int(os.environ.get("CROP_MIN_PIXELS", 3136)), int(os.environ.get("CROP_MAX_PIXELS", 3211264)))


def reply_text(completion) -> str:
    """Everything the model wrote, calls in the words of VLM-R3, without what it was given back."""
    if isinstance(completion, str):
        return completion
    text = ""
    for message in completion:
        if message["role"] != "assistant":
            continue
        content = message.get("content") or ""
        text += content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
        for call in message.get("tool_calls") or []:
            text += f" {json.dumps({'bbox_2d': call['function']['arguments'].get('bbox_2d')})}\n"
    return text


def reward_of(term: str):
    """One term of the total, already weighted and capped; TRL adds them up."""

    def reward(completions, asked, **kwargs) -> list[float]:
        return [rewards.scored(reply_text(c), row)[term] for c, row in zip(completions, asked)]

    reward.__name__ = term
    return reward


class Looks:
    """The picture of one rollout, with the tool that looks closer."""

    def reset(self, images=None, asked=None, **kwargs) -> None:
        self.image = images[0]
        self.frame = rewards.reply_of("", asked).frame

    def crop(self, bbox_2d: list[int]) -> list:
        """
        Crops a region of the picture and zooms in.

        Args:
            bbox_2d: The region as [x1, y1, x2, y2].

        Returns:
            The region, larger.
        """
        turn = json.dumps({"bbox_2d": bbox_2d})
        image = crops.look(self.image, turn, self.frame, *CROP_PIXELS)
        if image is None:
            return [{"type": "text", "text": "There is no such region."}]
        return [{"type": "image", "image": image}]


def main() -> None:
    words = argparse.ArgumentParser(add_help=False)
    words.add_argument("--model", required=True)
    own, rest = words.parse_known_args()
    (config,) = TrlParser(GRPOConfig).parse_args_and_config(rest)
    files = {"train": sorted(map(str, HERE.glob("train*.parquet")))}
    data = load_dataset("parquet", data_files=files, split="train")
    data = data.cast_column("images", Sequence(Image()))
    model = AutoModelForImageTextToText.from_pretrained(
        own.model, dtype="bfloat16" if config.bf16 else "float32"
    )
    for name, parameter in model.named_parameters():
        if "visual" in name:  # tower and merger are frozen, as in VLM-R3
            parameter.requires_grad = False
    processor = AutoProcessor.from_pretrained(
        own.model, min_pixels=PICTURE_PIXELS[0], max_pixels=PICTURE_PIXELS[1], padding_side="left"
    )
    tools = {"environment_factory": Looks} if supports_tool_calling(processor) else {}
    if not tools:
        print("This model's chat template calls no tools: regions are named, not shown.", file=sys.stderr)
    GRPOTrainer(
        model=model,
        reward_funcs=[reward_of(term) for term in rewards.SETTINGS],
        args=config,
        train_dataset=data,
        processing_class=processor,
        **tools,
    ).train()


if __name__ == "__main__":
    main()
