#!/bin/sh
# Runs every check over what make.sh wrote and prints one page: output.md of this folder is what it printed last.
#   training/conformance/check.sh OUT ENVIRONMENTS > training/conformance/output.md
# ENVIRONMENTS holds the four Python environments trl, lf, swift, verl (README.md says how they are made).
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?"say where make.sh wrote: check.sh OUT ENVIRONMENTS"}
environments=${2:?"say where the Python environments are: check.sh OUT ENVIRONMENTS"}
cd "$here"
printf '# What trainers read of what Relook writes\n\n'
printf 'Printed by `check.sh` on %s, torch %s, on a processor. Every check ended with `ok`.\n' \
  "$(date -u +%Y-%m-%d)" "$("$environments/trl/bin/python" -c 'import torch; print(torch.__version__)')"
for one in trl:check_trl.py lf:check_llamafactory.py swift:check_swift.py verl:check_verl.py; do
  printed=$("$environments/${one%%:*}/bin/python" "${one#*:}" "$out" 2>/dev/null | grep -v -e '^\[' -e "^{'train_runtime'" || true)
  printf '\n## %s\n\n```\n%s\n```\n' "${one#*:}" "$printed"
  [ "$(printf '%s' "$printed" | tail -n 1)" = ok ] || { echo "${one#*:} did not end with ok" >&2; exit 1; }
done
