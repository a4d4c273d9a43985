"""Functions of a file of upstream's, taken out of it without running the file."""

import ast
import io
import json
import math
import os
import re
import textwrap
from math import ceil, floor

import numpy
from PIL import Image


def take(text, *names, **more):
    """Functions of a file by name, the first of each, without running the file."""
    space = {"math": math, "json": json, "re": re, "ceil": ceil, "floor": floor, "Image": Image, "os": os}
    space |= {"np": numpy, "BytesIO": io.BytesIO, "print": lambda *a, **k: None, **more}
    had = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name in names and node.name not in had:
            had.add(node.name)
            code = "from __future__ import annotations\n" + textwrap.dedent(
                ast.get_source_segment(text, node) or ""
            )
            exec(code, space)
    missing = set(names) - had
    assert not missing, missing
    return space
