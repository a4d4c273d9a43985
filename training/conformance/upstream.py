"""Where upstream's code lies: the first two arguments of every script here are CLONES and QWEN_VL_UTILS.

CLONES holds git clones named OWNER+NAME/repo, QWEN_VL_UTILS the unpacked wheel. `used`: read, by commit.
"""

import functools
import os
import re
import subprocess
import sys

clones = sys.argv[1]
used: dict[str, str] = {}


@functools.cache
def source(repo, path):
    """The text of a file in a clone; `repo` is OWNER+NAME."""
    folder = os.path.join(clones, repo, "repo")

    def git(*args):
        done = subprocess.run(["git", "-C", folder, *args], check=True, capture_output=True, text=True)
        return done.stdout

    used[repo.replace("+", "/")] = git("rev-parse", "HEAD").strip()
    return git("show", "HEAD:" + path)


def found(pattern, text, flags=0):
    """The text a pattern fits; what upstream changed since is an error here."""
    match = re.search(pattern, text, flags)
    assert match is not None, pattern
    return match[0]


def vision_of(utils):
    """qwen-vl-utils' `vision_process.py`, and its version."""
    with open(os.path.join(utils, "qwen_vl_utils", "vision_process.py"), encoding="utf-8") as file:
        text = file.read()
    version = re.search(r"qwen_vl_utils-(\d+\.\d+\.\d+)", " ".join(os.listdir(utils)))
    return text, version[1] if version else "?"
