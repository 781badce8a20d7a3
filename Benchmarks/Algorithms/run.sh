#!/usr/bin/env bash
# The algorithms against the Python tools, which are installed into .deps/venv-benchmarks first.
#   Benchmarks/Algorithms/run.sh [options of compare.py]
set -euo pipefail
cd "$(dirname "$0")/../.."
requirements=Benchmarks/Algorithms/requirements.txt
environment=.deps/venv-benchmarks
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
  python3 -m venv --clear "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  cp "$requirements" "$environment/requirements.txt"
fi
export PKG_CONFIG_PATH="$PWD/.deps/pkgconfig:${PKG_CONFIG_PATH:-}"
swift build -c release --product strata
export STRATA_DATA=${STRATA_DATA:-../shared/data}
exec "$environment/bin/python" Benchmarks/Algorithms/compare.py "$@"
