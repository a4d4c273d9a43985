"""Makes a tiny Qwen2.5-VL checkpoint with weights set by hand, so that it keeps one dialogue: it looks once,
then answers.

Not a model of anything: its use is that a real server can serve it on any machine within seconds, and that
the interleaved loop has a real look, a real crop and a real answer in it. Reads {"looked", "answered",
"seen", "template"} as JSON on the input: what it writes first, what it writes once the text `seen` stands in
its context, and the chat template. Writes a Hugging Face folder. Needs torch, transformers and tokenizers.

How: `looked`, `answered` and `seen` are one token each. One layer attends to every token alike and passes on
whether `seen` is among them; the last token of the generation prompt, a line end, is followed by `answered`
if so, else by `looked`; both are followed by the end of the turn. A server that continues turns puts the crop
into the turn itself: a picture's end is followed by `answered`, too. Everything else is zero.
"""

import json
import sys
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2VLImageProcessor,
)

SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
HIDDEN = 32
# What the numbers of a token's vector mean.
LINE_END, SAW, SEEN, SPOKEN, CROP_END = range(5)


def tokenizer_of(texts: dict) -> PreTrainedTokenizerFast:
    """Bytes, and the three texts as one token each."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    plain.decoder = decoders.ByteLevel()
    plain.add_special_tokens(SPECIAL)
    plain.add_tokens([AddedToken(texts[k], normalized=False) for k in ("looked", "answered", "seen")])
    return PreTrainedTokenizerFast(
        tokenizer_object=plain,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=texts["template"],
        clean_up_tokenization_spaces=False,
        extra_special_tokens={
            "image_token": "<|image_pad|>",
            "video_token": "<|video_pad|>",
            "vision_start_token": "<|vision_start|>",
            "vision_end_token": "<|vision_end|>",
        },
    )


def config_of(tokenizer: PreTrainedTokenizerFast) -> Qwen2_5_VLConfig:
    ids = {name: tokenizer.convert_tokens_to_ids(name) for name in SPECIAL}
    return Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": HIDDEN,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 1,
            "num_key_value_heads": 1,
            "max_position_embeddings": 32768,
            "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [4, 6, 6]},
            "bos_token_id": None,
            "eos_token_id": ids["<|im_end|>"],
            "pad_token_id": ids["<|endoftext|>"],
        },
        vision_config={
            # Three layers: llama.cpp's converter names the merger's by the number of these.
            "depth": 3,
            "hidden_size": 32,
            "intermediate_size": 32,
            "num_heads": 2,
            "out_hidden_size": HIDDEN,
            "fullatt_block_indexes": [0, 1, 2],
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=False,
    )


@torch.no_grad()
def model_of(tokenizer: PreTrainedTokenizerFast, texts: dict) -> Qwen2_5_VLForConditionalGeneration:
    model = Qwen2_5_VLForConditionalGeneration(config_of(tokenizer))
    for name, weight in model.named_parameters():
        weight.fill_(1.0 if "norm" in name and name.endswith("weight") else 0.0)
    looked, answered, seen = (
        tokenizer.convert_tokens_to_ids(texts[k]) for k in ("looked", "answered", "seen")
    )
    (line_end,) = tokenizer("\n", add_special_tokens=False)["input_ids"]
    words = model.get_input_embeddings().weight
    words[line_end, LINE_END] = 1.0
    words[seen, SEEN] = 1.0
    words[looked, SPOKEN] = words[answered, SPOKEN] = 1e4
    words[tokenizer.convert_tokens_to_ids("<|vision_end|>"), CROP_END] = 1.0
    attention = model.model.language_model.layers[0].self_attn
    # The mean over the context is small; a thousand times it outweighs the line end's own number.
    attention.v_proj.weight[0, SEEN] = 1e4
    attention.o_proj.weight[SAW, 0] = 1.0
    out = model.get_output_embeddings().weight
    out[looked, LINE_END] = 1.0
    out[answered, SAW] = out[answered, CROP_END] = 1.0
    out[tokenizer.convert_tokens_to_ids("<|im_end|>"), SPOKEN] = 1.0
    model.generation_config.eos_token_id = model.config.text_config.eos_token_id
    model.generation_config.pad_token_id = model.config.text_config.pad_token_id
    model.generation_config.do_sample = False
    return model


def main(out: Path) -> None:
    texts = json.load(sys.stdin)
    tokenizer = tokenizer_of(texts)
    out.mkdir(parents=True, exist_ok=True)
    model_of(tokenizer, texts).save_pretrained(out)
    tokenizer.save_pretrained(out)
    Qwen2VLImageProcessor(min_pixels=56 * 56, max_pixels=28 * 28 * 4096).save_pretrained(out)
    (out / "chat_template.jinja").write_text(texts["template"])
    for name in ("preprocessor_config.json", "tokenizer_config.json", "processor_config.json"):
        path = out / name
        value = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**value, "processor_class": "Qwen2_5_VLProcessor"}, indent=2))


main(Path(sys.argv[1]))
