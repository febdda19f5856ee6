"""How often a hook lies in the chorus and begins with a phrase, beside chance and simpler choices.

    python benchmarks/hooks.py WAVS --tools DIR --pop909 DIR --structure DIR [--songs 21-40] [--json FILE]

WAVS holds songs of POP909 as SONG_STYLE.wav, whole; --tools is the folder of evaluate.py and render.py, which
align the phrases of --structure (github.com/Dsqvival/hierarchical-structure-analysis) with those of --pop909.
The chorus is the phrase that comes at least twice and has the highest melody (or, in another column, the one
that lasts longest in all). A hook is right if half of its 15 s lie in it. A start is right within 2 s of the
beginning of a chorus phrase, or of any phrase. "every second" is the mean over all starts; "most repeated"
and "loudest" take the bar with the largest of our own measures.
"""

import argparse
import importlib
import json
import os
import re
import resource
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from tunescape.features.catchiness import stretches
from tunescape.music.heard_form import hear_form
from tunescape.music.hooks import HOOK_S, find_hook

COLUMNS = ("in the chorus", "in the longest phrase", "starts with a chorus phrase", "starts with any phrase")
TOLERANCE_S = 2.0


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def scores(tools: Any, answer: tuple[Any, ...], start_s: float) -> list[float]:
    chorus, longest, phrases = answer[0], answer[1], answer[5]
    stretch = (start_s, start_s + HOOK_S)
    right = tools.hook_score(chorus, stretch)
    near = min(abs(begin - start_s) for begin, _, _ in phrases) <= TOLERANCE_S
    return [right["hit50"], tools.hook_score(longest, stretch)["hit50"], right["start2s"], float(near)]


def choices(path: Path) -> tuple[dict[str, list[float]], float]:
    """Where each way begins its hook, and what ours costs, CPU s a minute."""
    began = cpu_s()
    heard = hear_form(path)
    hook = find_hook(heard)
    duration_s = heard.form.duration_s
    cost = (cpu_s() - began) / duration_s * 60
    found = stretches(heard.form, heard.frames, length_s=HOOK_S)
    return {
        "tunescape hook": [hook.best.start_s],
        "most repeated": [float(found.starts_s[found.measures["repetition"].argmax()])],
        "loudest": [float(found.starts_s[found.measures["loudness"].argmax()])],
        "middle": [(duration_s - HOOK_S) / 2],
        "every second": np.arange(0, duration_s - HOOK_S).tolist(),
    }, cost


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wavs", type=Path, metavar="WAVS")
    for name in ("tools", "pop909", "structure"):
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="DIR")
    parser.add_argument("--songs", default="21-40", metavar="A-B", help="numbers of songs [%(default)s]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores of each recording")
    options = parser.parse_args()
    first, last = map(int, options.songs.split("-"))
    paths = [
        path
        for path in sorted(options.wavs.glob("*.wav"))
        if re.fullmatch(r"\d{3}_\w+", path.stem) and first <= int(path.stem[:3]) <= last
    ]
    if not paths:
        print(f"{options.wavs} holds no SONG_STYLE.wav of songs {options.songs}", file=sys.stderr)
        return 2
    os.environ.update(POP909=str(options.pop909), STRUCT=str(options.structure))
    sys.path.insert(0, str(options.tools))
    tools = importlib.import_module("evaluate")
    rows: dict[str, dict[str, list[list[float]]]] = defaultdict(lambda: defaultdict(list))
    each, costs = {}, []
    for path in paths:
        song, _, style = path.stem.partition("_")
        answer = tools.chorus(song)
        found, cost = choices(path)
        costs.append(cost)
        for way, starts_s in found.items():
            rows[way][style].append(
                np.mean([scores(tools, answer, start) for start in starts_s], axis=0).tolist()
            )
        each[path.stem] = {"start": found["tunescape hook"][0], "scores": rows["tunescape hook"][style][-1]}
    styles = sorted({path.stem.partition("_")[2] for path in paths})
    print(f"songs {options.songs}, {len(paths)} recordings: {' / '.join(styles)} (mean)\n")
    print("| | " + " | ".join(COLUMNS) + " |")
    print("|---" * (1 + len(COLUMNS)) + "|")
    for way, by_style in rows.items():
        means = np.array([np.mean(by_style[style], axis=0) for style in styles])
        cells = [
            f"{' / '.join(f'{value:.2f}' for value in column)} ({column.mean():.2f})" for column in means.T
        ]
        print(f"| {way} | " + " | ".join(cells) + " |")
    print(f"\ncost: {np.mean(costs):.2f} CPU s a minute of music, decoding and beats with it")
    if options.json:
        options.json.write_text(json.dumps(each, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
