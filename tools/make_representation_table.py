"""Measure all spaces on a labelled collection, and write the table into docs/representations.md.

    python tools/make_representation_table.py LABELLED [--space NAME,...|all] [--jobs N]

The lines between the two markers of the page are replaced; everything else stays as it was written.
"""

import argparse
import re
import sys
from pathlib import Path

from tunescape.datasets.detect import load_labelled
from tunescape.discovery.space import SPACES, parse_space
from tunescape.evaluation.protocol import Evaluation, evaluate_spaces
from tunescape.evaluation.table import markdown
from tunescape.library.heard_collection import cached_library

PAGE = Path(__file__).resolve().parents[1] / "docs" / "representations.md"
BEGIN, END = "<!-- table: written by tools/make_representation_table.py -->", "<!-- end of table -->"


def section(found: Evaluation, *, name: str) -> str:
    n_tracks, n_labels = len(found.heard.labels), len(set(found.heard.labels))
    left_out = [
        f"Not measured: {', '.join(names)} ({reason.replace(str(Path.home()), '~')})."
        for reason, names in _not_measured(found).items()
    ]
    lines = [
        f"{n_tracks} tracks of {name}, {n_labels} labels, seed 0.",
        *left_out,
        "",
        markdown([*found.rows, *found.bounds]),
    ]
    return "\n".join(lines)


def _not_measured(found: Evaluation) -> dict[str, list[str]]:
    """Gather the spaces that were not measured by reason."""
    reasons: dict[str, list[str]] = {}
    for row in found.rows:
        if row.not_measured:
            reasons.setdefault(row.not_measured, []).append(f"`{row.space}`")
    return reasons


def rewrite(page: str, text: str) -> str:
    """Replace what stands between the markers."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if len(pattern.findall(page)) != 1:
        raise SystemExit(f"{PAGE} does not hold the two markers of the table")
    return pattern.sub(lambda _: f"{BEGIN}\n{text}{END}", page)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--space", default="all")
    parser.add_argument("--jobs", type=int)
    arguments = parser.parse_args()
    collection = load_labelled(arguments.labelled)
    names = SPACES if arguments.space == "all" else arguments.space.split(",")
    spaces = [parse_space(name) for name in names]
    found = evaluate_spaces(cached_library(collection), collection, spaces, jobs=arguments.jobs)
    text = section(
        found, name=collection.kind.upper() if collection.kind in ("gtzan", "fma") else "a collection"
    )
    PAGE.write_text(rewrite(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
