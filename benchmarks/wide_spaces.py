"""What keeping 25,632 numbers a track costs: bytes, seconds a search, and what fewer numbers would lose.

    python benchmarks/wide_spaces.py [--tracks 4000] [--library DIR --space hybrid]

Without a library, vectors are drawn: sparse mixtures of 200 centres, rectified noise around them. Recall@10:
the share of the ten nearest tracks by exact cosine that are among the ten nearest in what is kept instead,
over 100 queries.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from tunescape.library.matrices import dot_rows

N_DIMENSIONS, N_QUERIES, N_NEAREST = 25_632, 100, 10


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def drawn(n_tracks, seed):
    rng = np.random.default_rng(seed)
    centres = rng.gamma(0.3, 1, size=(200, N_DIMENSIONS)).astype(np.float32)
    rows = np.empty((n_tracks, N_DIMENSIONS), np.float32)
    for first in range(0, n_tracks, 256):
        block = rows[first : first + 256]
        mixed = rng.dirichlet(np.full(200, 0.05), len(block)).astype(np.float32) @ centres
        block[:] = np.maximum(mixed + 0.3 * rng.standard_normal(block.shape, np.float32), 0)
    return unit(rows)


def stored(library, space):
    from tunescape.discovery.own_spaces import find_space
    from tunescape.discovery.space import space_matrix
    from tunescape.library.store import Library

    opened = Library(library)
    return unit(space_matrix(opened, find_space(opened, space)).take())


def nearest(rows, queries):
    cosines = rows[queries] @ rows.T
    cosines[np.arange(len(queries)), queries] = -2
    return np.argsort(-cosines, axis=1, kind="stable")[:, :N_NEAREST]


def recall(found, exact):
    kept = (len(np.intersect1d(*pair)) for pair in zip(found, exact, strict=True))
    return np.mean(list(kept)) / exact.shape[1]


def search_seconds(rows, query):
    dot_rows(rows, query)
    started = time.process_time()
    dot_rows(rows, query)
    return time.process_time() - started


def line(what, kept, queries, exact):
    found = nearest(np.asarray(kept, np.float32), queries)
    seconds = search_seconds(kept, np.asarray(kept[0], np.float32)) * 100_000 / len(kept)
    size = kept.dtype.itemsize * kept.shape[1]
    print(f"{what:>24} {size:>14} {recall(found, exact):>10.3f} {seconds:>26.2f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tracks", type=int, default=4000)
    parser.add_argument("--library")
    parser.add_argument("--space", default="hybrid")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rows = stored(options.library, options.space) if options.library else drawn(options.tracks, options.seed)
    rng = np.random.default_rng(options.seed)
    queries = np.sort(rng.permutation(len(rows))[:N_QUERIES])
    exact = nearest(rows, queries)
    print(f"{len(rows)} tracks x {rows.shape[1]} dimensions")
    print(f"{'kept':>24} {'bytes a track':>14} {'recall@10':>10} {'CPU s a search of 100,000':>26}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.npy"
        np.save(path, rows.astype(np.float16))
        half = np.load(path, mmap_mode="r")
        line("float16", half, queries, exact)
        del half
    for n in (2048, 512):
        projected = unit(rows @ rng.standard_normal((rows.shape[1], n), np.float32))
        line(f"random projection {n}", projected, queries, exact)
    # a matrix on its principal axes: its left singular vectors times their values
    centred = rows - rows.mean(axis=0)
    values, axes = np.linalg.eigh((centred @ centred.T).astype(np.float64))
    scores = axes * np.sqrt(np.maximum(values, 0))
    for n in (512, 256, 128):
        line(f"principal axes {n}", unit(scores[:, -n:].astype(np.float32)), queries, exact)


if __name__ == "__main__":
    main()
