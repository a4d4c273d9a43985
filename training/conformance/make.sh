#!/bin/sh
# Writes the data of this folder in every shape, with the command that users have. OUT is made anew.
#   training/conformance/make.sh OUT
set -e
here=$(dirname "$0")
out=${1:?"say where to write: make.sh OUT"}
rm -rf "$out"
for shape in vlir-sft vlir-rl ms-swift llama-factory trl-sft trl-grpo trl-preference verl visual-cot openai relook; do
  node "$here/../../scripts/relook.mjs" convert "$here/data/corrected.jsonl" --to $shape --out "$out/$shape"
done
# Languages whose crops are turns of their own.
for shape in ms-swift llama-factory trl-sft verl; do
  node "$here/../../scripts/relook.mjs" convert "$here/data/corrected.jsonl" --to $shape --as deepeyes --out "$out/$shape-deepeyes"
done
