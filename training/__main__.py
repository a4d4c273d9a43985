"""Command line: `python -m training COMMAND`."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.documents import command as documents
from training.memory import keep_freed_memory
from training.qwen.options import add_options
from training.rl.options import arguments
from training.scenes.family import FAMILIES

RUN = Path(__file__).parent / "runs" / "first"
MODEL = Path(__file__).parents[1] / "assets" / "models" / "r3-mini"


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="python -m training", description=__import__("training").__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    data = commands.add_parser("data", help="write images and records.jsonl")
    data.add_argument("--seed", type=int, required=True)
    data.add_argument("--count", type=int, required=True)
    data.add_argument("--out", type=Path, required=True)
    data.add_argument("--family", choices=list(FAMILIES), action="append")
    sft = commands.add_parser("sft", help="train, or go on with a training")
    sft.add_argument("--out", type=Path, default=RUN)
    sft.add_argument("--seed", type=int, default=1)
    sft.add_argument("--minutes", type=float, default=1e9)
    sft.add_argument("--steps", type=int, default=6000)
    sft.add_argument("--lr", type=float, default=0.02)
    sft.add_argument("--images", type=int, default=4, help="per rank and step")
    sft.add_argument("--ranks", type=int, default=2, help="processes, one thread each")
    sft.add_argument("--queries", type=int, default=6)
    sft.add_argument("--family", choices=list(FAMILIES), action="append")
    read = commands.add_parser("read", help="first stage: teach the vision encoder to read")
    read.add_argument("--out", type=Path, default=RUN)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--minutes", type=float, default=6)
    read.add_argument("--lr", type=float, default=0.02)
    read.add_argument("--pages", type=int, default=12, help="per rank and step")
    read.add_argument("--ranks", type=int, default=2)
    again = commands.add_parser(
        "rebuild", help="the whole recipe from nothing, all stages; a second start goes on"
    )
    again.add_argument("--out", type=Path, default=RUN.parent / "rebuild")
    again.add_argument("--minutes", type=float, default=300)
    again.add_argument("--family", choices=list(FAMILIES), action="append")
    again.add_argument("--seed", type=int, default=1)
    again.add_argument("--ranks", type=int, default=2)
    again.add_argument("--model", type=Path, help="folder to export to; OUT/model by default")
    arguments(
        commands.add_parser("rgrpo", help="reinforce: groups of rollouts through the loop"), RUN / "last.pt"
    )
    test = commands.add_parser("eval", help="run the whole loop on fresh images")
    test.add_argument("--model", type=Path, default=MODEL, help="exported folder, or a checkpoint (.pt)")
    test.add_argument("--seed", type=int, default=9001)
    test.add_argument("--count", type=int, default=200)
    test.add_argument("--mode", choices=("own", "gold", "none", "wrong", "coarse"), default="own")
    test.add_argument("--family", choices=list(FAMILIES), action="append")
    test.add_argument("--json", action="store_true")
    test.add_argument(
        "--out", type=Path, help="write each row here at once; a second start goes on behind them"
    )
    out = commands.add_parser(
        "export", help="write the model folder of the built-in model, or of a real checkpoint (--from)"
    )
    out.add_argument("--checkpoint", type=Path, default=RUN / "last.pt")
    out.add_argument("--out", type=Path, default=MODEL)
    out.add_argument(
        "--also",
        choices=("int8", "fp16"),
        action="append",
        default=[],
        help="smaller copies beside the fp32 graphs",
    )
    out.add_argument("--hf", type=Path, help="write a folder for transformers (trust_remote_code) instead")
    add_options(out)
    documents.add_options(commands.add_parser("documents", help="the model that reads real documents"))
    return top


def main() -> None:
    """Run one command. Imports are late so that `data` does not wait for PyTorch."""
    keep_freed_memory()
    options = parser().parse_args()
    families = getattr(options, "family", None) or list(FAMILIES)
    if options.command == "data":
        from training.records import write

        write(options.seed, options.count, options.out, families)
    elif options.command == "sft":
        from training.sft import Plan, train

        o = options
        train(
            Plan(
                out=o.out,
                seed=o.seed,
                minutes=o.minutes,
                steps=o.steps,
                lr=o.lr,
                images=o.images,
                queries=o.queries,
                families=families,
                ranks=o.ranks,
            )
        )
    elif options.command == "rgrpo":
        from training.rl.command import run

        run(options, families)
    elif options.command == "read":
        from training.warmup import warm_up

        o = options
        warm_up(o.out, o.seed, o.minutes, o.lr, o.pages, o.ranks)
    elif options.command == "rebuild":
        from training.rebuild import rebuild

        o = options
        rebuild(o.out, o.minutes, o.seed, o.ranks, families, o.model or o.out / "model")
    elif options.command == "eval":
        from training.evaluation.report import evaluate

        evaluate(
            options.model, options.seed, options.count, options.mode, families, options.json, options.out
        )
    elif options.command == "documents":
        documents.run(options)
    elif options.source is not None:
        from training.qwen.export import run as export_qwen

        export_qwen(options)
    else:
        export_to(options)


def export_to(options: argparse.Namespace) -> None:
    """The model folder of the application, or the one for transformers."""
    from training.sft import load_network

    network = load_network(options.checkpoint)
    if options.hf:
        from training.hub.write import write

        write(network, options.hf)
        return
    from training.export import export
    from training.quantise import quantise, store_in_half

    export(network, options.out)
    for kind in options.also:
        quantise(options.out / "onnx", kind)
    store_in_half(options.out / "onnx")


if __name__ == "__main__":
    main()
