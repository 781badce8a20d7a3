#!/usr/bin/env bash
# Everything that is measured: the algorithms against the Python tools, extraction, training.
set -euo pipefail
cd "$(dirname "$0")/.."
Benchmarks/Algorithms/run.sh
Benchmarks/Extraction/run.sh
Benchmarks/Training/run.sh
