"""The peer of the extraction benchmark: PyTorch with forward hooks.

GoogLeNet of torchvision (the same architecture but for batch normalization, which is folded into the convolutions here
so that it does not count against PyTorch), a DataLoader with worker processes, hooks that keep the
mean and the maximum of every channel of the same layers, and one .npy file a layer at the end.

    python pytorch_hooks.py IMAGES [--batch 32] [--rounds 5]
"""

import argparse
import os
import pathlib
import resource
import statistics
import tempfile
import time

import numpy
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import models, transforms


class Photos(Dataset):
    def __init__(self, folder):
        self.files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in {".jpeg", ".jpg", ".png"})
        self.transform = transforms.Compose([
            transforms.Resize(224), transforms.CenterCrop(224), transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return self.transform(Image.open(self.files[index]).convert("RGB"))


def fuse(module):
    """Folds every batch normalization into the convolution before it."""
    for child in module.modules():
        if hasattr(child, "conv") and hasattr(child, "bn"):
            child.conv = torch.nn.utils.fusion.fuse_conv_bn_eval(child.conv, child.bn)
            child.bn = torch.nn.Identity()
    return module


def extract(network, loader, layers, folder):
    kept = {name: ([], []) for name in layers}

    def hook(name):
        def keep(_, __, output):
            if output.dim() == 4:
                kept[name][0].append(output.mean(dim=(2, 3)).numpy())
                kept[name][1].append(output.amax(dim=(2, 3)).numpy())
            else:
                kept[name][0].append(output.numpy().copy())
        return keep

    handles = [network.get_submodule(name).register_forward_hook(hook(name)) for name in layers]
    count = 0
    start = time.perf_counter()
    with torch.inference_mode():
        for batch in loader:
            network(batch)
            count += len(batch)
    for name, (means, maxima) in kept.items():
        numpy.save(os.path.join(folder, name + ".npy"), numpy.concatenate(means))
        if maxima:
            numpy.save(os.path.join(folder, name + ".max.npy"), numpy.concatenate(maxima))
    seconds = time.perf_counter() - start
    for handle in handles:
        handle.remove()
    return count / seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("images")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--channels-last", action="store_true")
    arguments = parser.parse_args()
    network = fuse(models.googlenet(weights=None, aux_logits=False, init_weights=False).eval())
    if arguments.channels_last:
        network = network.to(memory_format=torch.channels_last)
    layers = ["conv1", "maxpool1", "conv2", "conv3", "maxpool2", "inception3a", "inception3b", "maxpool3",
              "inception4a", "inception4b", "inception4c", "inception4d", "inception4e", "maxpool4", "inception5a",
              "inception5b", "avgpool", "fc"]
    loader = DataLoader(Photos(arguments.images), batch_size=arguments.batch, num_workers=arguments.workers)
    rates = []
    for number in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            rates.append(extract(network, loader, layers, folder))
        print(f"round {number + 1}: {rates[-1]:.1f} images/s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, batch {arguments.batch}, "
          f"channels last: {arguments.channels_last}; median {statistics.median(rates):.1f} images/s, "
          f"peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
