"""Make the shipped principal axes of rhythmic patterns from a folder of reference music.

    python tools/make_rhythm_axes.py FOLDER [-o src/tunescape/weights/rhythm_axes.csv]

Of the means over segments, z-scored with the shipped statistics (make_zscore.py comes first): the right
singular vectors with the largest singular values, so turned that their largest entry is positive.
"""

import argparse
import csv
import sys
import tempfile
from pathlib import Path

import numpy as np

from tunescape.discovery.sharpening import AXES
from tunescape.discovery.space import SPACES, track_means
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights"
N_AXES = 25


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS / AXES)
    arguments = parser.parse_args()
    (block,) = SPACES["rhythm"].blocks
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(scratch, create=True)
        report = analyze(library, [arguments.folder], AnalysisSettings(features="rhythm"))
        _, means = track_means(library, ["rhythm"])
    patterns = block.scaled(means["rhythm"]).astype(np.float64)
    _, sizes, axes = np.linalg.svd(patterns, full_matrices=False)
    share = (sizes[:N_AXES] ** 2).sum() / (sizes**2).sum()
    print(f"{report.analyzed} tracks; {N_AXES} axes hold {share:.0%} of their variance", file=sys.stderr)
    axes = axes[:N_AXES]
    axes *= np.sign(axes[np.arange(N_AXES), np.abs(axes).argmax(axis=1)])[:, None]
    with arguments.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["dimension", *(f"{i + 1:02d}" for i in range(N_AXES))])
        for name, row in zip(block.dimensions, axes.T, strict=True):
            writer.writerow([name, *(f"{value:.6g}" for value in row)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
