"""How fast VGG16 looks at spectrograms, and which share of what the device can do that is.

    python benchmarks/vgg16.py [--device auto] [--batches 5] [--peak-tflops N]

Random weights: what the numbers are does not change how long they take. The peak of a device is what its data
sheet says for the precision used (bfloat16 on a GPU, float32 on a CPU); without it only operations a second
are told.
"""

import argparse
import time

import numpy as np

from tunescape.features.embeddings.picture import HEIGHT, WIDTH
from tunescape.features.embeddings.torch_device import pick_device, require_torch
from tunescape.features.embeddings.vgg16 import LAYERS, VGG16


def random_network():
    rng = np.random.default_rng(0)
    kernels, n_in = [], 3
    for _, n_out in LAYERS:
        kernels.append(rng.standard_normal((n_out, n_in, 3, 3), np.float32) * np.sqrt(2 / (9 * n_in)))
        n_in = n_out
    return VGG16(
        "vgg16-keras", tuple(map(np.float32, kernels)), tuple(np.zeros(n, np.float32) for _, n in LAYERS)
    )


def operations():
    """Multiplications and additions a picture."""
    total, n_in = 0, 3
    for name, n_out in LAYERS:
        halved = 2 ** (int(name[5]) - 1)
        total += 2 * 9 * n_in * n_out * (HEIGHT // halved) * (WIDTH // halved)
        n_in = n_out
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--peak-tflops", type=float)
    options = parser.parse_args()
    device = pick_device(options.device).type
    n = 256 if device == "cuda" else 2
    pictures = np.random.default_rng(0).integers(0, 256, size=(n, HEIGHT, WIDTH, 3), dtype=np.uint8)
    network = random_network()
    network.block5_pool(pictures, device=device)
    started = time.perf_counter()
    for _ in range(options.batches):
        network.block5_pool(pictures, device=device)
    rate = n * options.batches / (time.perf_counter() - started)
    tflops = rate * operations() / 1e12
    threads = f", {require_torch().get_num_threads()} threads" if device == "cpu" else ""
    print(f"{device}{threads}: {rate:.2f} pictures a second")
    print(f"{operations() / 1e9:.0f} GFLOP a picture, {tflops:.3f} TFLOP/s")
    if options.peak_tflops:
        print(f"{tflops / options.peak_tflops:.1%} of the peak")


if __name__ == "__main__":
    main()
