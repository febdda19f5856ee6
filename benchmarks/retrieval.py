"""How well a space finds music of the same label: leave-one-out by cosine.

    python benchmarks/retrieval.py FOLDER [--space NAME]...

FOLDER holds a sub-folder per label. Every track is a query once; the others are ranked by cosine;
1-NN, precision at 5, and the mean over queries of the average precision, label = folder.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from tunescape.discovery.space import SPACES, parse_space, space_matrix
from tunescape.library.ingest import analyze
from tunescape.library.store import Library


def leave_one_out(vectors: np.ndarray, labels: np.ndarray) -> tuple[float, float, float]:
    cosines = vectors @ vectors.T
    one_nn, precision_at_5, average_precision = [], [], []
    for i, label in enumerate(labels):
        others = np.delete(np.arange(len(labels)), i)
        ranked = labels[others[np.argsort(-cosines[i, others], kind="stable")]] == label
        hits = np.flatnonzero(ranked)
        one_nn.append(ranked[0])
        precision_at_5.append(ranked[:5].mean())
        average_precision.append(np.mean(np.arange(1, len(hits) + 1) / (hits + 1)) if len(hits) else 0.0)
    return float(np.mean(one_nn)), float(np.mean(precision_at_5)), float(np.mean(average_precision))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--space", action="append")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(scratch, create=True)
        analyze(library, [arguments.folder])
        label_of = {track.track_id: Path(track.path).parent.name for track in library.tracks()}
        print(f"{len(label_of)} tracks, {len(set(label_of.values()))} labels")
        print(f"{'space':<40} {'1-NN':>6} {'P@5':>6} {'MAP':>6}")
        for name in arguments.space or SPACES:
            matrix = space_matrix(library, parse_space(name))
            labels = np.array([label_of[track_id] for track_id in matrix.track_ids])
            scores = leave_one_out(np.asarray(matrix.rows), labels)
            print(f"{name:<40} " + " ".join(f"{score:6.3f}" for score in scores))


if __name__ == "__main__":
    main()
