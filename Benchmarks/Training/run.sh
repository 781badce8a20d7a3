#!/usr/bin/env bash
# Seconds of an epoch of the MNIST perceptron and convolutional network: ours against the same loop in PyTorch, alternating.
#   Benchmarks/Training/run.sh [MNIST_FOLDER]     (strata dataset get mnist; PYTHON=… with PyTorch)
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-${STRATA_DATA:-../shared/data}/mnist}
python=${PYTHON:-python3}
if [ ! -e "$data" ]; then
  echo "bench: give a folder with MNIST: Benchmarks/Training/run.sh MNIST_FOLDER (strata dataset get mnist)" >&2
  exit 64
fi
if ! "$python" -c 'import torch, numpy' 2>/dev/null; then
  echo "bench: PyTorch is not installed, so the comparison is left out (pip install torch numpy; PYTHON=…)" >&2
  exit 0
fi
"$python" Benchmarks/Training/compare.py "$data" --python "$python"
