"""The training of `strata train` in PyTorch: the same networks, steps and numbers, from memory.

    python pytorch_loop.py MNIST_FOLDER mlp|cnn --images N --epochs E --threads T

Prints one JSON object: seconds of every epoch's steps, and the last training loss.
"""

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn


def mlp() -> nn.Sequential:
    layers, width = [nn.Flatten()], 784
    for probability in (0.2, 0.3, 0.4, 0.5):
        layers += [nn.Linear(width, 1000), nn.ReLU(), nn.Dropout(probability)]
        width = 1000
    return nn.Sequential(*layers, nn.Linear(width, 10))


def cnn() -> nn.Sequential:
    def stage(before: int, after: int) -> list[nn.Module]:
        return [
            nn.Conv2d(before, after, 3, padding=1), nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(2), nn.Dropout(0.25),
        ]

    return nn.Sequential(
        *stage(1, 32), *stage(32, 64), nn.Flatten(),
        nn.Linear(3136, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 10))


def read(folder: Path, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    with gzip.open(folder / "train-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)[:count]
    with gzip.open(folder / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)[:count]
    return torch.from_numpy(images.astype(np.float32) / 255), torch.from_numpy(labels.astype(np.int64))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("network", choices=("mlp", "cnn"))
    parser.add_argument("--images", type=int, default=6000)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(42)
    images, labels = read(arguments.folder, arguments.images)
    network = mlp() if arguments.network == "mlp" else cnn()
    for parameter in network.parameters():
        if parameter.dim() > 1:
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.zeros_(parameter)
    batch, decay = (16, 1e-9) if arguments.network == "mlp" else (32, 1e-6)
    descent = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    rate = torch.optim.lr_scheduler.LambdaLR(descent, lambda step: 1 / (1 + decay * step))
    loss_of = nn.CrossEntropyLoss()
    network.train()
    seconds, loss_sum = [], 0.0
    for _ in range(arguments.epochs):
        start, loss_sum, correct = time.perf_counter(), 0.0, 0
        for chosen in torch.randperm(len(images)).split(batch):
            batch_images, targets = images[chosen], labels[chosen]
            logits = network(batch_images)
            loss = loss_of(logits, targets)
            loss.backward()
            descent.step()
            rate.step()
            descent.zero_grad(set_to_none=True)
            loss_sum += loss.item() * len(chosen)
            correct += int((logits.argmax(1) == targets).sum())
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"torch": torch.__version__, "seconds": seconds, "loss": loss_sum / len(images)}))


if __name__ == "__main__":
    main()
