"""Rules about Python that no linter of ours knows; prints what breaks them and ends with 1 if something does.

- One assignment a line: `a, b = f(), g()` packs two statements. Taking a value apart is fine, and so is an
  exchange, in which the right side needs what the left side is about to change.
- A dataclass with more than three values is made by keyword.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("training", "python", "app/exports/grpo", "test", "scripts")
MOST_BY_PLACE = 3


def named(node: ast.AST) -> set[str]:
    """Names, attributes and items that an expression reads or writes."""
    parts = (ast.Name, ast.Attribute, ast.Subscript)
    return {ast.unparse(part) for part in ast.walk(node) if isinstance(part, parts)}


def packs(node: ast.AST) -> bool:
    """Whether a statement is several assignments that do not need each other."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Tuple):
        return False
    if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Tuple):
        return False
    targets = node.targets[0].elts
    values = node.value.elts
    if len(targets) != len(values):
        return False
    return not any(
        named(target) & named(value) for i, target in enumerate(targets) for value in values[i + 1 :]
    )


def called(node: ast.Call) -> str:
    """The last word of what is called."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def dataclasses_of(trees: list[ast.Module]) -> set[str]:
    """Names of all dataclasses."""
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def main() -> int:
    """Check every file; the number of findings decides."""
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}
    classes = dataclasses_of(list(trees.values()))
    found = []
    for file, tree in trees.items():
        for node in ast.walk(tree):
            where = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if packs(node):
                found.append(f"{where}: several assignments in one statement")
            if isinstance(node, ast.Call) and called(node) in classes and len(node.args) > MOST_BY_PLACE:
                found.append(f"{where}: {called(node)} is made with {len(node.args)} values by place")
    print("\n".join(found) or f"{len(files)} files of Python keep the rules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
