"""A processor and a model of the Qwen2.5-VL family without a download: the small tokenizer of
test/fixtures/qwen/model, transformers' own image processor, random weights. What loaders and trainers do with
data does not depend on the weights."""

import json
import shutil
from pathlib import Path

import torch
from transformers import (
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
)
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.video_processing_utils import BaseVideoProcessor

FOLDER = Path(__file__).parents[2] / "test" / "fixtures" / "qwen" / "model"


class NoVideo(BaseVideoProcessor):
    """The processor wants one; there is no video in the data, and the real one needs torchvision."""

    def __init__(self):
        self.merge_size = 2


def processor(max_pixels: int = 200_704) -> Qwen2_5_VLProcessor:
    """Small pictures, so that a step on a CPU takes seconds."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(FOLDER)
    template = (FOLDER / "chat_template.jinja").read_text()
    image = Qwen2VLImageProcessorPil(min_pixels=3136, max_pixels=max_pixels)
    made = Qwen2_5_VLProcessor.__new__(Qwen2_5_VLProcessor)
    made.image_processor = image
    made.tokenizer = tokenizer
    made.video_processor = NoVideo()
    made.chat_template = template
    made.image_token = "<|image_pad|>"
    made.video_token = "<|video_pad|>"
    made.image_token_id = tokenizer.convert_tokens_to_ids(made.image_token)
    made.video_token_id = tokenizer.convert_tokens_to_ids(made.video_token) or -1
    made.audio_tokenizer = None
    return made


def model(tokenizer) -> Qwen2_5_VLForConditionalGeneration:
    """Two layers, random."""
    ids = {
        name: tokenizer.convert_tokens_to_ids(f"<|{name}|>")
        for name in ("image_pad", "vision_start", "vision_end")
    }
    text = dict(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        rope_scaling={"type": "mrope", "mrope_section": [2, 3, 3]},
    )
    vision = dict(
        depth=2,
        hidden_size=64,
        intermediate_size=128,
        num_heads=4,
        out_hidden_size=64,
        fullatt_block_indexes=[1],
    )
    config = Qwen2_5_VLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=ids["image_pad"],
        vision_start_token_id=ids["vision_start"],
        vision_end_token_id=ids["vision_end"],
        video_token_id=len(tokenizer) - 1,
    )
    torch.manual_seed(0)
    return Qwen2_5_VLForConditionalGeneration(config)


def folder(path: Path) -> Path:
    """A model folder without weights, as loaders that take a path want it; pictures are kept small."""
    path.mkdir(parents=True, exist_ok=True)
    for file in (*FOLDER.glob("*.json"), *FOLDER.glob("*.jinja")):
        shutil.copy(file, path / file.name)
    limits = path / "preprocessor_config.json"
    limits.write_text(json.dumps({**json.loads(limits.read_text()), "max_pixels": 200_704}))
    return path
