"""Times `strata train` against the same loop in PyTorch, alternating, on MNIST.

    python Benchmarks/Training/compare.py MNIST_FOLDER [--python PYTHON_WITH_TORCH] [--images N] [--rounds R] [--threads T]

Needs `make build` and a Python with PyTorch. Prints, for each network, the seconds of an epoch of N images (the smallest
and the median of the rounds) and their ratio. An epoch of all 60,000 images takes 60,000 / N times as long.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STRATA = HERE.parent.parent / ".build" / "release" / "strata"


def ours(arguments: argparse.Namespace, network: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            STRATA, "train", arguments.folder, "--network", network, "--study", folder, "--epochs", "1", "--validation",
            "0", "--limit", str(arguments.images), "--checkpoints", "1", "--test-split", "test", "--threads",
            str(arguments.threads), "--quiet", "--json",
        ]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output)["epochs"][0]["seconds"]


def theirs(arguments: argparse.Namespace, network: str) -> float:
    command = [
        arguments.python, HERE / "pytorch_loop.py", arguments.folder, network, "--images", str(arguments.images),
        "--threads", str(arguments.threads),
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output)["seconds"][0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--images", type=int, default=6000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--networks", nargs="+", default=["mlp", "cnn"])
    arguments = parser.parse_args()
    for network in arguments.networks:
        pairs = [(ours(arguments, network), theirs(arguments, network)) for _ in range(arguments.rounds)]
        own, peer = ([pair[side] for pair in pairs] for side in (0, 1))
        ratio = statistics.median(a / b for a, b in pairs)
        print(
            f"{network}: strata {min(own):.2f} s (median {statistics.median(own):.2f}), "
            f"PyTorch {min(peer):.2f} s (median {statistics.median(peer):.2f}), ratio {ratio:.2f} "
            f"({min(a / b for a, b in pairs):.2f} to {max(a / b for a, b in pairs):.2f})")


if __name__ == "__main__":
    main()
