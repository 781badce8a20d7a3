#!/usr/bin/env bash
# Extraction of GoogLeNet from photos to arrays: ours, OpenVINO alone, and PyTorch with forward hooks where it is installed.
#   Benchmarks/Extraction/run.sh [MODEL.onnx IMAGES PREPROCESSING]
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${STRATA_DATA:-../shared/data}
model=${1:-$data/models/googlenet.onnx}
images=${2:-$data/imagenet-sample}
preprocessing=${3:-caffe}
if [ ! -e "$model" ] || [ ! -e "$images" ]; then
  echo "bench: give a network and images: Benchmarks/Extraction/run.sh MODEL.onnx IMAGES PREPROCESSING" >&2
  exit 64
fi
export PKG_CONFIG_PATH="$PWD/.deps/pkgconfig:${PKG_CONFIG_PATH:-}"
swift build -c release --product extraction-benchmark
.build/release/extraction-benchmark "$model" "$images" "$preprocessing"
python=${PYTHON:-python3}
if "$python" -c 'import torch, torchvision' 2>/dev/null; then
  "$python" Benchmarks/Extraction/pytorch_hooks.py "$images"
  "$python" Benchmarks/Extraction/pytorch_hooks.py "$images" --channels-last
else
  echo "bench: PyTorch is not installed, so the comparison is left out (pip install torch torchvision; PYTHON=…)" >&2
fi
