#!/usr/bin/env bash
# Everything that is measured: the algorithms against the Python tools, then extraction.
set -euo pipefail
cd "$(dirname "$0")/.."
Benchmarks/Algorithms/run.sh
Benchmarks/Extraction/run.sh
