"""Scores replies with one implementation of the rewards: a list of cases on stdin, a list of terms on stdout.

python3 score-replies.py exported FILE            the rewards.py of an exported job
python3 score-replies.py training VARIANT         training/rl/rewards.py
"""

import importlib.util
import json
import sys
import types

kind, which = sys.argv[1:]
cases = json.load(sys.stdin)

if kind == "exported":
    spec = importlib.util.spec_from_file_location("rewards", which)
    rewards = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rewards)
    found = [
        rewards.score(
            rewards.Reply(
                c["text"], c["gold"], c["size"], c["frame"], c["boxes"], c.get("verdict"), c.get("source")
            )
        )
        for c in cases
    ]
else:
    # Its geometry module also cuts pictures; here it only maps numbers.
    try:
        import PIL  # noqa: F401
    except ImportError:
        sys.modules["PIL"] = types.ModuleType("PIL")
        sys.modules["PIL"].Image = types.SimpleNamespace(Image=object)
    from training.rl import rewards

    found = [
        rewards.VARIANTS[which].terms(
            rewards.Written(
                text=c["text"],
                gold="/".join(c["gold"]),
                requested=tuple(map(tuple, c["requested"])),
                resized=tuple(c["frame"]),
                original=tuple(c["size"]),
            )
        )
        for c in cases
    ]
json.dump(found, sys.stdout)
