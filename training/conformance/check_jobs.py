"""Runs a GRPO job that Relook wrote for TRL: its train.py's data, rewards and picture, one optimiser step of
TRL's own GRPOTrainer on a tiny model of random weights; then the loops for ms-swift and verl, as far as their
packages import here.

    relook convert test/../traces.jsonl --to grpo-trl --out OUT/grpo-trl      (and grpo-ms-swift, grpo-verl)
    python check_jobs.py OUT
"""

import importlib.util
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

import tiny
from PIL import Image as Picture

OUT = Path(sys.argv[1])
tiny_model = tiny.model


def load(path: Path):
    """A module of a job, which imports its neighbours."""
    for name in ("rewards", "crops"):
        sys.modules.pop(name, None)
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.pop(0)
    return module


def trl() -> None:
    import trl as package
    from datasets import load_dataset
    from trl import GRPOConfig, GRPOTrainer

    job = load(OUT / "grpo-trl" / "train.py")
    data = load_dataset("parquet", data_files=str(OUT / "grpo-trl" / "train*.parquet"), split="train").select(
        range(4)
    )
    seen: list[str] = []
    functions = [job.reward_of(term) for term in job.rewards.SETTINGS]

    def watched(completions, **kwargs):
        seen.extend(job.reply_text(c) for c in completions)
        return [0.0] * len(completions)

    processor = tiny.processor(50_176)
    config = GRPOConfig(
        output_dir=tempfile.mkdtemp(),
        per_device_train_batch_size=2,
        num_generations=2,
        max_completion_length=12,
        max_steps=1,
        report_to=[],
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        loss_type="grpo",
        epsilon_high=0.28,
        beta=0.0,
        logging_steps=1,
    )
    trainer = GRPOTrainer(
        model=tiny_model(processor.tokenizer),
        reward_funcs=[*functions, watched],
        args=config,
        train_dataset=data,
        processing_class=processor,
    )
    result = trainer.train()
    logged = {
        k: round(v, 4)
        for k, v in trainer.state.log_history[0].items()
        if k.startswith("rewards/") and k.endswith("mean")
    }
    print(
        f"trl {package.__version__}: a step of GRPO, loss {result.training_loss:.4f}, {len(seen)} "
        f"replies, {logged}"
    )
    reply = [
        {
            "role": "assistant",
            "content": "<think>I look.",
            "tool_calls": [{"function": {"name": "crop", "arguments": {"bbox_2d": [1, 2, 90, 80]}}}],
        },
        {"role": "tool", "content": []},
        {"role": "assistant", "content": "Seven.</think><answer>7</answer>"},
    ]
    print("  a reply with a call reads", repr(job.reply_text(reply)))
    looks = job.Looks()
    looks.reset(
        images=[Picture.new("RGB", (640, 480))],
        asked=json.dumps({"gold": [], "size": [640, 480], "frame": [644, 476], "boxes": []}),
    )
    print(
        "  its tool gives",
        [part["type"] for part in looks.crop([1, 2, 90, 80])],
        looks.crop([1, 2, 90, 80])[0]["image"].size,
    )


def swift() -> None:
    os.chdir(OUT / "grpo-ms-swift")
    from swift.rewards import orms
    from swift.rollout.multi_turn import multi_turns

    job = load(OUT / "grpo-ms-swift" / "plugin.py")
    row = json.loads(Path("train.jsonl").read_text().split("\n")[0])
    text = f"<think>I look.</think><answer>{json.loads(row['asked'])['gold'][0]}</answer>"
    terms = {
        name: orms[f"relook_{name}"](None)([text], asked=[row["asked"]])[0] for name in job.rewards.SETTINGS
    }
    print(
        f"ms-swift {importlib.metadata.version('ms-swift')}: terms {terms}, loop "
        f"{multi_turns['relook_looks'].__name__}"
    )

    from swift.infer_engine.protocol import ChatCompletionResponseChoice, ChatMessage, RolloutInferRequest

    request = RolloutInferRequest(
        messages=list(row["messages"]), images=[str(Path(row["images"][0]).resolve())], data_dict=row
    )
    loop = job.Looks(max_turns=8)
    said = ChatCompletionResponseChoice(
        index=0,
        finish_reason="stop",
        message=ChatMessage(role="assistant", content='<think>{"bbox_2d": [0, 0, 90, 80'),
    )
    request.messages.append({"role": "assistant", "content": said.message.content})
    print(
        "  a request is",
        "not " * (not loop.check_finished(request, said, 1)) + "the end;",
        "in turn 8 it is" if loop.check_finished(request, said, 8) else "",
    )
    after = loop.step(request, said, 1)["infer_request"]
    print("  it is answered with", after.messages[-1], len(after.images), "pictures")
    done = ChatCompletionResponseChoice(
        index=0, finish_reason="stop", message=ChatMessage(role="assistant", content="<answer>7</answer>")
    )
    print("  an answer is the end:", loop.check_finished(request, done, 2))


def verl() -> None:
    job = load(OUT / "grpo-verl" / "relook_verl.py")
    asked = {"gold": ["7"], "size": [640, 480], "frame": [644, 476], "boxes": []}
    import asyncio

    from omegaconf import OmegaConf
    from verl.experimental.agent_loop.agent_loop import DictConfigWrap
    from verl.utils.dataset.rl_dataset import RLHFDataset
    from verl.workers.rollout.replica import TokenOutput

    processor = tiny.processor(50_176)
    tokenizer = processor.tokenizer
    said = ['<think>I look. {"bbox_2d": [1, 2, 90, 80]}', "Seven.</think><answer>7</answer>"]

    class Server:
        """Says the two turns, and counts the pictures it was shown."""

        shown: ClassVar[list[tuple[int, str]]] = []

        async def generate(self, prompt_ids, image_data, sampling_params, **kwargs):
            ids = tokenizer.encode(said[len(self.shown)], add_special_tokens=False)
            self.shown.append((len(image_data), sampling_params["stop"][0]))
            return TokenOutput(token_ids=ids, log_probs=[-0.5] * len(ids))

    config = OmegaConf.create(
        {"actor_rollout_ref": {"rollout": {"prompt_length": 4096, "response_length": 4096}}}
    )
    data = OmegaConf.create(
        {"image_key": "images", "apply_chat_template_kwargs": {}, "mm_processor_kwargs": {}}
    )

    async def run():
        loop = job.Looks(
            trainer_config=DictConfigWrap(config),
            server_manager=Server(),
            tokenizer=tokenizer,
            processor=processor,
            dataset_cls=RLHFDataset,
            data_config=DictConfigWrap(data),
            hf_model_type="qwen2_5_vl",
        )
        picture = {"type": "image", "image": Picture.new("RGB", (640, 480))}
        messages = [{"role": "user", "content": [picture, {"type": "text", "text": "What does it say?"}]}]
        return await loop.run(
            {"temperature": 1.0}, raw_prompt=messages, extra_info={"asked": json.dumps(asked)}
        )

    done = asyncio.run(run())
    reply = tokenizer.decode(done.response_ids, skip_special_tokens=True)
    masked = tokenizer.decode([i for i, m in zip(done.response_ids, done.response_mask) if m == 0]).replace(
        "<|image_pad|>", ""
    )
    print(
        f"verl: {done.num_turns} turns, pictures shown {Server.shown}, sizes "
        f"{[i.size for i in done.multi_modal_data['images']]}"
    )
    print(
        f"  {len(done.response_ids)} tokens, {sum(done.response_mask)} learned, "
        f"{len(done.response_logprobs)} log-probabilities; masked {masked!r}"
    )
    print("  the reply reads", repr(job.BETWEEN.sub("\n", reply)))
    print(" ", job.compute_score("x", reply, "7", {"asked": json.dumps(asked)}))


for part in (trl, swift, verl):
    try:
        part()
    except ImportError as error:
        print(f"{part.__name__}: not installed here ({error})")
print("ok")
