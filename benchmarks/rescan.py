"""How long it takes to see that nothing has changed: a rescan of a library of unchanged files.

    python benchmarks/rescan.py [N_FILES]

Makes N_FILES (100,000) one-byte files and a library that knows them all, then analyses the folder: nothing is
opened. Prints seconds and the growth of memory over a rescan of a tenth of them.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tunescape.audio.segments import Segmentation
from tunescape.audio.tags import Tags
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.describe import AnalysisPlan
from tunescape.library.ingest import analyze
from tunescape.library.records import Description
from tunescape.library.scan import scan
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

FILES_PER_FOLDER = 100


def make(folder: Path, n_files: int) -> None:
    """Make files, and a library that has heard them."""
    features = {
        name: np.zeros((1 if declared.excerpt else 4, len(declared.dimensions)), dtype=declared.dtype)
        for name, declared in FEATURE_SETS.items()
    }
    plan = AnalysisPlan(Segmentation(), tuple(features))
    excerpts = {name: plan.segmentation_of(name) for name in features if FEATURE_SETS[name].excerpt}
    for i in range(n_files):
        path = folder / "music" / f"{i // FILES_PER_FOLDER:04d}" / f"{i:06d} 夜雨.mp3"
        if i % FILES_PER_FOLDER == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    library = Library(folder / "library", create=True)
    library.remember_analysis_options({})
    batch = []
    for i, file in enumerate(scan([folder / "music"]).files):
        tags = Tags(f"Title {i}", artist=f"Artist {i % 5000}")
        technical = (200.0, 44_100, 2, "mp3", 192_000)
        batch.append(Description(file, f"{i:032x}", *technical, tags, features, excerpts=excerpts))
        if len(batch) == 1024:
            write_batch(library, batch, segmentation="4x15")
            batch = []
    write_batch(library, batch, segmentation="4x15")


def rescan(folder: Path) -> None:
    """Rescan, and print what it took."""
    started = time.perf_counter()
    report = analyze(Library(folder / "library"), [folder / "music"])
    seconds = time.perf_counter() - started
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{report.unchanged:>8,} unchanged of {report.found:,} in {seconds:6.1f} s, {rss_mb:.0f} MB resident"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n_files", nargs="?", type=int, default=100_000)
    parser.add_argument("--rescan", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.rescan:
        rescan(arguments.rescan)
        return
    for n_files in (arguments.n_files // 10, arguments.n_files):
        with tempfile.TemporaryDirectory() as scratch:
            make(Path(scratch), n_files)
            size_mb = os.stat(Path(scratch) / "library" / "library.db").st_size / 1e6
            print(f"{n_files:>8,} files, library of {size_mb:.0f} MB")
            # a process of its own, so that what making took is not measured
            subprocess.run([sys.executable, __file__, "--rescan", scratch], check=True)


if __name__ == "__main__":
    main()
