"""Make the shipped z-score statistics from a folder of reference music.

    python tools/make_zscore.py FOLDER [-o src/tunescape/weights/zscore_gtzan60.csv]

For every dimension of every feature set that spaces z-score: mean and standard deviation over tracks, of the
means over their segments, with the default segments. A dimension that never varies gets 1. Needs the extra
`research`, for fma518.
"""

import argparse
import csv
import sys
import tempfile
from pathlib import Path

import numpy as np

from tunescape.discovery.space import SPACES
from tunescape.discovery.zscores import STATISTICS
from tunescape.features.registry import SHIPPED
from tunescape.library.ingest import analyze
from tunescape.library.matrices import mean_over_segments
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS / STATISTICS)
    arguments = parser.parse_args()
    names = [name for name, declared in SHIPPED.items() if name in SPACES and declared.zscored]
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(scratch, create=True)
        report = analyze(library, [arguments.folder], AnalysisSettings(features=",".join(names)))
        print(f"{report.analyzed} tracks, {report.failed} failed", file=sys.stderr)
        rows = [row for name in names for row in statistics(library, name)]
    with arguments.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature_set", "dimension", "mean", "std"])
        writer.writerows(rows)
    return 0


def statistics(library: Library, name: str) -> list[tuple[str, str, str, str]]:
    feature_set = SHIPPED[name]
    n_dimensions = len(feature_set.dimensions)
    table = mean_over_segments(library, name, version=feature_set.version, n_dimensions=n_dimensions)
    values = table.rows.astype(np.float64)
    mean, std = values.mean(axis=0), values.std(axis=0)
    std[std < 1e-12] = 1.0
    return [
        (feature_set.id, dimension, f"{mean[i]:.7g}", f"{std[i]:.7g}")
        for i, dimension in enumerate(feature_set.dimensions)
    ]


if __name__ == "__main__":
    sys.exit(main())
