"""What genetic feature selection costs: CPU seconds and memory, on invented excerpts.

    python benchmarks/selection.py [--tracks 400] [--features 42] [--population 200] [--generations 100]

Two excerpts of each track; a third of the features tell tracks apart, the rest is noise.
"""

import argparse
import resource
import time

import numpy as np

from tunescape.discovery.selection.excerpts import ExcerptPairs
from tunescape.discovery.selection.held_out import select_features
from tunescape.discovery.selection.selector import GeneticFeatureSelector


def invented(n_tracks: int, n_features: int) -> ExcerptPairs:
    rng = np.random.default_rng(0)
    tracks = rng.normal(size=(n_tracks, n_features))
    noise = np.where(np.arange(n_features) % 3 == 0, 0.5, 3.0)
    values = np.repeat(tracks, 2, axis=0) + noise * rng.normal(size=(2 * n_tracks, n_features))
    track_ids = [f"{i:05d}" for i in range(n_tracks) for _ in range(2)]
    dimensions = tuple(f"feature {i}" for i in range(n_features))
    return ExcerptPairs("invented@1", dimensions, values.astype(np.float32), track_ids, [])


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("tracks", 400), ("features", 42), ("population", 200), ("generations", 100)):
        parser.add_argument(f"--{name}", type=int, default=default)
    arguments = parser.parse_args()
    excerpts = invented(arguments.tracks, arguments.features)
    options = {"population": arguments.population, "generations": arguments.generations}
    before = peak_mib()
    started = time.process_time()
    selector = GeneticFeatureSelector(**options).fit(excerpts.values, excerpts.track_ids)
    once = time.process_time() - started
    print(f"one selection: {once:.1f} CPU s, {selector.error_all_} -> {selector.error_selected_} errors")
    started = time.process_time()
    found = select_features(excerpts, **options)
    print(
        f"with 5 x 2 held-out halves: {time.process_time() - started:.1f} CPU s, held out "
        f"{found.held_out_error_all:.1f} -> {found.held_out_error_selected:.1f} errors"
    )
    print(f"memory: {before:.0f} MiB before, {peak_mib():.0f} MiB at the most")


if __name__ == "__main__":
    main()
